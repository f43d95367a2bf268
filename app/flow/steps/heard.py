"""Did you mean this? What a voice note may have meant is said back with its picture, before anything is done."""

from dataclasses import replace
from datetime import date, datetime

from app.domain.library import Library
from app.domain.message import Choice, Say
from app.flow.conversation import Conversation, Heard
from app.flow.say import card_choice, choice, city_choice, fixed, language_choice, line, topic_choice

NAMES = ("heard",)
HEARS = ("heard",)
SKIP = "skip"
NO, YES = "heard:no", "heard:yes"
LABELS = {"plan:open": "plan.unknown.label", "person:city": "person.city"}


def ask(conversation: Conversation, library: Library, now: datetime) -> tuple[Say, ...]:
    """Offer what was understood, or the nearest cards, and something else."""
    offered = tuple(found for identity in conversation.heard if (found := shown(identity, library)))
    question = line(library, "unheard.near" if len(offered) > 1 else "heard.ask")
    return (Say((question,), (*offered, choice(library, NO, "heard.other")), fixed(library)),)


def hear(conversation: Conversation, verb: str, value: str, library: Library, today: date) -> Heard | None:
    """Go on with what waits where it was something else, or to the menu."""
    if value != "no":
        return None
    return Heard(replace(conversation, step="resume" if conversation.pending else "menu", page=0))


def shown(identity: str, library: Library) -> Choice | None:
    """Show a choice by its id alone, wherever it was offered; None where there is no such choice (any more)."""
    verb, _, value = identity.partition(":")
    if verb == "card" and value in library.cards:
        return card_choice(library.cards[value])
    if verb == "topic" and value in library.topics:
        return topic_choice(library.topics[value])
    if verb == "lang" and value in library.languages:
        return language_choice(value, library)
    if verb == "city" and value in library.cities:
        return city_choice(library.cities[value])
    label, spoken = _label(identity), f"{verb}.{value}.text"
    if label not in library.phrases:
        return None
    return choice(library, identity, label, spoken if spoken in library.phrases else "")


def _label(identity: str) -> str:
    """Name the phrase that stands on a choice."""
    verb, _, value = identity.partition(":")
    if value in {"", SKIP}:
        return value or verb
    return LABELS.get(identity, f"{verb}.{value}.label")
