"""Replies on their way: in order for each person, leased while being sent, emptied as soon as they are settled.

What a person may not get at once, what waits for her and what is parked: app/store/line.py.
"""

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
PARKED: ColumnClause[Any] = literal_column("'parked'")


class Status(StrEnum):
    """How a reply ended. Before that it is "waiting", or "parked" until somebody looks at it."""

    SENT = "sent"
    GIVEN_UP = "given-up"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A leased reply.

    `tries` is how often it was put off so far, `done` how many of its messages the vendor has taken; `queued_at` and
    `leased_until` are in Unix seconds.
    """

    id: int
    person: str
    channel: str
    sealed: bytes
    tries: int
    queued_at: float
    done: int
    leased_until: float


def emptied(status: object) -> dict[str, object]:
    """Give what a settled row holds: nothing that leads to a person. The moment is bound as "now"."""
    nothing = dict.fromkeys(("person", "sealed", "leased_until", "trouble"), NULL)
    return {**nothing, "settled_at": bindparam("now"), "status": status}


def ended(status: Status) -> ColumnClause[Any]:
    """Write a status into a statement."""
    return literal_column(f"'{status}'")


is_waiting = outbox.c.status == WAITING
_is_this = and_(outbox.c.id == bindparam("this"), is_waiting)
_is_held = and_(_is_this, outbox.c.leased_until == bindparam("held"))
_is_marked = and_(outbox.c.id == bindparam("this"), outbox.c.queued_at == bindparam("queued_at"))
_is_open = outbox.c.person.is_not(None)

_queue = Statement(
    lambda insert: insert(outbox).values(
        person=bindparam("person"),
        channel=bindparam("channel"),
        sealed=bindparam("sealed"),
        status=WAITING,
        tries=ZERO,
        done=ZERO,
        passing=bindparam("passing"),
        due_at=bindparam("due"),
        queued_at=bindparam("now"),
        expires_at=bindparam("expires"),
    )
)
_settle = Statement(update(outbox).where(_is_this).values(emptied(bindparam("end"))))
_later = Statement(
    update(outbox)
    .where(_is_held)
    .values(due_at=bindparam("due"), tries=bindparam("tried"), leased_until=NULL, trouble=bindparam("trouble"))
)
_park = Statement(update(outbox).where(_is_this).values(status=PARKED, leased_until=NULL, trouble=bindparam("trouble")))
_renew = Statement(update(outbox).where(_is_held).values(leased_until=bindparam("until"), done=bindparam("done")))
_taken = Statement(
    update(outbox).where(_is_marked, is_waiting, outbox.c.done < bindparam("done")).values(done=bindparam("done"))
)
_through = Statement(update(outbox).where(_is_marked, _is_open).values(emptied(bindparam("end"))))
_wipe = Statement(
    update(outbox)
    .where(_is_open, outbox.c.expires_at <= bindparam("now"))
    .values(emptied(ended(Status.GIVEN_UP)))
    .returning(outbox.c.channel)
)
_forget = Statement(delete(outbox).where(outbox.c.person == bindparam("person")))
_purge = Statement(delete(outbox).where(outbox.c.settled_at < bindparam("before")))
_backlog = Statement(select(outbox.c.channel, func.count()).where(is_waiting).group_by(outbox.c.channel))


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
            is_waiting,
            outbox.c.due_at <= bindparam("now"),
            outbox.c.expires_at > bindparam("now"),
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
    names = ("id", "person", "channel", "sealed", "tries", "queued_at", "done", "leased_until")
    return Statement(
        update(outbox)
        .where(outbox.c.id.in_(select(picked.c.id)), is_waiting, is_free)
        .values(leased_until=bindparam("until"))
        .returning(*(outbox.c[name] for name in names))
    )


def queue(
    tx: Transaction,
    person: str,
    channel: str,
    sealed: bytes,
    now: float,
    *,
    expires_at: float,
    due_at: float | None = None,
    passing: bool = False,
) -> None:
    """Put a reply behind the person's earlier ones. `sealed` comes from the vault; `person` is her key.

    It is given up at `expires_at`; a `passing` one is replaced by a newer turn. The person's conversation is loaded
    first in the same transaction, so that on PostgreSQL, too, ids carry her order.
    """
    due = now if due_at is None else max(now, due_at)
    times = {"now": now, "due": due, "expires": expires_at}
    tx.run(_queue, person=person, channel=channel, sealed=sealed, passing=int(passing), **times)


def due(
    tx: Transaction, now: float, limit: int, lease_seconds: float, channels: Collection[str]
) -> tuple[Waiting, ...]:
    """Lease up to `limit` replies, oldest first and at most one a person: her oldest, and only if its time has come.

    Nobody else gets them for `lease_seconds`, which must be longer than one call may take and the same in all
    processes: a lease of more than twice that comes from a clock that was wrong, and does not hold. A sender that dies
    lets go so; one that has several calls to make renews it.
    """
    if not channels:
        return ()
    names = {f"channel_{n}": channel for n, channel in enumerate(channels)}
    until, too_late = now + lease_seconds, now + 2 * lease_seconds
    rows = tx.rows(_lease(len(names)), now=now, most=limit, until=until, too_late=too_late, **names)
    return tuple(Waiting(*row) for row in sorted(rows))


def renew(tx: Transaction, waiting: Waiting, until: float, done: int) -> bool:
    """Keep the lease for the next message and note that `done` ones were taken.

    False where the reply has ended, or another has it: nothing more of it must be sent.
    """
    return tx.run(_renew, this=waiting.id, held=waiting.leased_until, until=until, done=done) == 1


def settle(tx: Transaction, reply: int, status: Status, now: float) -> bool:
    """End a reply and empty its row; False where it had ended (or was wiped or forgotten) before."""
    return tx.run(_settle, this=reply, end=status.value, now=now) == 1


def taken(tx: Transaction, reply: int, queued_at: float, done: int) -> bool:
    """Note, by a vendor's report, that `done` messages of a reply were taken, whatever its sender knows of it."""
    return tx.run(_taken, this=reply, queued_at=queued_at, done=done) == 1


def through(tx: Transaction, reply: int, queued_at: float, status: Status, now: float) -> bool:
    """End a reply by a vendor's report, also a parked one; False where it had ended before."""
    return tx.run(_through, this=reply, queued_at=queued_at, end=status.value, now=now) == 1


def later(tx: Transaction, waiting: Waiting, due_at: float, tries: int, trouble: str = "") -> bool:
    """Put a reply off until `due_at` and give the lease back; her younger ones wait too.

    False where it had ended, or another has it by now.
    """
    values = {"this": waiting.id, "held": waiting.leased_until, "tried": tries}
    return tx.run(_later, **values, due=due_at, trouble=trouble or None) == 1


def park(tx: Transaction, reply: int, trouble: str) -> bool:
    """Set a reply aside that does not go out; it keeps its content until it expires, and stops nobody."""
    return tx.run(_park, this=reply, trouble=trouble) == 1


def wipe(tx: Transaction, now: float) -> Mapping[str, int]:
    """Give up what has expired, leased, parked or not; count it by channel."""
    found: dict[str, int] = {}
    for (channel,) in tx.rows(_wipe, now=now):
        found[channel] = found.get(channel, 0) + 1
    return found


def forget(tx: Transaction, person: str) -> int:
    """Drop what waits for a person; give the number. Settled rows no longer know whose they were."""
    return tx.run(_forget, person=person)


def purge(tx: Transaction, before: float) -> int:
    """Delete rows settled before that moment; give their number."""
    return tx.run(_purge, before=before)


def backlog(tx: Transaction) -> Mapping[str, int]:
    """Count the waiting replies by channel."""
    return dict(tx.rows(_backlog))
