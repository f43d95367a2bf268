"""A sentence holds no digit of its own: numbers stand once, as facts."""

import re
from collections.abc import Iterator

from app.checks import Book, words_file
from app.domain.problem import Problem
from app.domain.text import PLACEHOLDER

RULE = "digit"
DIGIT = re.compile(r"\d")


def find(book: Book) -> Iterator[Problem]:
    """Find digits outside placeholders, in German and in every translation."""
    for text in book.texts():
        for language in book.folders:
            said = book.words.template(text, language)
            if said and DIGIT.search(PLACEHOLDER.sub("", said)):
                file = words_file(text, language)
                yield Problem(file, text.context, RULE, "make the number a fact in content/facts and name it in braces")
