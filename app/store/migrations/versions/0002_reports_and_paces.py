"""Replies know how far they came, parked ones can be looked at, and uploaded clips are remembered"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DAY = 86_400.0
RULE = "outbox_settled_rows_are_empty"
OLD_RULE = (
    "(status = 'waiting' AND person IS NOT NULL AND sealed IS NOT NULL AND settled_at IS NULL)"
    " OR (status IN ('sent', 'given-up', 'parked') AND person IS NULL AND sealed IS NULL"
    " AND leased_until IS NULL AND settled_at IS NOT NULL)"
)
NEW_RULE = (
    "(status IN ('waiting', 'parked') AND person IS NOT NULL AND sealed IS NOT NULL AND settled_at IS NULL)"
    " OR (status IN ('sent', 'given-up', 'replaced') AND person IS NULL AND sealed IS NULL"
    " AND leased_until IS NULL AND trouble IS NULL AND settled_at IS NOT NULL)"
)
INDEXES = (
    ("outbox_due", ["due_at"], "status = 'waiting'", "status = 'waiting'"),
    ("outbox_person", ["person", "id"], "status = 'waiting'", "person IS NOT NULL"),
    ("outbox_settled_at", ["settled_at"], "settled_at IS NOT NULL", "settled_at IS NOT NULL"),
)


def _kept() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("person", sa.Text()),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("leased_until", sa.Double()),
        sa.Column("queued_at", sa.Double(), nullable=False),
        sa.Column("settled_at", sa.Double()),
    ]


def _new() -> list[sa.Column[Any]]:
    return [
        sa.Column("expires_at", sa.Double(), nullable=False, server_default="0"),
        sa.Column("done", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("passing", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("trouble", sa.Text()),
    ]


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _indexes(which: int) -> None:
    for name, columns, *where in INDEXES:
        chosen = sa.text(where[which])
        op.create_index(name, "outbox", columns, sqlite_where=chosen, postgresql_where=chosen)


def _rebuild(columns: list[sa.Column[Any]], rule: str) -> None:
    """Make the outbox anew, which is how SQLite changes a rule. Ids go on where they were: no id is used twice."""
    last = op.get_bind().scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"))
    op.rename_table("outbox", "outbox_before")
    op.create_table("outbox", *columns, sa.CheckConstraint(rule, name=RULE), sqlite_autoincrement=True)
    names = ", ".join(column.name for column in _kept())
    op.execute(f"INSERT INTO outbox ({names}) SELECT {names} FROM outbox_before")  # noqa: S608  # names of columns
    op.drop_table("outbox_before")
    if last:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'outbox'")
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', {int(last)})")  # noqa: S608


def upgrade() -> None:
    op.add_column("conversations", sa.Column("paced_until", sa.Double()))
    op.create_table(
        "media",
        sa.Column("channel", sa.Text(), primary_key=True),
        sa.Column("clip", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
    )
    for name, *_ in INDEXES:
        op.drop_index(name, "outbox")
    op.execute("UPDATE outbox SET status = 'given-up' WHERE status = 'parked'")
    if _is_sqlite():
        _rebuild(_kept() + _new(), NEW_RULE)
    else:
        for column in _new():
            op.add_column("outbox", column)
        op.drop_constraint(RULE, "outbox", type_="check")
        op.create_check_constraint(RULE, "outbox", NEW_RULE)
    op.execute(f"UPDATE outbox SET expires_at = queued_at + {DAY}")  # noqa: S608  # a number of ours
    _indexes(1)


def downgrade() -> None:
    for name, *_ in INDEXES:
        op.drop_index(name, "outbox")
    emptied = "person = NULL, sealed = NULL, leased_until = NULL, trouble = NULL, settled_at = queued_at"
    op.execute(f"UPDATE outbox SET status = 'given-up', {emptied} WHERE status = 'parked'")  # noqa: S608
    op.execute("UPDATE outbox SET status = 'given-up' WHERE status = 'replaced'")
    if _is_sqlite():
        _rebuild(_kept(), OLD_RULE)
    else:
        op.drop_constraint(RULE, "outbox", type_="check")
        for column in _new():
            op.drop_column("outbox", column.name)
        op.create_check_constraint(RULE, "outbox", OLD_RULE)
    _indexes(0)
    op.drop_table("media")
    if _is_sqlite():
        op.execute("ALTER TABLE conversations DROP COLUMN paced_until")
    else:
        op.drop_column("conversations", "paced_until")
