"""A line between the two towns: a partner writes it, a reviewer says yes, people hear it until its last day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.card import Card
from app.domain.hours import ZONE
from app.domain.message import Say
from app.domain.note import Note, Status
from app.domain.person import Person
from app.domain.place import Partner
from app.domain.problem import Problem
from app.domain.text import Line
from app.flow.conversation import Conversation
from app.service import catalogue
from app.service.catalogue import Said
from app.service.note_rules import BadNote, Trouble, troubles
from app.service.parts import Parts
from app.service.review import ROLE
from app.store import notes
from app.store.statement import Transaction

RULE = "note"
MOST_WAITING = 20  # of a partner, for a reviewer who reads them all
MOST_TOLD = 3  # in one message of a talk; a page shows them all
OPEN = {Status.WAITING, Status.PUBLIC}
BY, SAID = "note.by", "note.said"
PICTURE = "💬"  # of the words; the megaphone stands for who says them


class NoSuchNote(LookupError):
    """There is no such note, or it is no longer in the state that is needed. The message says which."""


@dataclass(frozen=True, slots=True)
class SaidNote:
    """A note as a person gets it: "Partner X says on 1 March:", then its text. `note` is where both came from."""

    note: Note
    language: str
    by: Said
    text: Said


def today(parts: Parts) -> date:
    """Give the day on which notes begin and run out: that of the towns here."""
    return parts.now().astimezone(ZONE).date()


def write(
    parts: Parts, partner: str, about: str, texts: Mapping[str, str], first_day: date, last_day: date
) -> Note:  # fmt: skip
    """Keep a partner's note until a reviewer says yes. Raises BadNote with all that is wrong."""
    tidy = {code: words for code, text in texts.items() if (words := " ".join(text.split()))}
    note = Note(partner, about, tidy, first_day, last_day, written_on=today(parts))
    found = troubles(parts, note, today(parts), parts.board.look())
    if len(unread(parts, partner)) >= MOST_WAITING:
        found.append(Trouble("many", values={"most": str(MOST_WAITING)}))
    if found:
        raise BadNote(found)
    return replace(note, number=parts.database.run(lambda tx: notes.add(tx, note)))


def find(parts: Parts, number: int) -> Note:
    """Give a note. Raises NoSuchNote."""
    note = parts.database.run(lambda tx: notes.find(tx, number))
    if note is None:
        raise NoSuchNote(f"there is no note {number}; `drom note list` shows those that there are")
    return note


def listed(parts: Parts, partner: str = "") -> tuple[Note, ...]:
    """List all notes, or a partner's, the oldest first."""
    return parts.database.run(lambda tx: notes.listed(tx, partner))


def unread(parts: Parts, partner: str = "") -> tuple[Note, ...]:
    """List the notes that wait for a reviewer, of all or of a partner, but for those that ran out meanwhile.

    These take nobody's time any more, and nobody clears them away.
    """
    there = (one for one in listed(parts, partner) if one.last_day >= today(parts))
    return tuple(one for one in there if one.status is Status.WAITING)


def approve(parts: Parts, number: int, role: str) -> Note:
    """Say yes as a reviewer: it is public now. Raises NoSuchNote, BadNote, and ValueError for what is no role."""
    by = " ".join(role.split())
    if not ROLE.fullmatch(by):
        raise ValueError(f'"{by}" is no role; give one with --role "native speaker, teacher", never a name')
    note = _waiting(parts, number)
    if found := troubles(parts, note, today(parts), parts.board.read()):
        raise BadNote(found)
    return _decide(parts, note, Status.PUBLIC, by)


def refuse(parts: Parts, number: int) -> Note:
    """Say no as a reviewer. Raises NoSuchNote."""
    return _decide(parts, _waiting(parts, number), Status.REFUSED)


def withdraw(parts: Parts, number: int, partner: str = "") -> Note:
    """Take a note back; a `partner` only its own. Raises NoSuchNote."""
    note = find(parts, number)
    if partner and note.partner != partner:
        raise NoSuchNote(f"note {number} is not this partner's")
    if note.status not in OPEN:
        raise NoSuchNote(f"note {number} is {note.status} already")
    return _decide(parts, note, Status.WITHDRAWN, note.reviewer)


def _waiting(parts: Parts, number: int) -> Note:
    note = find(parts, number)
    if note.status is not Status.WAITING:
        raise NoSuchNote(f"note {number} is {note.status} already, it does not wait for a reviewer")
    return note


def _decide(parts: Parts, note: Note, status: Status, reviewer: str = "") -> Note:
    """Change what became of a note; what is public now is asked for at the studio."""
    day = note.reviewed_on if status is Status.WITHDRAWN else today(parts)
    if not parts.database.run(lambda tx: notes.decide(tx, note, status, reviewer, day)):
        raise NoSuchNote(f"note {note.number} has changed meanwhile; look at it again")
    parts.board.read()
    after = replace(note, status=status, reviewer=reviewer, reviewed_on=day)
    for text, language in _sentences(parts, after) if status is Status.PUBLIC else ():
        parts.clips.find(parts.clips.name(text, language))
    return after


def current(
    parts: Parts, about: str, language: str, partner: str = "", city: str | None = None, tx: Transaction | None = None
) -> tuple[Note, ...]:
    """List what is said today about a card or topic to somebody sent by a partner, or who lives in a city.

    Her own partner's come first, then the newest. A note that is not in her language is left out: it has nothing that
    the card does not say, but for the place. Who is inside a transaction must give it.
    """
    day = today(parts)
    card = parts.library.cards.get(about)
    names = {about, card.topic} if card else {about}
    found = [
        note
        for note in parts.board.look(tx)
        if note.is_said_on(day)
        and note.about in names
        and language in note.texts
        and _concerns(parts.library.partners.get(note.partner), partner, city)
    ]
    return tuple(sorted(found, key=lambda note: note.partner != partner))


def _concerns(whose: Partner | None, partner: str, city: str | None) -> bool:
    return whose is not None and (whose.code == partner or city in whose.cities)


def notes_for(
    parts: Parts, card: Card, person: Person, partner: Partner | None = None
) -> tuple[tuple[Said, Said], ...]:  # fmt: skip
    """Give the notes that a page shows with a card: who says it, and what, each with its sound."""
    return tuple((one.by, one.text) for one in said(parts, card.id, person, partner))


def said(parts: Parts, about: str, person: Person, partner: Partner | None = None) -> tuple[SaidNote, ...]:
    """Word the notes that a person gets with a card."""
    language = person.language
    if parts.words.template(parts.library.phrases[BY].text, language) is None:
        return ()  # a language so new that it cannot say who speaks
    code = partner.code if partner else ""
    return tuple(_worded(parts, note, language) for note in current(parts, about, language, code, person.city))


def _worded(parts: Parts, note: Note, language: str) -> SaidNote:
    by, words = _lines(parts, note, language)
    return SaidNote(
        note,
        language,
        catalogue.say(parts, by.text, language, by.emoji, **by.values),
        catalogue.say(parts, words.text, language, words.emoji, **words.values),
    )


def _lines(parts: Parts, note: Note, language: str) -> tuple[Line, Line]:
    """Put a note as the talk says it: who says so, and what."""
    phrases = parts.library.phrases
    name = parts.library.partners[note.partner].name(language)
    by = {"partner": name, "date": parts.words.day(note.written_on, language)}
    return (
        Line(phrases[BY].emoji, phrases[BY].text, by, extra=True),
        Line(PICTURE, phrases[SAID].text, {"note": note.texts[language]}, extra=True),
    )


def told(parts: Parts, tx: Transaction, says: tuple[Say, ...], talk: Conversation | None) -> tuple[Say, ...]:
    """Put the notes on a card before the question that follows it: the card itself stays one message."""
    card = says[0].card if len(says) > 1 else None
    if card is None or talk is None:
        return says
    language = talk.person.language
    found = current(parts, card, language, talk.partner, talk.person.city, tx)[:MOST_TOLD]
    lines = tuple(line for note in found for line in _lines(parts, note, language))
    return (says[0], replace(says[1], lines=(*lines, *says[1].lines)), *says[2:])


def sentences(parts: Parts) -> Iterator[tuple[str, str]]:
    """List (text, language) of all that is said of public notes, today or later."""
    for note in parts.board.look():
        if note.status is Status.PUBLIC and note.last_day >= today(parts) and note.partner in parts.library.partners:
            yield from _sentences(parts, note)


def _sentences(parts: Parts, note: Note) -> Iterator[tuple[str, str]]:
    for language in note.texts:
        if language in parts.library.languages:
            for line in _lines(parts, note, language):
                if words := parts.words.say(line.text, language, line.values):
                    yield words, language


def problems(parts: Parts, day: date) -> list[Problem]:
    """Find what is wrong with the notes that are public or wait, as if it were that day; what is past is left alone."""
    there = [note for note in listed(parts) if note.status in OPEN and note.last_day >= day]
    found = []
    for note in there:
        others = [other for other in there if other.number < note.number]
        for trouble in troubles(parts, note, day, others):
            place = f"{note.number} of {note.partner}"
            found.append(Problem("notes", place, RULE, str(trouble), warning=note.status is Status.WAITING))
    return found
