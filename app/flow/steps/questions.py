"""Three questions for those who do not know their plan yet; the answers suggest one, and she decides."""

from dataclasses import replace
from datetime import date, datetime

from app.domain.library import Library
from app.domain.message import Say
from app.domain.plan import Family, Stay, Travel, suggest
from app.flow.conversation import Conversation, Heard
from app.flow.say import choice, fixed, line

NAMES = ("stay", "family", "travel", "suggest")
HEARS = ("stay", "family", "travel")
ANSWERS = {"stay": Stay, "family": Family, "travel": Travel}


def ask(conversation: Conversation, library: Library, now: datetime) -> tuple[Say, ...]:
    """Put the next of the three questions, or the suggestion they led to."""
    step = conversation.step
    if step == "suggest" and conversation.answers.keys() >= ANSWERS.keys():
        given = conversation.answers
        plan = suggest(Stay(given["stay"]), Family(given["family"]), Travel(given["travel"]))
        lines = (line(library, "plan.suggest"), line(library, f"plan.{plan}.text"))
        agree = (
            choice(library, f"plan:{plan}", "plan.yes"),
            choice(library, "plan", "plan.other"),
            choice(library, "plan:open", "plan.unknown.label"),
        )
        return (Say(lines, agree, fixed(library)),)
    question = step if step in ANSWERS else "stay"
    choices = tuple(choice(library, f"{question}:{key}", f"{question}.{key}.label") for key in ANSWERS[question])
    return (Say((line(library, f"{question}.ask"),), choices, fixed(library)),)


def hear(conversation: Conversation, verb: str, value: str, library: Library, today: date) -> Heard | None:
    """Keep the answer and go on; a question that is still open comes first."""
    if value not in set(ANSWERS[verb]):
        return None
    answers = {**conversation.answers, verb: value}
    open_questions = [question for question in ANSWERS if question not in answers]
    following = open_questions[0] if open_questions else "suggest"
    return Heard(replace(conversation, answers=answers, step=following))
