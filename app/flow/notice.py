"""Notice what somebody says of herself in passing: her plan, where she is, where she comes from, her city."""

from app.domain.library import Library
from app.flow.classify import guess, weigh
from app.flow.conversation import Conversation
from app.flow.detect import detect
from app.flow.features import words
from app.flow.fold import fold

CLEAR = 0.8
FEWEST = 2  # words: "I stay for ever" can be said in so many
HEADS = ("plan", "stage", "origin")


def notice(message: str, conversation: Conversation, library: Library) -> str:
    """Name the choice that would say so ("plan:circular", "lang:bg", "city:dortmund"); empty where nothing is new.

    It is offered for her to confirm, once, and never assumed.
    """
    if library.model is None or len(words(message)) < FEWEST:
        return ""
    found = [_language(message, conversation, library), _city(message, conversation, library)]
    weighed = weigh(message, library.model)
    for head in HEADS:
        label, chance = guess(weighed, library.model.heads[head])[0]
        if chance >= CLEAR and label.startswith(f"{head}:"):
            found.append("" if _knows(conversation, *label.split(":", 1)) else label)
    return next((one for one in found if one and one not in conversation.asked), "")


def _knows(conversation: Conversation, head: str, value: str) -> bool:
    """Say whether she has said so, or said otherwise where that does not change every day."""
    known = getattr(conversation.person, head)
    return known is not None and (known == value or head != "plan")


def _language(message: str, conversation: Conversation, library: Library) -> str:
    code = detect(message, library)
    return f"lang:{code}" if code and code != conversation.person.language else ""


def _city(message: str, conversation: Conversation, library: Library) -> str:
    """Find the name of one of our cities in a message."""
    if conversation.person.city is not None:
        return ""
    said = f" {fold(message)} "
    named = (city.id for city in library.cities.values() if f" {fold(city.name)} " in said)
    return next((f"city:{identity}" for identity in named), "")
