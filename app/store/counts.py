"""How often something happened on a day. A count knows no person, so it is kept."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from socket import gethostname
from zlib import crc32

from sqlalchemy import bindparam, func, select

from app.store.statement import Statement, Transaction
from app.store.tables import counts


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """What is counted. "" stands for "not said" or "does not apply"."""

    channel: str = ""
    language: str = ""
    plan: str = ""
    event: str = ""
    card: str = ""
    stage: str = ""
    origin: str = ""
    topic: str = ""
    partner: str = ""


_key = tuple(counts.c[field.name] for field in fields(Count))
SHARDS = 64
# Two processes seldom share one; if they do, one waits a moment and nothing is lost. In containers all processes have
# the same number, so the machine's name counts as well.
SHARD = (os.getpid() + crc32(gethostname().encode())) % SHARDS

_add = Statement(
    lambda insert: (
        (new := insert(counts))
        .values({column.name: bindparam(column.name) for column in counts.c})
        .on_conflict_do_update(index_elements=list(counts.primary_key), set_={"n": counts.c.n + new.excluded.n})
    )
)
_total = Statement(
    select(*_key, func.sum(counts.c.n))
    .where(counts.c.day >= bindparam("first"), counts.c.day <= bindparam("last"))
    .group_by(*_key)
)


def add(tx: Transaction, day: date, counted: Mapping[Count, int]) -> None:
    """Add to the counts of a day. Do it last in a transaction: on PostgreSQL others wait for the same count until then.

    The counts are taken in their own order, so that two transactions can never wait for each other.
    """
    for count, n in sorted(counted.items()):
        tx.run(_add, day=day.isoformat(), shard=SHARD, n=n, **asdict(count))


def total(tx: Transaction, first: date, last: date) -> Mapping[Count, int]:
    """Sum the counts over the days from `first` to `last`, both included."""
    rows = tx.rows(_total, first=first.isoformat(), last=last.isoformat())
    return {Count(*row[:-1]): int(row[-1]) for row in rows}
