"""A German office word stays in every language, because people hear it at the counter; and each one listed is used."""

import re
from collections.abc import Iterator

from app.checks import Book, words_file
from app.domain.problem import Problem

RULE = "office-word"
FILE = "content/office_words.toml"
BUTTON = ".label"  # too short for a German word and its meaning
EVERYDAY = frozenset(("Beratung",))  # also an ordinary word, which a language may have a word for


def find(book: Book) -> Iterator[Problem]:
    """Find office words that a translation lost, and listed ones that nobody says."""
    unsaid = set(book.library.office_words)
    # The longest first, so that "Beratungsstelle Arbeit" is not also "Beratung".
    pattern = re.compile(
        "|".join(rf"\b{re.escape(word)}\b" for word in sorted(unsaid, key=len, reverse=True)) or "(?!)"
    )
    for text in book.texts():
        words = set(pattern.findall(text.source))
        unsaid -= words
        for language in book.others():
            said = book.words.template(text, language)
            unsaid -= set(pattern.findall(said or ""))
            lost = sorted(word for word in words - EVERYDAY if said and word not in said)
            if lost and not text.context.endswith(BUTTON):
                advice = f'"{lost[0]}" is what people hear at the counter: say it, and what it is'
                yield Problem(words_file(text, language), text.context, RULE, advice)
    places = " ".join(place.name for city in book.library.cities.values() for place in city.places)
    for word in sorted(unsaid):
        if word not in places and word not in {city.name for city in book.library.cities.values()}:
            yield Problem(FILE, word, RULE, "nobody says it: take it out")
