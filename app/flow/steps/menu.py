"""What is it about? The topics, what matters first for her plan, and what can be changed."""

from dataclasses import replace
from datetime import date, datetime

from app.domain.library import Library
from app.domain.message import Choice, Say
from app.domain.route import first_for
from app.flow.conversation import Conversation, Heard
from app.flow.say import MOST, card_choice, choice, fixed, line, page_of, topic_choice

NAMES = ("menu", "first")
HEARS = ("menu", "first")


def ask(conversation: Conversation, library: Library, now: datetime) -> tuple[Say, ...]:
    """Show the topics, or the cards that come first for this plan."""
    if conversation.step == "first":
        return (Say((line(library, "first.ask"),), _first(conversation, library), fixed(library)),)
    topics = list(map(topic_choice, library.topics.values()))
    others = [choice(library, key) for key in ("language", "stop", "someone")]
    pinned = [choice(library, "plan")]
    choices = page_of([*topics, *others], conversation.page, library, pinned)
    return (Say((line(library, "menu.ask"),), choices, fixed(library)),)


def _first(conversation: Conversation, library: Library) -> tuple[Choice, ...]:
    best = first_for(conversation.person, library)[: MOST - 1]
    return (*map(card_choice, best), choice(library, "menu", "first.topics"))


def hear(conversation: Conversation, verb: str, value: str, library: Library, today: date) -> Heard | None:
    """Go to the menu; the waiting answer is let go."""
    return Heard(replace(conversation, step=verb, page=0, pending=""))
