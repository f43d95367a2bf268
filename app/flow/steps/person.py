"""A human being, please: who helps for free, near her and in her language."""

from dataclasses import replace
from datetime import date, datetime

from app.domain.library import Library
from app.domain.message import Say
from app.domain.person import Plan
from app.domain.route import places_for
from app.flow.conversation import Conversation, Heard
from app.flow.partner import places as own_places
from app.flow.places import city_lines, told_lines
from app.flow.say import choice, fixed, line

NAMES = ("person",)
HEARS = ("person",)
NEEDS = ("migration-advice", "work-advice", "school-advice", "clearing-health", "free-clinic")
WORK_FIRST = ("work-advice", "migration-advice", "clearing-health", "free-clinic", "school-advice")
SHOWN = 3


def ask(conversation: Conversation, library: Library, now: datetime) -> tuple[Say, ...]:
    """Name up to three places: those of the partner by whom she came, then one for each need.

    Where none can be called, the telephone of all offices is said as well.
    """
    person = conversation.person
    needs = WORK_FIRST if person.plan is Plan.CIRCULAR else NEEDS
    own = own_places(conversation, library)
    places = [places_for((need,), person, library)[:1] for need in needs if person.city]
    reachable = tuple(dict.fromkeys((*own, *(place for found in places for place in found))))[:SHOWN]
    lines = [line(library, "person.here"), *([line(library, "partner.places")] if own else [])]
    lines += [said for place in reachable for said in told_lines(library, place, now)]
    if not any(place.phone for place in reachable):
        lines.append(line(library, "person.call-115"))
    if city := library.cities.get(person.city or ""):
        lines += city_lines(library, city)
    choices = [choice(library, "menu", "first.topics"), choice(library, "plan")]
    if person.city is None:
        choices.insert(0, choice(library, "person:city", "person.city"))
    return (Say(tuple(lines), tuple(choices), fixed(library)),)


def hear(conversation: Conversation, verb: str, value: str, library: Library, today: date) -> Heard | None:
    """Go to the people; ask for the city first, once."""
    if conversation.person.city is None and ("city" not in conversation.asked or value == "city"):
        return Heard(replace(conversation, step="city", pending="person", page=0), events=("person",))
    return Heard(replace(conversation, step="person", page=0), events=("person",))
