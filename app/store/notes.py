"""What partners write: who wrote it about what, for which days, and what a reviewer said of it."""

import json
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, insert, literal_column, select, update

from app.domain.note import Note, Status
from app.store.statement import Statement, Transaction
from app.store.tables import LAST_NUMBER, notes

EMPTY: Any = literal_column("''")
ZERO: Any = literal_column("0")
PUBLIC: Any = literal_column("'public'")

_columns = (
    *(notes.c[name] for name in ("partner", "about", "texts", "first_day", "last_day", "written_on", "status")),
    func.coalesce(notes.c.reviewer, EMPTY),
    notes.c.reviewed_on,
    notes.c.id,
)
_add = Statement(
    insert(notes)
    .values(
        {
            name: bindparam(name)
            for name in ("partner", "about", "texts", "first_day", "last_day", "written_on", "status")
        }
    )
    .returning(notes.c.id)
)
_find = Statement(select(*_columns).where(notes.c.id == bindparam("number")))
_listed = Statement(select(*_columns).order_by(notes.c.id))
_of = Statement(select(*_columns).where(notes.c.partner == bindparam("partner")).order_by(notes.c.id))
# The last to run out come first, so that what is past can never crowd out what is said.
_public = Statement(
    select(*_columns)
    .where(notes.c.status == PUBLIC)
    .order_by(notes.c.last_day.desc(), notes.c.id.desc())
    .limit(bindparam("most"))
    .offset(ZERO)  # SQLite's compiler would bind one of its own
)
_decide = Statement(
    update(notes)
    .where(notes.c.id == bindparam("number"), notes.c.status == bindparam("before"))
    .values(status=bindparam("after"), reviewer=bindparam("reviewer"), reviewed_on=bindparam("day"))
)


def add(tx: Transaction, note: Note) -> int:
    """Keep a new note; give its number."""
    rows = tx.rows(
        _add,
        partner=note.partner,
        about=note.about,
        texts=json.dumps(dict(note.texts), ensure_ascii=False),
        first_day=note.first_day.isoformat(),
        last_day=note.last_day.isoformat(),
        written_on=note.written_on.isoformat(),
        status=note.status.value,
    )
    return int(rows[0][0])


def find(tx: Transaction, number: int) -> Note | None:
    """Find a note by its number."""
    rows = tx.rows(_find, number=number) if 0 < number <= LAST_NUMBER else []
    return next((_note(row) for row in rows), None)


def listed(tx: Transaction, partner: str = "") -> tuple[Note, ...]:
    """List all notes, or a partner's, the oldest first."""
    return tuple(_note(row) for row in (tx.rows(_of, partner=partner) if partner else tx.rows(_listed)))


def public(tx: Transaction, most: int) -> tuple[Note, ...]:
    """List at most so many public notes, also those whose days are to come; the newest first."""
    found = (_note(row) for row in tx.rows(_public, most=most))
    return tuple(sorted(found, key=lambda note: note.number, reverse=True))


def decide(tx: Transaction, note: Note, after: Status, reviewer: str, day: date | None) -> bool:
    """Change what became of a note; False where it has changed since it was read."""
    changed = tx.run(
        _decide,
        number=note.number,
        before=note.status.value,
        after=after.value,
        reviewer=reviewer or None,
        day=day.isoformat() if day else None,
    )
    return bool(changed)


def _note(row: tuple[Any, ...]) -> Note:
    partner, about, texts, first_day, last_day, written_on, status, reviewer, reviewed_on, number = row
    return Note(
        partner,
        about,
        json.loads(texts),
        date.fromisoformat(first_day),
        date.fromisoformat(last_day),
        date.fromisoformat(written_on),
        Status(status),
        reviewer,
        date.fromisoformat(reviewed_on) if reviewed_on else None,
        number,
    )
