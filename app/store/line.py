"""What stands in line for one person, and what was set aside: hold, replace, look, try again, drop."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, literal_column, or_, select, update
from sqlalchemy.sql.expression import ColumnClause

from app.store.outbox import NULL, PARKED, ZERO, Status, emptied, ended, is_waiting
from app.store.statement import Statement, Transaction
from app.store.tables import WAITING, outbox


@dataclass(frozen=True, slots=True)
class Parked:
    """A reply that did not go out. `trouble` says why, without a word of hers; `queued_at` is in Unix seconds."""

    id: int
    channel: str
    queued_at: float
    tries: int
    trouble: str


NOTHING: ColumnClause[Any] = literal_column("''")

_hers = and_(outbox.c.person == bindparam("person"), is_waiting)
_free = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= bindparam("now"))
_newest = (
    select(outbox.c.id)
    .where(_hers)
    .order_by(outbox.c.id.desc())
    .limit(bindparam("one"))
    .offset(bindparam("most"))
    .scalar_subquery()
)
_is_old = or_(outbox.c.passing != ZERO, outbox.c.id <= _newest)
_is_parked = outbox.c.status == PARKED
_is_this = and_(outbox.c.id == bindparam("this"), _is_parked)

_hold = Statement(update(outbox).where(_hers, outbox.c.due_at < bindparam("until")).values(due_at=bindparam("until")))
_replace = Statement(update(outbox).where(_hers, _free, _is_old).values(emptied(ended(Status.REPLACED))))
_parked = Statement(
    select(outbox.c.id, outbox.c.channel, outbox.c.queued_at, outbox.c.tries, func.coalesce(outbox.c.trouble, NOTHING))
    .where(_is_parked, outbox.c.expires_at > bindparam("now"))
    .order_by(outbox.c.id)
)
_again = Statement(
    update(outbox).where(_is_this).values(status=WAITING, tries=ZERO, due_at=bindparam("now"), trouble=NULL)
)
_drop = Statement(update(outbox).where(_is_this).values(emptied(ended(Status.GIVEN_UP))))


def hold(tx: Transaction, person: str, until: float) -> int:
    """Let nothing go to a person before `until`; give the number of replies that wait longer now."""
    return tx.run(_hold, person=person, until=until)


def replace(tx: Transaction, person: str, now: float, most: int) -> int:
    """Let a newer turn take the place of menus that nobody has in hand, and of all but her `most` youngest replies."""
    return tx.run(_replace, person=person, now=now, most=most, one=1)


def parked(tx: Transaction, now: float) -> tuple[Parked, ...]:
    """List what was set aside, oldest first."""
    return tuple(Parked(*row) for row in tx.rows(_parked, now=now))


def again(tx: Transaction, replies: Sequence[int], now: float) -> int:
    """Let parked replies wait to be sent once more; give the number of those that were parked."""
    return sum(tx.run(_again, this=reply, now=now) for reply in replies)


def drop(tx: Transaction, replies: Sequence[int], now: float) -> int:
    """Give parked replies up, and empty them; give the number of those that were parked."""
    return sum(tx.run(_drop, this=reply, now=now) for reply in replies)
