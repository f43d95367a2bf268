"""What vendors call the clips that we gave them, so that each is uploaded once."""

from sqlalchemy import bindparam, select
from sqlalchemy import delete as delete_from

from app.store.statement import Statement, Transaction
from app.store.tables import media

_is_this = (media.c.channel == bindparam("channel"), media.c.clip == bindparam("clip"))

_find = Statement(select(media.c.name).where(*_is_this, media.c.expires_at > bindparam("now")))
_keep = Statement(
    lambda insert: (
        (new := insert(media))
        .values({column.name: bindparam(column.name) for column in media.c})
        .on_conflict_do_update(
            index_elements=list(media.primary_key),
            set_={"name": new.excluded.name, "expires_at": new.excluded.expires_at},
        )
    )
)
_drop = Statement(delete_from(media).where(*_is_this))
_purge = Statement(delete_from(media).where(media.c.expires_at < bindparam("now")))


def find(tx: Transaction, channel: str, clip: str, now: float) -> str:
    """Give the vendor's name of a clip; empty where it has none, or has it no more."""
    rows = tx.rows(_find, channel=channel, clip=clip, now=now)
    return str(rows[0][0]) if rows else ""


def keep(tx: Transaction, channel: str, clip: str, name: str, expires_at: float) -> None:
    """Remember the vendor's name of a clip until `expires_at`, in Unix seconds."""
    tx.run(_keep, channel=channel, clip=clip, name=name, expires_at=expires_at)


def drop(tx: Transaction, channel: str, clip: str) -> None:
    """Forget a name that the vendor no longer knows."""
    tx.run(_drop, channel=channel, clip=clip)


def purge(tx: Transaction, now: float) -> int:
    """Forget the names that have run out; give their number."""
    return tx.run(_purge, now=now)
