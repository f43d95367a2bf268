"""Stage, origin and city: asked only when an answer needs them, never twice, and always to be skipped."""

from dataclasses import replace
from datetime import date, datetime

from app.domain.library import Library
from app.domain.message import Say
from app.domain.person import Origin, Stage
from app.flow.conversation import Conversation, Heard
from app.flow.say import MOST, choice, city_choice, fixed, line, page_of

NAMES = ("stage", "origin", "city")
HEARS = ("stage", "origin", "city")
SKIP = "skip"
ANSWERS = {"stage": Stage, "origin": Origin}


def ask(conversation: Conversation, library: Library, now: datetime) -> tuple[Say, ...]:
    """Put the question that the pending answer needs."""
    step = conversation.step
    if step == "city":
        cities = list(map(city_choice, library.cities.values()))
        other = [choice(library, "city:other", "city.other.label")]
        return (Say((line(library, "city.ask"),), page_of(cities, conversation.page, library, other), fixed(library)),)
    choices = [choice(library, f"{step}:{key}", f"{step}.{key}.label") for key in ANSWERS[step]]
    choices.append(choice(library, f"{step}:{SKIP}", SKIP))
    return (Say((line(library, f"{step}.ask"),), tuple(choices[:MOST]), fixed(library)),)


def hear(conversation: Conversation, verb: str, value: str, library: Library, today: date) -> Heard | None:
    """Take the answer, or remember that the question was put."""
    person = conversation.person
    if verb == "city" and value in library.cities:
        person = replace(person, city=value)
    elif verb == "stage" and value in set(Stage):
        person = replace(person, stage=Stage(value))
    elif verb == "origin" and value in set(Origin):
        person = replace(person, origin=Origin(value))
    elif value not in {SKIP, "other"}:
        return None
    asked = conversation.asked | {verb}
    return Heard(replace(conversation, person=person, asked=asked, step="resume", page=0))
