"""What may stand in a partner's note, checked when it is written, before it is public, and by `drom check`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.card import Card
from app.domain.note import MOST_AHEAD, MOST_CHARACTERS, MOST_DAYS, MOST_PUBLIC, MOST_WORDS, Note, Status
from app.domain.place import Partner
from app.language import spoken, wording
from app.language.web import ADDRESS
from app.service.parts import Parts

# After a plus or a nought six digits are a telephone number, else seven: not "47051", not "1.3.2027", not "2026/2027".
PHONE = re.compile(r"(?:\+|\b0)(?:[\s/()-]*\d){5,}|\b(?!20\d\d ?[/-] ?20\d\d\b)\d(?:[\s/()-]*\d){6,}")
LINK = re.compile(rf"https?:|www\.|@|{ADDRESS.pattern}|\b[\w-]+\.example\b", re.IGNORECASE)
NOT_DIGIT = re.compile(r"\D")
ADVICE: Mapping[str, str] = {
    "partner": "there is no such partner any more",
    "about": 'there is no card and no topic "{about}"',
    "language": "we do not speak this language",
    "empty": "there is no text: write it in one language at least",
    "characters": "{n} characters; at most {most}: say it shorter",
    "words": '{n} words in "{sentence}"; at most {most}: make two sentences',
    "link": '"{found}" leads somewhere else: take it out; the address of a place belongs to the place',
    "phone": '"{found}" is not a telephone number of this partner: take it out',
    "never": '"{found}" is never said here: take it out',
    "letters": '"{found}" in "{word}" is no letter of this language',
    "signs": '"{found}" cannot be said aloud: write it in words',
    "order": "the last day is before the first",
    "days": "{n} days; at most {most}",
    "over": "its last day is past already",
    "far": "its first day is more than two years ahead: is the year right?",
    "many": "{most} notes of this partner wait already: withdraw one, or let them be reviewed first",
    "full": "{most} notes of this partner on one card are enough: withdraw one first",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that a note may not have: a key of ADVICE, what goes into it, and the language of the text."""

    key: str
    language: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        said = ADVICE[self.key].format(**self.values)
        return f"{self.language}: {said}" if self.language else said


class BadNote(ValueError):
    """A note that cannot be said. `troubles` are all that is wrong with it."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__("; ".join(map(str, troubles)))
        self.troubles = tuple(troubles)


def troubles(parts: Parts, note: Note, today: date, others: Sequence[Note]) -> list[Trouble]:
    """Find all that is wrong with a note, on a day, among the `others` that are public."""
    partner = parts.library.partners.get(note.partner)
    if partner is None:
        return [Trouble("partner")]
    found = [*_days(note, today), *_about(parts, note, others)]
    if not note.texts:
        found.append(Trouble("empty"))
    for language, text in note.texts.items():
        if language in parts.library.languages:
            found += of_text(parts, partner, language, text)
        else:
            found.append(Trouble("language", language))
    return found


def of_text(parts: Parts, partner: Partner, language: str, text: str) -> Iterator[Trouble]:
    """Find what is wrong with one text of a partner."""
    if len(text) > MOST_CHARACTERS:
        yield Trouble("characters", language, {"n": str(len(text)), "most": str(MOST_CHARACTERS)})
    for sentence, count in wording.long_sentences(text, MOST_WORDS):
        yield Trouble("words", language, {"n": str(count), "sentence": f"{sentence[:30]}…", "most": str(MOST_WORDS)})
    if link := LINK.search(text):
        yield Trouble("link", language, {"found": link.group()})
    for number in PHONE.findall(text):
        if not is_own(partner, number):
            yield Trouble("phone", language, {"found": number.strip()})
    for pattern in wording.forbidden(parts.home / "content").values():
        if word := pattern.search(text):
            yield Trouble("never", language, {"found": word.group()})
    for letters, word_ in wording.strange(_without_names(parts, partner, text), language):
        yield Trouble("letters", language, {"found": letters, "word": word_})
    tables = spoken.read(parts.words.folders[language].path / "speech.toml")
    if signs := spoken.unknown(_without_names(parts, partner, text), language, tables, parts.library.office_words):
        yield Trouble("signs", language, {"found": " ".join(signs)})


def is_own(partner: Partner, number: str) -> bool:
    """Say whether a number is the partner's own or one of its places', with or without the country's code."""
    own = (partner.phone, partner.whatsapp, *(place.phone for place in partner.places))
    said = NOT_DIGIT.sub("", number).lstrip("0")
    return any(NOT_DIGIT.sub("", known).endswith(said) for known in own if known)


def reached(parts: Parts, about: str) -> tuple[Card, ...]:
    """Give the cards on which a note about a card or a topic is said; none where there is no such thing."""
    library = parts.library
    if about in library.cards:
        return (library.cards[about],)
    topic = library.topics.get(about)
    return tuple(library.cards[name] for name in topic.cards) if topic else ()


def _days(note: Note, today: date) -> Iterator[Trouble]:
    if note.last_day < note.first_day:
        yield Trouble("order")
    elif note.days > MOST_DAYS:
        yield Trouble("days", values={"n": str(note.days), "most": str(MOST_DAYS)})
    elif note.last_day < today:
        yield Trouble("over")
    elif (note.first_day - today).days > MOST_AHEAD:
        yield Trouble("far")


def _about(parts: Parts, note: Note, others: Sequence[Note]) -> Iterator[Trouble]:
    """Find a note that is about nothing, or that would be the fourth on some card."""
    cards = reached(parts, note.about)
    if not cards:
        yield Trouble("about", values={"about": note.about})
    beside = [
        other
        for other in others
        if other.partner == note.partner
        and other.number != note.number
        and other.status is Status.PUBLIC
        and other.meets(note)
    ]
    if any(sum(other.about in {card.id, card.topic} for other in beside) >= MOST_PUBLIC for card in cards):
        yield Trouble("full", values={"most": str(MOST_PUBLIC)})


def _without_names(parts: Parts, partner: Partner, text: str) -> str:
    """Take out what may be in any alphabet: German office words, names of cities and places, the partner's own."""
    library = parts.library
    cities = library.cities.values()
    places = [place.name for city in cities for place in city.places] + [place.name for place in partner.places]
    names = {*library.office_words, *partner.names.values(), *(city.name for city in cities), *places}
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", " ", text)
