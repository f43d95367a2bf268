"""Counts know stage, origin, topic and partner; partners have tokens, notes, and a word on their places"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLD_KEY = ("day", "channel", "language", "plan", "event", "card")
NEW_KEY = ("day", "channel", "language", "plan", "stage", "origin", "topic", "card", "partner", "event")


def _number() -> sa.Column[Any]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, primary_key=True, autoincrement=True)


def _counts(key: tuple[str, ...], *more: sa.Column[Any]) -> None:
    columns = [sa.Column(name, sa.Text(), primary_key=True) for name in key]
    op.create_table("counts_new", *columns, *more, sa.Column("n", sa.BigInteger(), nullable=False))


def _fill(into: str, values: str) -> None:
    op.execute(f"INSERT INTO counts_new ({into}) SELECT {values} FROM counts GROUP BY {', '.join(OLD_KEY)}")  # noqa: S608
    op.drop_table("counts")
    op.rename_table("counts_new", "counts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX counts_new_pkey RENAME TO counts_pkey")


def upgrade() -> None:
    old = ", ".join(OLD_KEY)
    _counts(NEW_KEY, sa.Column("shard", sa.Integer(), primary_key=True, autoincrement=False))
    _fill(f"{old}, stage, origin, topic, partner, shard, n", f"{old}, '', '', '', '', 0, sum(n)")
    op.create_table(
        "hours",
        sa.Column("day", sa.Text(), primary_key=True),
        sa.Column("partner", sa.Text(), primary_key=True),
        sa.Column("hour", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("shard", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "told",
        sa.Column("month", sa.Text(), primary_key=True),
        sa.Column("partner", sa.Text(), primary_key=True),
        sa.Column("tables", sa.Text(), nullable=False),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Text(), nullable=False),
        sa.Column("revoked_on", sa.Text()),
    )
    op.create_table(
        "notes",
        _number(),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text()),
        sa.Column("reviewed_on", sa.Text()),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "place_reports",
        _number(),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("place_reports", "notes", "tokens", "told", "hours"):
        op.drop_table(table)
    old = ", ".join(OLD_KEY)
    _counts(OLD_KEY)
    _fill(f"{old}, n", f"{old}, sum(n)")
