"""Which language? Each one greets in itself, so that it can be chosen by ear."""

from dataclasses import replace
from datetime import date, datetime

from app.domain.library import Library
from app.domain.message import Say
from app.flow.conversation import Conversation, Heard
from app.flow.partner import greet
from app.flow.say import fixed, language_choice, line

NAMES = ("language",)
HEARS = ("lang", "language")


def ask(conversation: Conversation, library: Library, now: datetime) -> tuple[Say, ...]:
    """Greet in every language."""
    choices = tuple(language_choice(code, library) for code in library.languages)
    lines = tuple(line(library, "hello", language=code) for code in library.languages)
    return (Say(lines, choices, fixed(library)),)


def hear(conversation: Conversation, verb: str, value: str, library: Library, today: date) -> Heard | None:
    """Take the language; a bare "language" asks again. Who is new hears what this is, and is asked for the plan.

    The partner by whom she came greets her now, since its words are in her language.
    """
    if verb == "language":
        return Heard(replace(conversation, step="language", page=0))
    if value not in library.languages:
        return None
    person = replace(conversation.person, language=value)
    new = not conversation.person.language
    if person.plan is None and "plan" not in conversation.asked:
        after = replace(conversation, person=person, step="plan")
    else:
        after = replace(conversation, person=person, step="resume", pending=conversation.pending or "menu")
    greeting = (line(library, "welcome"),) if new else ()
    if new and library.languages[value].status == "draft":
        greeting = (*greeting, line(library, "draft"))
    after, hello = greet(after, library)
    return Heard(after, (*greeting, *hello), ("language",))
