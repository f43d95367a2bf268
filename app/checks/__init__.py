"""Rules that keep the content true and speakable: one rule a file, each with `find(book)`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.domain.card import Card
from app.domain.language import SOURCE
from app.domain.library import Library
from app.domain.person import Person
from app.domain.text import PLACEHOLDER, Text
from app.language import spoken
from app.language.catalogues import entries
from app.language.registry import Folder
from app.language.tables import Tables
from app.language.wording import WORD
from app.language.words import Words

__all__ = ["WORD", "Book", "card_file", "source_file", "whom", "words_file"]


@dataclass(frozen=True)
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

    def own_words(self, text: Text, language: str) -> str:
        """Give what is in the language itself: no placeholders and none of the office words that stay German."""
        said = self.words.template(text, language) or ""
        return self.office.sub(" ", PLACEHOLDER.sub(" ", said))

    @cached_property
    def tables(self) -> Mapping[str, Tables]:
        """Give each language's tables of what is said for what is written."""
        return {code: spoken.read(folder.path / "speech.toml") for code, folder in self.folders.items()}

    @cached_property
    def office(self) -> re.Pattern[str]:
        """Match the German office words, the longest first: "Beratungsstelle Arbeit" is not also "Beratung"."""
        longest_first = sorted(filter(None, self.library.office_words), key=len, reverse=True)
        return re.compile("|".join(rf"\b{re.escape(word)}\b" for word in longest_first) or "(?!)")


def whom(person: Person, language: str) -> str:
    """Name a person in a line of the report."""
    return f"{language} plan={person.plan} stage={person.stage} origin={person.origin}"


def words_file(text: Text, language: str) -> str:
    """Name the file in which the words of a language stand."""
    return source_file(text) if language == SOURCE else f"locales/{language}/LC_MESSAGES/{text.domain}.po"


def source_file(text: Text) -> str:
    """Name the file in which a German text stands."""
    if text.domain == "messages":
        return "content/phrases.toml"
    name = text.context.rsplit(".", 1)[0]
    return f"content/{text.domain}/{'topic' if name == text.domain else name}.toml"


def card_file(card: Card) -> str:
    """Name the file of a card."""
    return f"content/{card.topic}/{card.id}.toml"
