"""Whoever asks gets an answer that is short enough: at most seven steps, one caption."""

from collections.abc import Iterator

from app.checks import Book, card_file, versions, whom
from app.domain.card import Card
from app.domain.problem import Problem

RULE = "person"
STEPS = 7  # content guide, rule 1
CAPTION = 1024  # characters that Telegram and WhatsApp show under a voice note
PLACE = 200  # room for the place that is said after the steps


def find(book: Book) -> Iterator[Problem]:
    """Tell every card to everybody, in every language."""
    for card in book.library.cards.values():
        for language in book.folders:
            if problem := _worst(book, card, language):
                yield problem


def _worst(book: Book, card: Card, language: str) -> Problem | None:
    """Give the first thing that is wrong with a card in a language, so that one long card is one line."""
    for steps, person in versions(card).items():
        place = whom(person, language)
        if not steps:
            return Problem(card_file(card), place, RULE, "nothing is said to this person: give her an answer")
        if len(steps) > STEPS:
            return Problem(card_file(card), place, RULE, f"{len(steps)} steps; at most {STEPS}")
        said = [book.words.say(text, language) for text in (card.title, *(step.text for step in steps))]
        length = sum(len(text or "") + 3 for text in said)
        if length + PLACE > CAPTION:
            return Problem(card_file(card), place, RULE, f"{length} characters; at most {CAPTION - PLACE}: say less")
    return None
