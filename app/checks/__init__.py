"""Rules that keep the content true and speakable: one rule a file, each with `find(book)`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from app.domain.card import Card
from app.domain.language import SOURCE
from app.domain.library import Library
from app.domain.person import Origin, Person, Plan, Stage
from app.domain.text import Text
from app.language.catalogues import entries
from app.language.registry import Folder
from app.language.words import Words


@dataclass(frozen=True, slots=True)
class Book:
    """All that a rule may look at: the content, its words, the languages, and the day on which it is read."""

    library: Library
    words: Words
    folders: Mapping[str, Folder]
    today: date

    def texts(self) -> Iterator[Text]:
        """List every German text once."""
        return (entry.text for entry in entries(self.library))

    def others(self) -> tuple[str, ...]:
        """Name the languages that are translations."""
        return tuple(code for code in self.folders if code != SOURCE)


def everybody(language: str) -> Iterator[Person]:
    """List everybody there can be, but for the city, which changes no step."""
    for plan, stage, origin in product((None, *Plan), (None, *Stage), (None, *Origin)):
        yield Person(language, plan, stage, origin)


def source_file(text: Text) -> str:
    """Name the file in which a German text stands."""
    if text.domain == "messages":
        return "content/phrases.toml"
    name = text.context.rsplit(".", 1)[0]
    return f"content/{text.domain}/{'topic' if name == text.domain else name}.toml"


def card_file(card: Card) -> str:
    """Name the file of a card."""
    return f"content/{card.topic}/{card.id}.toml"
