"""Every language keeps to its letters; German office words and short names of offices may stand in any."""

from collections.abc import Iterator

from app.checks import Book, words_file
from app.domain.problem import Problem
from app.language.wording import LETTERS, strange

RULE = "alphabet"


def find(book: Book) -> Iterator[Problem]:
    """Find letters of another alphabet."""
    for language in LETTERS:
        if language not in book.folders:
            continue
        for text in book.texts():
            for letters, word in strange(book.own_words(text, language), language):
                advice = f'"{letters}" in "{word}" is no letter of this language; is it an office word?'
                yield Problem(words_file(text, language), text.context, RULE, advice)
