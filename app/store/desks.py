"""Which partner a token opens the desk of, looked up anew for each request: a withdrawn one opens nothing."""

from sqlalchemy import bindparam, select

from app.store.statement import Statement, Transaction
from app.store.tables import tokens

_partner = Statement(select(tokens.c.partner).where(tokens.c.id == bindparam("id"), tokens.c.revoked_on.is_(None)))


def partner_of(tx: Transaction, token: str) -> str | None:
    """Give the partner's code for the id of a token; None for one that is not known or was withdrawn."""
    rows = tx.rows(_partner, id=token)
    return str(rows[0][0]) if rows else None
