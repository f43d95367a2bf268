"""Bring the PO files up to the German source; a changed sentence keeps its old translation as fuzzy, unseen.

Our own few lines on polib: `pybabel update` destroys the plural header of Romanes (docs/decisions/004-po-files.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polib

from app.domain.card import Card
from app.domain.language import STAFF
from app.domain.library import Library
from app.domain.text import Text
from app.language.words import DOMAINS

PLURALS = {
    "de": "nplurals=2; plural=(n != 1);",
    "ro": "nplurals=3; plural=(n==1 ? 0 : n==0 || (n!=1 && n%100>=1 && n%100<=19) ? 1 : 2);",
    "bg": "nplurals=2; plural=(n != 1);",
    "tr": "nplurals=2; plural=(n != 1);",
    "rmy": "nplurals=2; plural=(n != 1);",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One message to translate: the text and a comment for the translator."""

    text: Text
    comment: str = ""


def entries(library: Library) -> Iterable[Entry]:
    """List all texts of the library in the order in which an editor reads them."""
    for phrase in library.phrases.values():
        yield Entry(phrase.text, phrase.emoji)
    for topic in library.topics.values():
        yield Entry(topic.label, f"{topic.emoji} label, at most 20 characters")
        for name in topic.cards:
            yield from _of_card(library.cards[name])


def desk_entries(library: Library) -> Iterable[Entry]:
    """List the texts of the desk, which are in the languages of the staff alone and never spoken."""
    return (Entry(text) for text in library.desk.values())


def _of_card(card: Card) -> Iterable[Entry]:
    yield Entry(card.label, f"{card.emoji} label, at most 20 characters")
    yield Entry(card.title, f"{card.emoji} title, at most 60 characters")
    for step in card.steps:
        whom = [
            f"{key}: {', '.join(sorted(names))}"
            for key in ("plan", "stage", "origin")
            if (names := getattr(step.when, key))
        ]
        yield Entry(step.text, "; ".join([f"{step.emoji} step, at most 160 characters", *whom]))


def update(library: Library, locales: Path, languages: Iterable[str]) -> None:
    """Write the .pot templates and merge every language's PO files with them."""
    by_domain: dict[str, list[Entry]] = {domain: [] for domain in DOMAINS}
    for entry in (*entries(library), *desk_entries(library)):
        by_domain[entry.text.domain].append(entry)
    for domain, listed in by_domain.items():
        _save(_template(listed), locales / f"{domain}.pot")
        for language in languages:
            if domain == "desk" and language not in STAFF:
                continue
            path = locales / language / "LC_MESSAGES" / f"{domain}.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            old = polib.pofile(str(path), encoding="utf-8") if path.exists() else polib.POFile()
            _save(_merged(listed, old, language), path)


def _template(listed: Iterable[Entry]) -> polib.POFile:
    file = polib.POFile(wrapwidth=110)
    file.metadata = {"Project-Id-Version": "Drom", "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8"}
    file.extend(_entry(entry) for entry in listed)
    return file


def _entry(entry: Entry) -> polib.POEntry:
    flags = ["python-brace-format"] if entry.text.placeholders else []
    return polib.POEntry(msgctxt=entry.text.context, msgid=entry.text.source, comment=entry.comment, flags=flags)


def _merged(listed: Iterable[Entry], old: polib.POFile, language: str) -> polib.POFile:
    file = polib.POFile(wrapwidth=110)
    file.metadata = {
        "Project-Id-Version": "Drom",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS.get(language, PLURALS["de"]),
    }
    before = {entry.msgctxt: entry for entry in old if not entry.obsolete}
    for listed_entry in listed:
        entry = _entry(listed_entry)
        if known := before.get(entry.msgctxt):
            entry.msgstr, entry.tcomment = known.msgstr, known.tcomment
            changed = known.msgid != entry.msgid
            if known.msgstr and (known.fuzzy or changed):
                entry.flags.append("fuzzy")
                entry.previous_msgid = known.msgid if changed else known.previous_msgid
        file.append(entry)
    return file


def _save(file: polib.POFile, path: Path) -> None:
    """Write only what changed, so that a run without changes touches no file."""
    text = f"{file}\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
