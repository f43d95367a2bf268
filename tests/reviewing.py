"""A small project to review, and a reviewer who reads the sheet and fills it in."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from app.checks import runner
from app.domain.library import Library
from app.language import reviews
from app.language.catalogues import update
from app.language.words import Words
from app.service import sheet
from tests.checks.conftest import make

TODAY = date(2026, 11, 21)
FACT = {"kind": "duration", "value": 2, "unit": "week", "checked_on": TODAY, "review_by": date(2027, 11, 21)}
CASE: dict[str, Any] = {
    "steps": [
        {"id": "answer", "emoji": "🏠", "text": "Sie haben {deadline} Zeit."},
        {
            "id": "papers",
            "emoji": "📄",
            "text": "Nehmen Sie den Ausweis mit.",
            "when": {"plan": ["circular", "unknown"]},
        },
        {"id": "age", "emoji": "👧", "text": "Kinder ab {age:n} kommen mit.", "when": {"origin": ["romania"]}},
    ],
    "facts": {"deadline": FACT, "age": {**FACT, "kind": "age", "value": 16, "unit": "year"}},
    "ro": {
        "sample.answer": "Aveți la dispoziție {deadline} pentru asta, și această propoziție este destul de lungă pentru fișier.",
        "sample.papers": "Luați buletinul.",
        "sample.age": "Copiii de la {age:n} vin și ei.",
    },
    "bg": {"sample.answer": "Имате {deadline} време.", "sample.papers": "Вземете личната карта."},
}
CATALOGUE = "locales/ro/LC_MESSAGES/registration.po"
REVIEWS = "locales/ro/reviews.toml"


def small_project(home: Path) -> Path:
    """Write the project as an editor's tools leave it."""
    make(home, CASE)
    update(runner.read(home, TODAY).library, home / "locales", ["ro", "bg"])
    return home


def open_project(home: Path) -> tuple[Library, Words]:
    book = runner.read(home, TODAY)
    return replace(book.library, reviews=reviews.valid(book.library, book.words)), book.words


def sheet_of(home: Path, language: str = "ro") -> str:
    library, words = open_project(home)
    return sheet.page(library, words, language, sheet.choose(library, language))


class Fields(HTMLParser):
    """What a reader finds in the sheet: cards, and under each a field for every text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cards: dict[str, dict[str, dict[str, str]]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-card" in given:
            self.cards[given["data-card"]] = {}
        if tag == "textarea":
            self.cards[list(self.cards)[-1]][given["data-text"]] = given


def filled_in(
    html: str, said: Mapping[str, str] | None = None, *, good: bool = True, language: str = "ro", **changes: Any
) -> bytes:
    """Fill in the sheet: other words for some texts, and the tick."""
    cards = {
        card: {"good": good, "texts": {name: {"seen": one["data-seen"], "text": (said or {}).get(name, "")} for name, one in texts.items()}}
        for card, texts in Fields(html).cards.items()
    }  # fmt: skip
    answer = {
        "drom_review": 1,
        "language": language,
        "role": "native speaker, teacher",
        "on": "2026-11-20",
        "cards": cards,
    }
    return json.dumps({**answer, **changes}).encode()


def visible(html: str) -> str:
    """Give the text of the sheet as a reader sees it."""
    bare = re.sub(r"<(style|script).*?</\1>", "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", bare).split())
