"""The answer itself, for her plan, and what to hear next."""

from dataclasses import replace
from datetime import date, datetime

from app.domain.card import Card
from app.domain.library import Library
from app.domain.message import Say
from app.domain.route import next_for, places_for, questions_for, steps_for
from app.domain.text import Line
from app.flow.conversation import Conversation, Heard
from app.flow.partner import places as own_places
from app.flow.places import told_lines, unknown_lines
from app.flow.say import card_choice, choice, fixed, line

NAMES = ("card",)
HEARS = ("card", "next", "good", "bad")
NEXT_CARDS = 2


def ask(conversation: Conversation, library: Library, now: datetime) -> tuple[Say, ...]:
    """Say the card, then offer what comes next: two turns at the most."""
    card = library.cards.get(conversation.card)
    if card is None:
        return (Say((line(library, "menu.ask"),), (choice(library, "menu", "first.topics"),), fixed(library)),)
    person = conversation.person
    steps = [Line(step.emoji, step.text, step=step.id, facts=step.facts) for step in steps_for(card, person)]
    title = Line(card.emoji, card.title, step="title")
    answer = Say((title, *steps, *_helpers(card, conversation, library, now)), card=card.id)
    following = [card_choice(other) for other in next_for(card, person, library)[:NEXT_CARDS]]
    choices = (*following, choice(library, "good"), choice(library, "bad"), choice(library, "plan"))
    return answer, Say((line(library, "after.ask"),), choices, fixed(library))


def _helpers(card: Card, conversation: Conversation, library: Library, now: datetime) -> tuple[Line, ...]:
    """Name the first place that helps with the card, of her partner or in her city, or say that we know none."""
    city = library.cities.get(conversation.person.city or "")
    own = own_places(conversation, library)
    found = places_for(card.needs, conversation.person, library, own)
    places = [place for place in found if city or place in own]
    if places:
        return told_lines(library, places[0], now)
    return unknown_lines(library, city) if city and card.needs else ()


def hear(conversation: Conversation, verb: str, value: str, library: Library, today: date) -> Heard | None:
    """Open a card, once all is known that its answer needs; or take what she thought of it."""
    if verb in {"good", "bad"}:
        return _thought(conversation, verb, library)
    if verb == "next":
        value = _following(conversation, library)
    card = library.cards.get(value)
    if card is None:
        return None
    missing = [name for name in questions_for(card, conversation.person) if name not in conversation.asked]
    if missing:
        return Heard(replace(conversation, step=missing[0], pending=f"card:{card.id}", page=0))
    return Heard(replace(conversation, step="card", card=card.id, topic=card.topic, page=0), events=("opened",))


def _following(conversation: Conversation, library: Library) -> str:
    card = library.cards.get(conversation.card)
    following = next_for(card, conversation.person, library) if card else ()
    return following[0].id if following else ""


def _thought(conversation: Conversation, verb: str, library: Library) -> Heard:
    """Thank; who was not helped is offered other cards of the same topic."""
    event = "helpful" if verb == "good" else "not-helpful"
    card = library.cards.get(conversation.card)
    others = tuple(other.id for other in next_for(card, conversation.person, library)[:3]) if card else ()
    step = "near" if verb == "bad" and others else "menu"
    after = replace(conversation, step=step, near=others, page=0, pending="")
    return Heard(after, (line(library, f"{verb}.thanks"),), (event,))
