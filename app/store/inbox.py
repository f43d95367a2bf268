"""Which messages were taken already, so that a repeated delivery is answered once."""

from sqlalchemy import bindparam, delete

from app.store.statement import Statement, Transaction
from app.store.tables import inbox

_take = Statement(
    lambda insert: insert(inbox).values(key=bindparam("key"), received_at=bindparam("now")).on_conflict_do_nothing()
)
_purge = Statement(delete(inbox).where(inbox.c.received_at < bindparam("before")))


def first_time(tx: Transaction, key: str, now: float) -> bool:
    """Take a message and say whether it is new. `key` is a keyed hash of channel and the vendor's id of the message.

    On PostgreSQL this waits for another process that is just taking the same message.
    """
    return tx.run(_take, key=key, now=now) == 1


def purge(tx: Transaction, before: float) -> int:
    """Forget messages taken before that moment; give their number."""
    return tx.run(_purge, before=before)
