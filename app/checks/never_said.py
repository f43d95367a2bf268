"""Words that are never said: slurs, and words that put a label on people."""

import re
import tomllib
from collections.abc import Iterator, Mapping

from app.checks import Book, words_file
from app.domain.problem import Problem

RULE = "never-said"
FILE = "never_said.toml"


def find(book: Book) -> Iterator[Problem]:
    """Look for every word of content/never_said.toml at the beginning of words, in all languages."""
    for instead, pattern in _patterns(book).items():
        for text in book.texts():
            for language in book.folders:
                if found := pattern.search(book.own_words(text, language)):
                    advice = f'"{found.group()}…": {instead}'
                    yield Problem(words_file(text, language), text.context, RULE, advice)


def _patterns(book: Book) -> Mapping[str, re.Pattern[str]]:
    """Read the list: advice, and the beginnings of words that it is about."""
    path = next(iter(book.folders.values())).path.parent.parent / "content" / FILE
    groups = tomllib.loads(path.read_text(encoding="utf-8")).values() if path.exists() else ()
    return {
        group["instead"]: re.compile(rf"\b(?:{'|'.join(map(re.escape, group['beginnings']))})", re.IGNORECASE)
        for group in groups
    }
