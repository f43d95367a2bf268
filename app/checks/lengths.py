"""Labels, titles, steps and sentences stay short enough to be heard, and to fit on a button."""

import re
from collections.abc import Iterator

from app.checks import Book, words_file
from app.domain.problem import Problem
from app.domain.text import Text
from app.language.wording import long_sentences

RULE = "length"
LABEL, TITLE, STEP = 20, 60, 160  # characters; content guide, rules 2 and 5
WORDS = {"de": 12}  # a sentence; 15 elsewhere
MOST_WORDS = 15
OPENER = "opener"  # stands on its button with its picture, within the same 20 characters
BUTTONS = re.compile(
    r"\.label$|^(again|person|menu|more|next|back|plan|language|stop|someone|good|bad|skip|start|heard\.other|plan\.(yes|other))$"
)


def find(book: Book) -> Iterator[Problem]:
    """Find what is too long, in every language."""
    for text in book.texts():
        for language in book.folders:
            said = _filled(book, text, language)
            if said is None:
                continue
            file = words_file(text, language)
            most = _most(text)
            if len(said) > most:
                yield Problem(file, text.context, RULE, f"{len(said)} characters; at most {most}: say it shorter")
            if most == STEP:
                yield from _long_sentences(said, language, file, text.context)


def _most(text: Text) -> int:
    if text.context == OPENER:
        return LABEL - len("👇 ")
    if BUTTONS.search(text.context):
        return LABEL
    return TITLE if text.context.endswith(".title") else STEP


def _filled(book: Book, text: Text, language: str) -> str | None:
    given = {name: "0" * 8 for name in text.placeholders if name not in book.library.facts}
    return book.words.say(text, language, given)


def _long_sentences(said: str, language: str, file: str, place: str) -> Iterator[Problem]:
    most = WORDS.get(language, MOST_WORDS)
    for sentence, count in long_sentences(said, most):
        yield Problem(file, place, RULE, f'{count} words in "{sentence[:40]}…"; at most {most}: make two sentences')
