"""Which question? The cards of a topic, in the order for her plan; or the three cards nearest to what she wrote."""

from dataclasses import replace
from datetime import date, datetime

from app.domain.library import Library
from app.domain.message import Say
from app.domain.route import cards_for
from app.flow.conversation import Conversation, Heard
from app.flow.say import card_choice, choice, fixed, line, page_of

NAMES = ("topic", "near")
HEARS = ("topic",)


def ask(conversation: Conversation, library: Library, now: datetime) -> tuple[Say, ...]:
    """Offer cards."""
    if conversation.step == "near":
        near = tuple(card_choice(library.cards[name]) for name in conversation.near if name in library.cards)
        return (Say((line(library, "unheard.near"),), near, fixed(library)),)
    topic = library.topics.get(conversation.topic) or next(iter(library.topics.values()))
    cards = [card_choice(card) for card in cards_for(topic.id, conversation.person, library)]
    choices = page_of(cards, conversation.page, library, [choice(library, "plan")])
    return (Say((line(library, "topic.ask", emoji=topic.emoji),), choices, fixed(library)),)


def hear(conversation: Conversation, verb: str, value: str, library: Library, today: date) -> Heard | None:
    """Open a topic."""
    if value not in library.topics:
        return None
    return Heard(replace(conversation, step="topic", topic=value, page=0), events=("topic",))
