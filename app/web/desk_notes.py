"""The desk's page of notes: what a partner says on a card or a topic, until a day."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.note import MOST_CHARACTERS, MOST_DAYS, Note, Status
from app.domain.text import Text
from app.service import note as notes
from app.service.note import NoSuchNote
from app.service.note_rules import BadNote, Trouble
from app.web.desk_door import Acting, AtDesk, Desk, Form, render

router = APIRouter(prefix="/desk/notes", include_in_schema=False, default_response_class=HTMLResponse)
PAST_SHOWN = 10
USUAL = timedelta(days=30)
DONE = {"sent": "notes.sent", "gone": "notes.gone", "missing": "notes.missing"}


@dataclass(frozen=True, slots=True)
class Row:
    """A note as the desk lists it; `state` is the end of a key of content/desk.toml."""

    note: Note
    about: str
    days: str
    state: str

    @property
    def is_open(self) -> bool:
        """Say whether it can be taken back."""
        return self.state in {"waiting", "public", "coming"}


@router.get("")
def page(desk: AtDesk, done: str = "") -> HTMLResponse:
    """Show a partner's notes, and the form for a new one."""
    return _page(desk, {}, (), 200, DONE.get(done, ""))


@router.post("")
def write(desk: Acting, form: Form) -> Response:
    """Take a new note, or say what is wrong with it beside what was written."""
    texts = {code: form.get(f"text-{code}", "") for code in _languages(desk)}
    try:
        first, last = date.fromisoformat(form.get("first", "")), date.fromisoformat(form.get("last", ""))
    except ValueError:
        return _page(desk, form, [Trouble("date")], 422)
    try:
        notes.write(desk.parts, desk.partner.code, form.get("about", ""), texts, first, last)
    except BadNote as bad:
        return _page(desk, form, bad.troubles, 422)
    return RedirectResponse(desk.href("/notes", done="sent"), 303)


@router.post("/{number}/withdraw")
def withdraw(desk: Acting, number: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
    """Take one of the partner's own notes back."""
    done = "missing"
    with suppress(NoSuchNote):
        notes.withdraw(desk.parts, number, desk.partner.code)
        done = "gone"
    return RedirectResponse(desk.href("/notes", done=done), 303)


def _page(
    desk: Desk, form: Mapping[str, str], troubles: tuple[Trouble, ...] | list[Trouble], status: int, done: str = ""
) -> HTMLResponse:
    today = notes.today(desk.parts)
    given = {"about": "", "first": today.isoformat(), "last": (today + USUAL).isoformat(), **form}
    return render(
        "desk/notes.html",
        desk,
        status,
        rows=_rows(desk, today),
        choices=list(_choices(desk)),
        languages=_languages(desk),
        given=given,
        troubles=[(one.language, _said(desk, one)) for one in troubles],
        done=desk.phrase(done) if done else "",
        most=str(MOST_CHARACTERS),
        days=str(MOST_DAYS),
    )


def _said(desk: Desk, trouble: Trouble) -> str:
    said = desk.phrase(f"notes.wrong-{trouble.key}", **trouble.values)
    known = f"language.{trouble.language}" in desk.parts.library.desk
    return f"{desk.phrase(f'language.{trouble.language}')}: {said}" if known else said


def _languages(desk: Desk) -> tuple[str, ...]:
    """Name the languages in which a partner writes: its own, in the order of the service."""
    return tuple(filter(desk.partner.speaks, desk.parts.library.languages))


def _rows(desk: Desk, today: date) -> list[Row]:
    """List what can be taken back, then the newest of what is past."""
    rows = [_row(desk, note, today) for note in reversed(notes.listed(desk.parts, desk.partner.code))]
    past = [row for row in rows if not row.is_open][:PAST_SHOWN]
    return [*(row for row in rows if row.is_open), *past]


def _row(desk: Desk, note: Note, today: date) -> Row:
    words = desk.parts.words
    first, last = words.day(note.first_day, desk.language), words.day(note.last_day, desk.language)
    state = note.status.value
    if note.status in notes.OPEN and note.last_day < today:
        state = "past"
    elif note.status is Status.PUBLIC and note.first_day > today:
        state = "coming"
    return Row(note, _about(desk, note.about), desk.phrase("notes.from-to", first=first, last=last), state)


def _about(desk: Desk, about: str) -> str:
    library = desk.parts.library
    if about in library.cards:
        return _word(desk, library.cards[about].title)
    return _word(desk, library.topics[about].label) if about in library.topics else about


def _choices(desk: Desk) -> Iterator[tuple[str, str, str, list[tuple[str, str]]]]:
    """Give the topics: id, name, what the whole topic is called, and its cards with their titles."""
    library = desk.parts.library
    for topic in library.topics.values():
        name = _word(desk, topic.label)
        cards = [(card, _word(desk, library.cards[card].title)) for card in topic.cards]
        yield topic.id, name, desk.phrase("notes.whole", topic=name), cards


def _word(desk: Desk, text: Text) -> str:
    words = desk.parts.words
    return words.say(text, desk.language) or words.say(text, "de") or text.context
