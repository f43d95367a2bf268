"""Replies on their way: in order for each person, leased while being sent, emptied as soon as they are settled."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, literal_column, not_, or_, select, update
from sqlalchemy.sql.expression import ColumnClause

from app.store.statement import Statement, Transaction
from app.store.tables import WAITING, outbox

NULL: ColumnClause[Any] = literal_column("NULL")
ZERO: ColumnClause[Any] = literal_column("0")


class Status(StrEnum):
    """How a reply ended. Before that it is "waiting"."""

    SENT = "sent"
    GIVEN_UP = "given-up"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A leased reply. `tries` is how often it was put off so far; `queued_at` is in Unix seconds."""

    id: int
    person: str
    channel: str
    sealed: bytes
    tries: int
    queued_at: float


def _emptied(**more: object) -> dict[str, object]:
    """Give what a settled row holds: nothing that leads to a person."""
    return {"person": NULL, "sealed": NULL, "leased_until": NULL, "settled_at": bindparam("now"), **more}


_is_waiting = outbox.c.status == WAITING
_is_this = and_(outbox.c.id == bindparam("this"), _is_waiting)

_queue = Statement(
    lambda insert: insert(outbox).values(
        person=bindparam("person"),
        channel=bindparam("channel"),
        sealed=bindparam("sealed"),
        status=WAITING,
        tries=ZERO,
        due_at=bindparam("now"),
        queued_at=bindparam("now"),
    )
)
_settle = Statement(update(outbox).where(_is_this).values(_emptied(status=bindparam("end"))))
_later = Statement(
    update(outbox).where(_is_this).values(due_at=bindparam("due"), tries=bindparam("tried"), leased_until=NULL)
)
_wipe = Statement(
    update(outbox)
    .where(_is_waiting, outbox.c.queued_at < bindparam("before"))
    .values(_emptied(status=literal_column(f"'{Status.GIVEN_UP}'")))
)
_forget = Statement(delete(outbox).where(outbox.c.person == bindparam("person"), _is_waiting))
_purge = Statement(delete(outbox).where(outbox.c.settled_at < bindparam("before")))
_backlog = Statement(select(outbox.c.channel, func.count()).where(_is_waiting).group_by(outbox.c.channel))


@cache
def _lease(channels: int) -> Statement:
    """Build the statement that leases; it has a place for each of so many channels."""
    older = outbox.alias("older")
    is_free = or_(
        outbox.c.leased_until.is_(None),
        outbox.c.leased_until <= bindparam("now"),
        outbox.c.leased_until > bindparam("too_late"),
    )
    picked = (
        select(outbox.c.id)
        .where(
            _is_waiting,
            outbox.c.due_at <= bindparam("now"),
            outbox.c.channel.in_([bindparam(f"channel_{n}") for n in range(channels)]),
            is_free,
            not_(
                select(older.c.id)
                .where(older.c.person == outbox.c.person, older.c.id < outbox.c.id, older.c.status == WAITING)
                .exists()
            ),
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(bindparam("most"))
        .offset(ZERO)  # SQLite's compiler would bind one of its own
        .with_for_update(of=outbox, skip_locked=True)
        .cte("picked")
    )
    return Statement(
        update(outbox)
        .where(outbox.c.id.in_(select(picked.c.id)), _is_waiting, is_free)
        .values(leased_until=bindparam("until"))
        .returning(outbox.c.id, outbox.c.person, outbox.c.channel, outbox.c.sealed, outbox.c.tries, outbox.c.queued_at)
    )


def queue(tx: Transaction, person: str, channel: str, sealed: bytes, now: float) -> None:
    """Put a reply behind the person's earlier ones. `sealed` comes from the vault; `person` is her key.

    The person's conversation is loaded first in the same transaction, so that on PostgreSQL, too, ids carry her order.
    """
    tx.run(_queue, person=person, channel=channel, sealed=sealed, now=now)


def due(
    tx: Transaction, now: float, limit: int, lease_seconds: float, channels: Collection[str]
) -> tuple[Waiting, ...]:
    """Lease up to `limit` replies, oldest first and at most one a person: her oldest, and only if its time has come.

    Nobody else gets them for `lease_seconds`, which must be longer than a send may take and the same in all processes:
    a lease of more than twice that comes from a clock that was wrong, and does not hold. A sender that dies lets go so.
    """
    if not channels:
        return ()
    names = {f"channel_{n}": channel for n, channel in enumerate(channels)}
    until, too_late = now + lease_seconds, now + 2 * lease_seconds
    rows = tx.rows(_lease(len(names)), now=now, most=limit, until=until, too_late=too_late, **names)
    return tuple(Waiting(*row) for row in sorted(rows))


def settle(tx: Transaction, reply: int, status: Status, now: float) -> bool:
    """End a reply and empty its row; False where it had ended (or was wiped or forgotten) before."""
    return tx.run(_settle, this=reply, end=status.value, now=now) == 1


def later(tx: Transaction, reply: int, due_at: float, tries: int) -> bool:
    """Put a reply off until `due_at` and give the lease back; her younger ones wait too. False where it had ended."""
    return tx.run(_later, this=reply, due=due_at, tried=tries) == 1


def park(tx: Transaction, reply: int, now: float) -> bool:
    """End a reply that was tried too often: it is emptied like all others, and counted apart."""
    return settle(tx, reply, Status.PARKED, now)


def wipe(tx: Transaction, before: float, now: float) -> int:
    """Give up replies queued before that moment, leased or not; give their number."""
    return tx.run(_wipe, before=before, now=now)


def forget(tx: Transaction, person: str) -> int:
    """Drop a person's waiting replies; give their number. Settled rows no longer know whose they were."""
    return tx.run(_forget, person=person)


def purge(tx: Transaction, before: float) -> int:
    """Delete rows settled before that moment; give their number."""
    return tx.run(_purge, before=before)


def backlog(tx: Transaction) -> Mapping[str, int]:
    """Count the waiting replies by channel."""
    return dict(tx.rows(_backlog))
