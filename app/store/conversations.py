"""Where each person stands in the talk: JSON under a keyed hash, one writer a person at a time."""

from sqlalchemy import Text, bindparam, case, func, literal_column, select, update
from sqlalchemy import delete as delete_from

from app.store.statement import Statement, Transaction
from app.store.tables import conversations

_load = Statement(select(conversations.c.state).where(conversations.c.key == bindparam("key")).with_for_update())
_lock = Statement(
    select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("key", type_=Text), literal_column("0"))))
)
_save = Statement(
    lambda insert: (
        (new := insert(conversations))
        .values(key=bindparam("key"), state=bindparam("state"), touched_at=bindparam("now"))
        .on_conflict_do_update(
            index_elements=[conversations.c.key],
            set_={"state": new.excluded.state, "touched_at": new.excluded.touched_at},
        )
    )
)
_paced = Statement(select(conversations.c.paced_until).where(conversations.c.key == bindparam("key")))
_pace = Statement(
    update(conversations)
    .where(conversations.c.key == bindparam("key"))
    .values(
        paced_until=case(
            (conversations.c.paced_until > bindparam("now"), conversations.c.paced_until), else_=bindparam("now")
        )
        + bindparam("more")
    )
    .returning(conversations.c.paced_until)
)
_delete = Statement(delete_from(conversations).where(conversations.c.key == bindparam("key")))
_purge = Statement(delete_from(conversations).where(conversations.c.touched_at < bindparam("before")))


def load(tx: Transaction, key: str) -> str | None:
    """Read a person's state, None where she is new, and keep others from her until the transaction ends.

    SQLite has one writer anyway. PostgreSQL locks the row; where there is none yet, a lock on the key stands in for it,
    and the row is looked for again, since whoever held the lock before may have written it.
    """
    rows = tx.rows(_load, key=key)
    if not rows and tx.database == "postgresql":
        tx.rows(_lock, key=key)
        rows = tx.rows(_load, key=key)
    return rows[0][0] if rows else None


def save(tx: Transaction, key: str, state: str, now: float) -> None:
    """Write a person's state. Load it first in the same transaction, or somebody else's change may be lost."""
    tx.run(_save, key=key, state=state, now=now)


def paced(tx: Transaction, key: str) -> float:
    """Read from when on a person may get as many messages at once as ever; 0 where nothing is known."""
    rows = tx.rows(_paced, key=key)
    return float(rows[0][0] or 0) if rows else 0.0


def pace(tx: Transaction, key: str, now: float, more: float) -> float:
    """Note messages sent to a person: that moment moves by `more` seconds, counted from now at least. Gives it."""
    rows = tx.rows(_pace, key=key, now=now, more=more)
    return float(rows[0][0]) if rows else 0.0


def delete(tx: Transaction, key: str) -> bool:
    """Delete a person's state at once; say whether there was one."""
    return tx.run(_delete, key=key) == 1


def purge(tx: Transaction, before: float) -> int:
    """Delete the states of people silent since that moment; give their number."""
    return tx.run(_purge, before=before)
