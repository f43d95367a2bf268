"""The talk itself: it always answers, always knows where it is, and forgets at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.message import Incoming, Kind
from app.domain.person import Person, Plan
from app.flow.conversation import Conversation, Turn, dump, parse
from app.flow.engine import STEPS, advance, visible
from app.service.parts import Parts
from tests.conftest import NOW

FIXED = ("again", "person", "menu")
ELENA = Conversation(person=Person("ro", Plan.CIRCULAR), step="menu", asked=frozenset({"plan"}), plan_said=NOW.date())


def text(said: str) -> Incoming:
    return Incoming("test", "", "", Kind.TEXT, said)


def tap(choice: str) -> Incoming:
    return Incoming("test", "", "", Kind.CHOICE, choice)


def spoken(said: str) -> Incoming:
    return Incoming("test", "", "", Kind.SPOKEN, said)


def after(parts: Parts, conversation: Conversation | None, *deeds: Incoming) -> Turn:
    for deed in deeds:
        turn = advance(conversation, deed, parts.library, NOW)
        conversation = turn.conversation
    return turn


# Read as: she writes · and it goes to. She reads Romanian and stands in the menu.
UNDERSTOOD = [
    ("1", "topic"),
    ("unu", "topic"),
    ("🏠", "topic"),
    ("0", "city"),
    ("meniu", "menu"),
    ("MENÜ", "menu"),
    ("🧭", "plan"),
    ("inapoi", "menu"),
    ("înapoi", "menu"),
    ("altă limbă", "language"),
    ("🤝", "city"),
    ("Anmeldung", "card"),
]


@pytest.mark.parametrize(("said", "step"), UNDERSTOOD)
def test_numbers_words_pictures_and_names_are_understood(parts: Parts, said: str, step: str) -> None:
    turn = after(parts, ELENA, text(said))
    assert turn.conversation is not None
    assert turn.conversation.step.replace("stage", "card").replace("near", "card") == step


@pytest.mark.parametrize("code", ["ro", "bg", "tr", "rmy", "de"])
@pytest.mark.parametrize(
    "command", ["menu", "again", "person", "plan", "language", "stop", "someone", "back", "next", "good", "bad"]
)
def test_every_command_is_understood_in_every_language_at_every_step(parts: Parts, code: str, command: str) -> None:
    words = parts.library.lexicons[code].commands[command]
    assert len(words) >= 3
    for word in words:
        for step in STEPS:
            standing = replace(ELENA, person=replace(ELENA.person, language=code), step=step, answers={})
            names = {choice.id for choice in visible(standing, parts.library, NOW)}
            assert understood_as(parts, standing, word) in {command, *names}, (word, step)


def understood_as(parts: Parts, standing: Conversation, word: str) -> str:
    from app.flow.understand import understand

    shown = visible(standing, parts.library, NOW)
    return understand(word, shown, standing.person.language, parts.library).choice


def test_who_is_not_understood_twice_is_offered_a_person(parts: Parts) -> None:
    first = after(parts, ELENA, text("zzz qqq"))
    assert first.says[0].lines[0].text.context == "unheard"
    second = after(parts, first.conversation, text("zzz qqq"))
    assert second.says[0].lines[0].text.context == "unheard.again"
    assert second.conversation is not None
    assert second.conversation.step == "person"


def test_a_voice_note_gets_a_spoken_way_on(parts: Parts) -> None:
    turn = after(parts, ELENA, Incoming("test", "", "", Kind.VOICE))
    assert turn.says[0].lines[0].text.context == "unheard.voice"
    assert turn.says[-1].choices


def test_stop_forgets_at_once_and_says_so(parts: Parts) -> None:
    turn = after(parts, ELENA, tap("stop"))
    assert turn.conversation is None
    assert turn.says[0].lines[0].text.context == "stopped"


@pytest.mark.parametrize("step", [*STEPS, "stopped"])
def test_the_choice_start_is_a_beginning_at_every_step(parts: Parts, step: str) -> None:
    """It is the only button after "stop", and messengers keep it on the screen for months (decision 009)."""
    standing = None if step == "stopped" else replace(ELENA, step=step, page=1, pending="topic:health")
    told = after(parts, standing, tap("start"))
    assert told == after(parts, standing, Incoming("test", "", "", Kind.START))
    assert told.conversation is not None
    assert (told.conversation.step, [event.name for event in told.events]) == ("language", ["started"])
    assert told.conversation.person == (ELENA.person if standing else Person())


def test_a_changed_plan_loses_nothing_else(parts: Parts) -> None:
    known = replace(ELENA, person=replace(ELENA.person, city="dortmund"), asked=frozenset({"plan", "stage"}))
    turn = after(parts, known, tap("plan"), tap("plan:settle"))
    assert turn.conversation is not None
    assert turn.conversation.person == Person("ro", Plan.SETTLE, city="dortmund")
    assert "stage" in turn.conversation.asked


def test_a_plan_said_long_ago_is_asked_for_again_and_the_question_is_kept(parts: Parts) -> None:
    old = replace(ELENA, plan_said=NOW.date() - timedelta(days=90))
    asked = after(parts, old, tap("topic:health"))
    assert asked.says[0].lines[0].text.context == "plan.still"
    answered = after(parts, asked.conversation, text("1"))
    assert answered.conversation is not None
    assert (answered.conversation.step, answered.conversation.topic) == ("topic", "health")


def test_a_question_before_the_language_is_answered_after_it(parts: Parts) -> None:
    turn = after(parts, None, text("cum fac anmeldung la adresa"), tap("lang:ro"), tap("plan:settle"))
    assert turn.conversation is not None
    assert "register-address" in (turn.conversation.card, turn.conversation.pending.removeprefix("card:"))


def test_old_buttons_still_work_after_everything_was_forgotten(parts: Parts) -> None:
    turn = after(parts, None, tap("card:free-advice"), tap("lang:bg"), tap("plan:return"))
    assert turn.conversation is not None
    assert "free-advice" in (turn.conversation.card, turn.conversation.pending.removeprefix("card:"))


CHOICES = st.sampled_from(
    [
        "lang:ro",
        "lang:rmy",
        "lang:xx",
        "plan:circular",
        "plan:unknown",
        "plan:open",
        "plan",
        "stay:unsure",
        "stage:here",
    ]
    + ["family:alone", "travel:rarely", "stage:skip", "origin:romania", "city:dortmund", "city:other", "topic:health"]
    + ["card:register-address", "card:none", "again", "next", "more", "back", "menu", "good", "bad", "person", "stop"]
    + ["person:city", "first", "resume", "still", "::", "", "someone", "heard:no", "heard:yes"]
)
SAID = [
    "1",
    "2",
    "5",
    "9",
    "0",
    "unu",
    "да",
    "🙂",
    "Nein.",
    "noch einmal",
    "krankenkasse",
    "meniu",
    "stop",
    "altcineva",
]
WORDS = st.one_of(st.text(max_size=40), st.sampled_from(SAID))
DEEDS = st.one_of(
    st.builds(tap, CHOICES),
    st.builds(text, WORDS),
    st.builds(spoken, WORDS),
    st.sampled_from([Incoming("test", "", "", kind) for kind in (Kind.START, Kind.VOICE, Kind.UNUSABLE)]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, min_size=1, max_size=8))
def test_it_always_answers_and_always_stands_on_a_known_step(parts: Parts, deeds: list[Incoming]) -> None:
    conversation: Conversation | None = None
    for deed in deeds:
        turn = advance(conversation, deed, parts.library, NOW)
        assert 1 <= len(turn.says) <= 2
        assert len(turn.says[-1].choices) <= 5
        if turn.conversation is not None:
            assert turn.conversation.step in STEPS
            assert tuple(choice.id for choice in turn.says[-1].fixed) == FIXED
            assert turn.says[-1].choices, "there is always a way on"
            assert parse(dump(turn.conversation)) == turn.conversation
        conversation = turn.conversation
