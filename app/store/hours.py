"""In which hour of a day people asked for a person. It stands apart from all other counts, and is joined to none."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from app.store.counts import shard
from app.store.statement import Statement, Transaction
from app.store.tables import hours

_add = Statement(
    lambda insert: (
        (new := insert(hours))
        .values({column.name: bindparam(column.name) for column in hours.c})
        .on_conflict_do_update(index_elements=list(hours.primary_key), set_={"n": hours.c.n + new.excluded.n})
    )
)
_total = Statement(
    select(hours.c.partner, hours.c.hour, func.sum(hours.c.n))
    .where(hours.c.day >= bindparam("first"), hours.c.day <= bindparam("last"))
    .group_by(hours.c.partner, hours.c.hour)
)


def add(tx: Transaction, local: datetime, partner: str, n: int) -> None:
    """Add to an hour of the day; `local` is the moment in the time of the place. Do it just before counts.add."""
    tx.run(_add, day=local.date().isoformat(), partner=partner, hour=local.hour, shard=shard(), n=n)


def total(tx: Transaction, first: date, last: date) -> Mapping[tuple[str, int], int]:
    """Sum by partner and hour (0 to 23) over the days from `first` to `last`, both included."""
    return {
        (partner, hour): int(n) for partner, hour, n in tx.rows(_total, first=first.isoformat(), last=last.isoformat())
    }
