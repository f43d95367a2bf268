"""The words of every language: PO catalogues read once, and sentences filled with facts."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

import polib

from app.domain.fact import Fact
from app.domain.language import SOURCE, Lexicon
from app.domain.library import Library
from app.domain.text import PLACEHOLDER, Text, Value
from app.language import values
from app.language.registry import Folder

DOMAINS = ("messages", "registration", "health", "school", "help", "desk")
Catalogue = Mapping[tuple[str, str, str], str]


class BrokenCatalogue(Exception):
    """A PO file cannot be read; the message names the file and the line."""


def catalogue(folder: Folder) -> Catalogue:
    """Read a language's PO files: (domain, msgctxt, msgid) to msgstr. Fuzzy and empty ones do not count."""
    found: dict[tuple[str, str, str], str] = {}
    for domain in DOMAINS:
        path = folder.path / "LC_MESSAGES" / f"{domain}.po"
        if not path.exists():
            continue
        try:
            entries = polib.pofile(str(path), encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BrokenCatalogue(f"locales/{folder.language.code}/LC_MESSAGES/{domain}.po: {error}") from error
        for entry in entries:
            if entry.msgstr and not entry.fuzzy and not entry.obsolete:
                found[domain, entry.msgctxt or "", entry.msgid] = entry.msgstr
    return found


class Words:
    """Turns texts into sentences of a language. `today` decides which facts may be said."""

    def __init__(self, folders: Mapping[str, Folder], facts: Mapping[str, Fact]) -> None:
        self.folders = folders
        self._facts = facts
        self._catalogues = {code: catalogue(folder) for code, folder in folders.items()}
        self._written: dict[tuple[str, str, str], str] = {}

    def template(self, text: Text, language: str) -> str | None:
        """Give the sentence with its placeholders, or None where the language does not have it yet."""
        if language == SOURCE or not text.domain:
            return text.source
        return self._catalogues[language].get((text.domain, text.context, text.source))

    def say(self, text: Text, language: str, given: Mapping[str, Value] | None = None) -> str | None:
        """Give the sentence with every placeholder filled, or None where the language does not have it yet."""
        template = self.template(text, language)
        if template is None:
            return None

        def fill(match: re.Match[str]) -> str:
            name, form = match.group(1), match.group(2) or ""
            if given and name in given:
                return values.given(given[name], self.folders[language])
            return self.value(name, language, form)

        return PLACEHOLDER.sub(fill, template)

    def value(self, name: str, language: str, form: str = "") -> str:
        """Write a fact's value. Raises KeyError for a name that is no fact."""
        key = (name, language, form)
        if key not in self._written:
            self._written[key] = values.written(self._facts[name], self.folders[language], form)
        return self._written[key]

    def day(self, value: date, language: str) -> str:
        """Write a day."""
        return values.day(value, self.folders[language])

    def month(self, value: date, language: str) -> str:
        """Write the month of a day by its name."""
        return values.month(value, self.folders[language])

    def lexicons(self, library: Library) -> dict[str, Lexicon]:
        """Give what people say in each language, and the labels of everything that can be chosen."""
        return {code: self._lexicon(code, folder, library) for code, folder in self.folders.items()}

    def _lexicon(self, code: str, folder: Folder, library: Library) -> Lexicon:
        labels = {(text.domain, text.context): said for text in _labels(library) if (said := self.say(text, code))}
        return Lexicon(
            code,
            folder.file.commands,
            {int(number): said for number, said in folder.file.numbers.items()},
            folder.file.choices,
            labels,
        )


def _labels(library: Library) -> Iterator[Text]:
    for phrase in library.phrases.values():
        if not phrase.text.placeholders:
            yield phrase.text
    for topic in library.topics.values():
        yield topic.label
    for card in library.cards.values():
        yield card.label
        yield card.title
