"""Facts are used, hold today, and are looked at again in time."""

from collections.abc import Iterator
from datetime import timedelta

from app.checks import Book
from app.domain.problem import Problem

RULE = "fact"
SOON = timedelta(days=60)


def find(book: Book) -> Iterator[Problem]:
    """Find facts that nobody states, that do not hold on the day, or whose review is due."""
    used = {name for text in book.texts() for name in text.placeholders}
    used |= {name for card in book.library.cards.values() for step in card.steps for name in step.facts}
    for fact in book.library.facts.values():
        place = fact.id
        file = "content/facts"
        if fact.id not in used:
            yield Problem(file, place, RULE, "no sentence states it: use it or take it out")
        if not fact.holds_on(book.today):
            yield Problem(file, place, RULE, f"does not hold on {book.today}: find the new value at {fact.source_url}")
        elif fact.is_due_on(book.today):
            yield Problem(file, place, RULE, f"was to be reviewed by {fact.review_by}: read {fact.source_url} again")
        elif fact.is_due_on(book.today + SOON):
            yield Problem(file, place, RULE, f"review by {fact.review_by}: {fact.source_url}", warning=True)
