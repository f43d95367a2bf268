"""What a reader gets is whole: no brace, no pattern name of a library, no German left in another language."""

import re
from collections.abc import Iterator

from app.checks import Book, words_file
from app.domain.language import SOURCE
from app.domain.problem import Problem
from app.domain.text import Text

RULE = "rendered"
PATTERN = re.compile(r"[{}]|duration-|%\(|\bNone\b|\{0\}")
GERMAN = re.compile(r"\b(Sie|Ihre|Ihnen|und|oder|nicht|wenn|der|die|das|ist|mit)\b")
FEWEST_WORDS = 3


def find(book: Book) -> Iterator[Problem]:
    """Render every text in every language and look at it as a reader would."""
    for text in book.texts():
        given = {name: "x" for name in text.placeholders if name not in book.library.facts}
        for language in book.folders:
            said = book.words.say(text, language, given)
            if said is not None:
                yield from _look(said, text, language)


def _look(said: str, text: Text, language: str) -> Iterator[Problem]:
    file = words_file(text, language)
    if left := PATTERN.search(said):
        yield Problem(file, text.context, RULE, f'"{left.group()}" would reach a reader: "{said[:60]}"')
    if language == SOURCE:
        return
    same = said == text.source and len(said.split()) >= FEWEST_WORDS
    if same or len(GERMAN.findall(said)) > 1:
        yield Problem(file, text.context, RULE, f'German is left over: "{said[:60]}"')
