"""Words that are never said: slurs, and words that put a label on people."""

from collections.abc import Iterator

from app.checks import Book, words_file
from app.domain.problem import Problem
from app.language.wording import forbidden

RULE = "never-said"


def find(book: Book) -> Iterator[Problem]:
    """Look for every word of content/never_said.toml at the beginning of words, in all languages."""
    content = next(iter(book.folders.values())).path.parent.parent / "content"
    for instead, pattern in forbidden(content).items():
        for text in book.texts():
            for language in book.folders:
                if found := pattern.search(book.own_words(text, language)):
                    advice = f'"{found.group()}…": {instead}'
                    yield Problem(words_file(text, language), text.context, RULE, advice)
