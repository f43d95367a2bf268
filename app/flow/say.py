"""Helpers that steps share: lines, choices, pages of at most five, and the row that is always there."""

from collections.abc import Sequence

from app.domain.card import Card, Topic
from app.domain.library import Library
from app.domain.message import Choice
from app.domain.place import City
from app.domain.text import Line, Text

MOST = 5
FIXED = ("again", "person", "menu")


def line(library: Library, key: str, emoji: str = "", language: str = "", **values: str) -> Line:
    """Say a phrase."""
    phrase = library.phrases[key]
    return Line(emoji or phrase.emoji, phrase.text, values, language=language)


def choice(library: Library, identity: str, label: str = "", spoken: str = "") -> Choice:
    """Offer a phrase as a choice; the label's key is the id where none is given."""
    phrase = library.phrases[label or identity]
    return Choice(identity, phrase.emoji, phrase.text, library.phrases[spoken].text if spoken else None)


def card_choice(card: Card) -> Choice:
    """Offer a card by its short label; its question is what is said aloud."""
    return Choice(f"card:{card.id}", card.emoji, card.label, card.title)


def topic_choice(topic: Topic) -> Choice:
    """Offer a topic."""
    return Choice(f"topic:{topic.id}", topic.emoji, topic.label)


def city_choice(city: City) -> Choice:
    """Offer a city."""
    return Choice(f"city:{city.id}", city.emoji, name_text(city.name))


def language_choice(code: str, library: Library) -> Choice:
    """Offer a language under its own name; it greets in itself."""
    name = library.phrases["language.name"]
    return Choice(f"lang:{code}", name.emoji, name.text, library.phrases["hello"].text, code)


def fixed(library: Library) -> tuple[Choice, ...]:
    """Give the row that is always there: again, a person, menu."""
    return tuple(choice(library, identity) for identity in FIXED)


def page_of(
    choices: Sequence[Choice], page: int, library: Library, pinned: Sequence[Choice] = ()
) -> tuple[Choice, ...]:
    """Show at most five choices: a page, the pinned ones, and "more" where there are other pages."""
    room = MOST - len(pinned)
    if len(choices) <= room:
        return (*choices, *pinned)
    size = room - 1
    pages = -(-len(choices) // size)
    start = page % pages * size
    return (*choices[start : start + size], *pinned, choice(library, "more"))


def name_text(name: str) -> Text:
    """Wrap a proper name that is the same in every language."""
    return Text("", "", name)
