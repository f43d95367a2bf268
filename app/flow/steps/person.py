"""A human being, please: who helps for free, near her and in her language."""

from dataclasses import replace
from datetime import date

from app.domain.library import Library
from app.domain.message import Say
from app.domain.person import Plan
from app.domain.route import places_for
from app.flow.conversation import Conversation, Heard
from app.flow.say import choice, fixed, line, place_line

NAMES = ("person",)
HEARS = ("person",)
NEEDS = ("migration-advice", "work-advice", "school-advice", "clearing-health", "free-clinic")
WORK_FIRST = ("work-advice", "migration-advice", "clearing-health", "free-clinic", "school-advice")
SHOWN = 3


def ask(conversation: Conversation, library: Library) -> tuple[Say, ...]:
    """Name up to three places; where none can be called, or no city is known, the telephone of all offices."""
    person = conversation.person
    needs = WORK_FIRST if person.plan is Plan.CIRCULAR else NEEDS
    places = places_for(needs, person, library) if person.city else ()
    reachable = places[:SHOWN]
    lines = [line(library, "person.here"), *(place_line(library, place) for place in reachable)]
    if not any(place.phone for place in reachable):
        lines.append(line(library, "person.call-115"))
    choices = [choice(library, "menu", "first.topics"), choice(library, "plan")]
    if person.city is None:
        choices.insert(0, choice(library, "person:city", "person.city"))
    return (Say(tuple(lines), tuple(choices), fixed(library)),)


def hear(conversation: Conversation, verb: str, value: str, library: Library, today: date) -> Heard | None:
    """Go to the people; ask for the city first, once."""
    if conversation.person.city is None and ("city" not in conversation.asked or value == "city"):
        return Heard(replace(conversation, step="city", pending="person", page=0), events=("person",))
    return Heard(replace(conversation, step="person", page=0), events=("person",))
