"""A German office word stays in every language, because people hear it at the counter; and each one listed is used."""

from collections.abc import Iterator

from app.checks import Book, words_file
from app.domain.card import Card
from app.domain.problem import Problem

RULE = "office-word"
FILE = "content/office_words.toml"
EVERYDAY = frozenset(("Beratung",))  # also an ordinary word, which a language may have a word for


def find(book: Book) -> Iterator[Problem]:
    """Find office words that the translation of a card lost, and listed ones that nobody says."""
    for card in book.library.cards.values():
        for language in book.others():
            yield from _lost(book, card, language)
    yield from _unsaid(book)


def _lost(book: Book, card: Card, language: str) -> Iterator[Problem]:
    """Compare whole cards: the Krankenkasse of another country may have the name that it has there."""
    steps = [step.text for step in card.steps]
    said = " ".join(book.words.template(text, language) or "" for text in steps)
    if not said.strip():
        return
    named: set[str] = set()
    for text in steps:
        for word in sorted(set(book.office.findall(text.source)) - EVERYDAY - named):
            named.add(word)
            if word not in said:
                advice = f'"{word}" is what people hear at the counter: say it, and what it is'
                yield Problem(words_file(text, language), text.context, RULE, advice)


def _unsaid(book: Book) -> Iterator[Problem]:
    said = [book.words.template(text, language) or "" for text in book.texts() for language in book.folders]
    cities = book.library.cities.values()
    said += [name for city in cities for name in (city.name, *(place.name for place in city.places))]
    used = set(book.office.findall("\n".join(said)))
    for word in sorted(set(book.library.office_words) - used):
        yield Problem(FILE, word, RULE, "nobody says it: take it out")
