"""How often something happened on a day. A count knows no person, so it is kept."""

import itertools
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from socket import gethostname
from threading import local
from zlib import crc32

from sqlalchemy import bindparam, func, select

from app.store.statement import Statement, Transaction
from app.store.tables import counts

MADE_HERE = "terminal"  # the channel of those who build and write: in no report


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
_mine = local()
_next = itertools.count(
    crc32(f"{gethostname()} {os.getpid()}".encode())
)  # in containers all processes have the same number

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


def shard() -> int:
    """Name the rows in which this thread counts. Who shares one waits for the other's commit, so hardly any two do."""
    if not hasattr(_mine, "shard"):
        _mine.shard = next(_next) % SHARDS
    return int(_mine.shard)


def add(tx: Transaction, day: date, counted: Mapping[Count, int]) -> None:
    """Add to the counts of a day. Do it last in a transaction: on PostgreSQL others wait for the same count until then.

    The counts are taken in their own order, so that two transactions can never wait for each other.
    """
    for count, n in sorted(counted.items()):
        tx.run(_add, day=day.isoformat(), shard=shard(), n=n, **asdict(count))


def total(tx: Transaction, first: date, last: date) -> Mapping[Count, int]:
    """Sum the counts over the days from `first` to `last`, both included."""
    rows = tx.rows(_total, first=first.isoformat(), last=last.isoformat())
    return {Count(*row[:-1]): int(row[-1]) for row in rows}
