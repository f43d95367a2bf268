"""The tables, and what may stand in them: nobody's number, name or words in clear, and nothing of a settled reply.

Times are Unix seconds in double precision: one number means the same moment in SQLite, PostgreSQL and Python, survives
the round trip bit for bit, is exact to a microsecond until the year 2200, and knows no time zone that could be wrong.
Days are ISO dates ("2026-03-01") as text, which sort and compare alike on both databases.

A change here needs a revision in migrations/versions; tests/store/test_migrations.py says what is missing.
"""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Double, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.sql import literal_column, text
from sqlalchemy.sql.expression import ColumnClause

metadata = MetaData()
LAST_NUMBER = 2**63 - 1  # of a row, on both databases; what is greater no driver takes

# Keys of messages that were taken, so that a repeated delivery is dropped.
inbox = Table(
    "inbox",
    metadata,
    Column("key", Text, primary_key=True),
    Column("received_at", Double, nullable=False),
    Index("inbox_received_at", "received_at"),
)

# Where each person stands in the talk, under a keyed hash of her address. From `paced_until` on, the vendor lets us
# send her as many messages at once as ever.
conversations = Table(
    "conversations",
    metadata,
    Column("key", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("touched_at", Double, nullable=False),
    Column("paced_until", Double),
    Index("conversations_touched_at", "touched_at"),
)

# The id is never used twice (AUTOINCREMENT): vendors give it back days later, and it carries the order of replies.
# `done` are its messages that the vendor has taken; a `passing` one (1) is a menu that a newer turn replaces; `trouble`
# says why it waits or is parked, without a word of hers.
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("person", Text),
    Column("channel", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("status", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("leased_until", Double),
    Column("queued_at", Double, nullable=False),
    Column("settled_at", Double),
    Column("expires_at", Double, nullable=False),
    Column("done", Integer, nullable=False),
    Column("passing", Integer, nullable=False),
    Column("trouble", Text),
    CheckConstraint(
        "(status IN ('waiting', 'parked') AND person IS NOT NULL AND sealed IS NOT NULL AND settled_at IS NULL)"
        " OR (status IN ('sent', 'given-up', 'replaced') AND person IS NULL AND sealed IS NULL"
        " AND leased_until IS NULL AND trouble IS NULL AND settled_at IS NOT NULL)",
        name="outbox_settled_rows_are_empty",
    ),
    sqlite_autoincrement=True,
)

# Written into the statement, not bound: only then does SQLite's planner see that a partial index fits.
WAITING: ColumnClause[Any] = literal_column("'waiting'")
is_waiting = text("status = 'waiting'")
is_somebodys = text("person IS NOT NULL")
is_settled = text("settled_at IS NOT NULL")
Index("outbox_due", outbox.c.due_at, sqlite_where=is_waiting, postgresql_where=is_waiting)
Index("outbox_person", outbox.c.person, outbox.c.id, sqlite_where=is_somebodys, postgresql_where=is_somebodys)
Index("outbox_settled_at", outbox.c.settled_at, sqlite_where=is_settled, postgresql_where=is_settled)

# What vendors call the clips that were uploaded to them. A clip belongs to nobody.
media = Table(
    "media",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("clip", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("expires_at", Double, nullable=False),
)

# How often something happened on a day, and to nobody in particular. "" stands for "not said" or "does not apply".
# Each thread that writes counts in a `shard` of its own, so that hardly any two wait for the same row.
COUNTED = ("day", "channel", "language", "plan", "stage", "origin", "topic", "card", "partner", "event")
counts = Table(
    "counts",
    metadata,
    *(Column(name, Text, primary_key=True) for name in COUNTED),
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("n", BigInteger, nullable=False),
)

# In which hour of the day (0 to 23, local) people asked for a person. Apart from all else: an hour beside a plan and a
# card would come close to somebody.
hours = Table(
    "hours",
    metadata,
    Column("day", Text, primary_key=True),
    Column("partner", Text, primary_key=True),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("n", BigInteger, nullable=False),
)

# What was told of a month ("2026-10"), for a partner or for all (""), as JSON: what is hidden in it stays hidden,
# whatever becomes of the content. A second drawing beside the first could give a small number away.
told = Table(
    "told",
    metadata,
    Column("month", Text, primary_key=True),
    Column("partner", Text, primary_key=True),
    Column("tables", Text, nullable=False),
)

# What opens a partner's desk: only an argon2 hash of it is kept.
tokens = Table(
    "tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("partner", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("made_on", Text, nullable=False),
    Column("revoked_on", Text),
)

# A partner's dated word on a card or topic (`about`), by language (`texts` is JSON); public after a reviewer's yes.
# `reviewer` is a role, never a name. `status`: waiting, public, refused, withdrawn.
notes = Table(
    "notes",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("partner", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("texts", Text, nullable=False),
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("written_on", Text, nullable=False),
    Column("reviewer", Text),
    Column("reviewed_on", Text),
    sqlite_autoincrement=True,
)

# What a partner says of its places: `change` is JSON, empty ({}) where all is still true. `status`: waiting, applied,
# refused.
place_reports = Table(
    "place_reports",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("partner", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("reported_on", Text, nullable=False),
    Column("status", Text, nullable=False),
    sqlite_autoincrement=True,
)
