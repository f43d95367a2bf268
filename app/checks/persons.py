"""Whoever asks gets an answer, of at most seven steps."""

from collections.abc import Iterator

from app.checks import Book, card_file, whom
from app.domain.card import Card
from app.domain.language import SOURCE
from app.domain.problem import Problem
from app.domain.route import versions

RULE = "person"
STEPS = 7  # content guide, rule 1


def find(book: Book) -> Iterator[Problem]:
    """Tell every card to everybody."""
    for card in book.library.cards.values():
        if problem := _worst(card):
            yield problem


def _worst(card: Card) -> Problem | None:
    """Give the first thing that is wrong with a card, so that one long card is one line."""
    for steps, person in versions(card).items():
        place = whom(person, SOURCE)
        if not steps:
            return Problem(card_file(card), place, RULE, "nothing is said to this person: give her an answer")
        if len(steps) > STEPS:
            return Problem(card_file(card), place, RULE, f"{len(steps)} steps; at most {STEPS}")
    return None
