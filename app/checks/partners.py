"""A partner's file: a greeting that can be heard, a colour that can be seen, origins and places that are there."""

import re
from collections.abc import Iterator
from datetime import timedelta

from app.checks import Book
from app.domain import colour
from app.domain.place import Partner
from app.domain.problem import Problem

RULE = "partner"
MOST, MOST_WORDS = 160, 15  # characters, and words a sentence: as in every other step
CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")  # fits Telegram's start parameter and is easily typed
TAKEN = "example"  # the page that shows the widget
SENTENCE = re.compile(r"(?<=[.!?:])\s+")
LINK = re.compile(r"https?://|www\.|@|\w\.\w", re.IGNORECASE)
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")  # a part of a host's name; RFC 1123, 2.1
GOOD_FOR = timedelta(days=365)


def find(book: Book) -> Iterator[Problem]:
    """Find what would make a partner's visitors stumble."""
    for partner in book.library.partners.values():
        file = f"content/partners/{partner.code}.toml"
        if not CODE.fullmatch(partner.code) or partner.code == TAKEN:
            yield Problem(file, "code", RULE, "name the file with small letters, digits and hyphens, and not example")
        for place, advice, warning in (
            *_greetings(partner),
            *_accent(partner),
            *_origins(partner),
            *_places(partner, book),
        ):
            yield Problem(file, place, RULE, advice, warning=warning)


Found = Iterator[tuple[str, str, bool]]


def _greetings(partner: Partner) -> Found:
    for language, said in partner.greeting.items():
        place = f"greeting.{language}"
        if len(said) > MOST:
            yield place, f"{len(said)} characters; at most {MOST}: say it shorter", False
        for sentence in SENTENCE.split(said):
            if (count := len(sentence.split())) > MOST_WORDS:
                yield place, f'{count} words in "{sentence[:40]}…"; at most {MOST_WORDS}: make two sentences', False
        if re.search(r"\d", said):
            yield place, "has a digit: write the telephone into `phone` and hours into a place", False
        if LINK.search(said):
            yield place, "has a link: write it into `url` or `mail`", False
    for language in partner.languages:
        if language not in partner.greeting:
            yield f"greeting.{language}", "is missing: there we only say who sends them", True


def _accent(partner: Partner) -> Found:
    """Tell where a colour is too pale. In the dark every strong colour becomes lighter: see `drom partner check`."""
    if not partner.accent:
        return
    reached, shown = colour.least(partner.accent, "light"), colour.shade(partner.accent, "light").accent
    if shown != partner.accent:
        advice = f"{partner.accent} has {reached:.1f}:1 on light paper and needs {colour.NEEDED}:1"
        yield "accent", f"{advice}: we show {shown} there", True


def _origins(partner: Partner) -> Found:
    for origin in partner.origins:
        host = origin.partition("://")[2].partition(":")[0]
        if not all(map(LABEL.fullmatch, host.split("."))):
            yield "origins", f'"{origin}" is no web origin: write it as https://centre.example', False
    if len(set(partner.origins)) < len(partner.origins):
        yield "origins", "one stands there twice: take it out", False


def _places(partner: Partner, book: Book) -> Found:
    for place in partner.places:
        if place.last_confirmed > book.today:
            yield place.id, f"last_confirmed is {place.last_confirmed}, which is still to come", False
        elif place.last_confirmed + GOOD_FOR < book.today:
            yield place.id, f"was last confirmed on {place.last_confirmed}: ask there, and write the new day", True
