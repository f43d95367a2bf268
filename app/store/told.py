"""What was told of a month: kept, so that nothing is drawn twice (docs/decisions/020-small-numbers.md)."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from app.store.statement import Statement, Transaction
from app.store.tables import told

Tables = Mapping[str, Any]  # by id, as JSON

_find = Statement(
    select(told.c.tables).where(told.c.month == bindparam("wanted"), told.c.partner == bindparam("by"))
)  # fmt: skip
_keep = Statement(
    lambda insert: (
        (new := insert(told))
        .values({column.name: bindparam(column.name) for column in told.c})
        .on_conflict_do_update(index_elements=list(told.primary_key), set_={"tables": new.excluded.tables})
    )
)


def find(tx: Transaction, month: str, partner: str) -> Tables:
    """Find what was told of a month; nothing where nobody has asked yet."""
    rows = tx.rows(_find, wanted=month, by=partner)
    found: Tables = json.loads(rows[0][0]) if rows else {}
    return found


def keep(tx: Transaction, month: str, partner: str, tables: Tables) -> Tables:
    """Keep tables that were not told before, and give all that now are; what was told stays as it was."""
    before = find(tx, month, partner)
    after = {**tables, **before}
    if after.keys() != before.keys():
        tx.run(_keep, month=month, partner=partner, tables=json.dumps(after))
    return after
