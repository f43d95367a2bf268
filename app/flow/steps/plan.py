"""What does she plan? Four pictures, each with a sentence, and "I don't know yet"."""

from dataclasses import replace
from datetime import date, datetime

from app.domain.library import Library
from app.domain.message import Say
from app.domain.person import Plan
from app.flow.conversation import Conversation, Heard
from app.flow.say import choice, fixed, line

NAMES = ("plan", "still")
HEARS = ("plan",)


def ask(conversation: Conversation, library: Library, now: datetime) -> tuple[Say, ...]:
    """Ask for the plan, or, long after it was said, whether it is still the same."""
    plan = conversation.person.plan
    if conversation.step == "still" and plan:
        lines = (line(library, "plan.still"), line(library, f"plan.{plan}.said"))
        agree = (choice(library, f"plan:{plan}", "plan.yes"), choice(library, "plan", "plan.other"))
        return (Say(lines, agree, fixed(library)),)
    keys = (*Plan, "unknown")
    choices = tuple(choice(library, f"plan:{key}", f"plan.{key}.label", f"plan.{key}.text") for key in keys)
    return (Say((line(library, "plan.ask"),), choices, fixed(library)),)


def hear(conversation: Conversation, verb: str, value: str, library: Library, today: date) -> Heard | None:
    """Take the plan. Who does not know it yet gets three questions."""
    asked = conversation.asked | {"plan"}
    if not value:
        return Heard(replace(conversation, step="plan", asked=asked))
    if value == "unknown":
        return Heard(replace(conversation, step="stay", answers={}, asked=asked))
    if value == "open":
        person = replace(conversation.person, plan=None)
        after = replace(
            conversation, person=person, step="resume", asked=asked, pending=conversation.pending or "first"
        )
        return Heard(after, (line(library, "plan.open"),), ("plan",))
    if value not in set(Plan):
        return None
    person = replace(conversation.person, plan=Plan(value))
    after = replace(
        conversation,
        person=person,
        step="resume",
        asked=asked,
        plan_said=today,
        pending=conversation.pending or "first",
    )
    return Heard(after, (line(library, f"plan.{value}.said"),), ("plan",))
