"""We speak to everybody in one way: Sie, dumneavoastră, Вие, siz; and tu in Romanes (content guide, rule 4)."""

import re
from collections.abc import Iterator, Mapping

from app.checks import Book, words_file
from app.domain.problem import Problem

RULE = "address"
OTHERS: Mapping[str, re.Pattern[str]] = {
    "de": re.compile(r"\b(?:[Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(?:e[mnrs]?)?|[Ee]uch|[Ee]uer|[Ee]ure[mnrs]?)\b"),
    "ro": re.compile(r"\b(?:tu|tău|tăi|ție|pe tine|voi|vouă|vostru|voastră)\b", re.IGNORECASE),
    "bg": re.compile(r"\b(?:[Тт]и|[Тт]еб|[Тт]ебе|[Тт]вой|[Тт]воя|[Тт]воят|[Тт]вое|[Тт]вои|вие|вас|ваш\w*)\b"),
    "tr": re.compile(r"\b(?:sen|seni|sana|senin|sende|senden|seninle)\b", re.IGNORECASE),
    "rmy": re.compile(r"\b(?:tume|tumen|tumenge|tumenqe|tumaro|tumari|tumare)\b", re.IGNORECASE),
}


def find(book: Book) -> Iterator[Problem]:
    """Find words that speak to somebody in another way."""
    for language, others in OTHERS.items():
        if language not in book.folders:
            continue
        for text in book.texts():
            if found := others.search(book.own_words(text, language)):
                advice = f'"{found.group()}" is another form of address than in the rest: see the content guide'
                yield Problem(words_file(text, language), text.context, RULE, advice)
