"""Every plan has a way through: cards of its own in every topic, and none that nobody is ever offered."""

from collections.abc import Iterator

from app.checks import Book, card_file
from app.domain.person import Person, Plan, Stage
from app.domain.problem import Problem
from app.domain.route import cards_for, differs, next_for, priority

RULE = "road"
# How many cards must differ between two plans; content guide, "Who gets which step".
APART = {(Plan.SETTLE, Plan.CIRCULAR): 15, (Plan.SETTLE, Plan.RETURN): 12, (Plan.RETURN, Plan.TRANSNATIONAL): 10}
FEW = 20  # a book with fewer cards is a beginning or a test


def find(book: Book) -> Iterator[Problem]:
    """Walk every plan at every stage through every topic."""
    people = [Person("de", plan, stage) for plan in (None, *Plan) for stage in (None, *Stage)]
    for card in book.library.cards.values():
        if not any(priority(card, person) for person in people):
            yield Problem(card_file(card), "priority", RULE, "hidden from everybody: raise it for some plan and stage")
        if card.id in card.next:
            yield Problem(card_file(card), "next", RULE, "leads to itself: name another card")
        for person in people:
            if priority(card, person) and len(book.library.cards) > 1 and not next_for(card, person, book.library):
                yield Problem(card_file(card), "next", RULE, f"a dead end for plan={person.plan} stage={person.stage}")
                break
    for topic in book.library.topics.values():
        for person in people:
            if topic.cards and not cards_for(topic.id, person, book.library):
                place = f"plan={person.plan} stage={person.stage}"
                yield Problem(f"content/{topic.id}/topic.toml", place, RULE, "no card is offered to this person")
    yield from _too_alike(book)


def _too_alike(book: Book) -> Iterator[Problem]:
    if len(book.library.cards) < FEW:
        return
    for (one, other), least in APART.items():
        found = sum(differs(card, one, other) for card in book.library.cards.values())
        if found < least:
            advice = f"only {found} cards differ; at least {least}: say what is different for each plan"
            yield Problem("content", f"{one}/{other}", RULE, advice)
