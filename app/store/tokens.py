"""Tokens of partners: under an id that is no secret, with the hash of the secret."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from app.store.statement import Statement, Transaction
from app.store.tables import tokens


@dataclass(frozen=True, slots=True)
class Kept:
    """One row. Days are ISO dates; `revoked_on` is None while the token is good."""

    id: str
    partner: str
    hash: str
    made_on: str
    revoked_on: str | None


_keep = Statement(lambda insert: insert(tokens).values({column.name: bindparam(column.name) for column in tokens.c}))
_find = Statement(select(*tokens.c).where(tokens.c.id == bindparam("wanted")))
_list = Statement(select(*tokens.c).order_by(tokens.c.partner, tokens.c.made_on, tokens.c.id))
_revoke = Statement(
    update(tokens)
    .where(tokens.c.id == bindparam("wanted"), tokens.c.revoked_on.is_(None))
    .values(revoked_on=bindparam("today"))
)


def keep(tx: Transaction, identity: str, partner: str, hashed: str, today: str) -> None:
    """Keep a new token."""
    tx.run(_keep, id=identity, partner=partner, hash=hashed, made_on=today, revoked_on=None)


def find(tx: Transaction, identity: str) -> Kept | None:
    """Find a token by its id, also one that was revoked."""
    rows = tx.rows(_find, wanted=identity)
    return Kept(*rows[0]) if rows else None


def listed(tx: Transaction) -> tuple[Kept, ...]:
    """List all, by partner and day."""
    return tuple(Kept(*row) for row in tx.rows(_list))


def revoke(tx: Transaction, identity: str, today: str) -> bool:
    """End a token; False where there is no good one of that id."""
    return tx.run(_revoke, wanted=identity, today=today) == 1
