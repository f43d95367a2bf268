"""What she says of herself in passing is noticed, offered once for her to confirm, and never assumed."""

from dataclasses import replace

import pytest

from app.domain.person import Origin, Person, Plan, Stage
from app.flow.conversation import Conversation, Turn
from app.service.parts import Parts
from tests.flow.test_engine import after, tap, text

ELENA = Conversation(Person("ro"), "menu", asked=frozenset({"plan"}))


def stands(turn: Turn) -> Conversation:
    assert turn.conversation is not None
    return turn.conversation


# Read as: in which language she talks · what she writes · and what she is asked to confirm.
SAID = [
    ("ro", "vin doar 2 luni la sparanghel", "plan:circular"),
    ("ro", "aici e casa noastra acum, ramanem de tot", "plan:settle"),
    ("bg", "оставаме завинаги в германия", "plan:settle"),
    ("tr", "almanyada temelli kalacağız geri dönmeyeceğiz", "plan:settle"),
    ("de", "ich komme jedes jahr nur für die ernte und fahre dann heim", "plan:circular"),
    ("ro", "cum ma inregistrez la adresa in dortmund", "city:dortmund"),
    ("ro", "wie melde ich meine neue wohnung an", "lang:de"),
    ("de", "cum imi inscriu copilul la scoala aici", "lang:ro"),
]


@pytest.mark.parametrize(("language", "words", "said"), SAID, ids=[row[1] for row in SAID])
def test_it_is_offered_and_not_assumed(language: str, words: str, said: str, parts: Parts) -> None:
    turn = after(parts, replace(ELENA, person=Person(language)), text(words))
    assert stands(turn).heard == (said,)
    assert stands(turn).person == Person(language)
    assert [event.name for event in turn.events] == ["noticed"]


def test_a_yes_goes_on_to_what_she_asked(parts: Parts) -> None:
    known = replace(ELENA, person=Person("ro", Plan.SETTLE, Stage.HERE, Origin.ROMANIA))
    turn = after(parts, known, text("cum ma inregistrez la adresa in dortmund"), tap("city:dortmund"))
    assert (stands(turn).card, stands(turn).person.city) == ("register-address", "dortmund")


def test_a_no_goes_on_as_well_and_is_not_asked_again(parts: Parts) -> None:
    known = replace(ELENA, person=Person("ro", Plan.SETTLE, Stage.HERE, Origin.ROMANIA), asked=frozenset({"city"}))
    asked = text("cum ma inregistrez la adresa in dortmund")
    turn = after(parts, known, asked, tap("heard:no"))
    assert (stands(turn).card, stands(turn).person.city) == ("register-address", None)
    assert stands(after(parts, turn.conversation, asked)).card == "register-address"


def test_what_is_known_is_not_asked(parts: Parts) -> None:
    known = replace(ELENA, person=Person("ro", Plan.CIRCULAR, city="dortmund"))
    assert stands(after(parts, known, text("vin doar 2 luni la sparanghel"))).heard == ()


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("cum imi fac anmeldung la primarie", "ro"),
        ("как да запиша детето на училище", "bg"),
        ("kak da zapisha deteto na u4ili6te", "bg"),
        ("çocuğumu okula nasıl yazdırırım", "tr"),
        ("wie melde ich mein kind in der schule an", "de"),
    ],
)
def test_who_writes_first_is_answered_in_her_language_and_her_question_waits(
    words: str, language: str, parts: Parts
) -> None:
    turn = after(parts, None, text(words))
    assert stands(turn).person.language == language
    assert stands(turn).step == "plan"
    assert stands(turn).pending.startswith("card:")


@pytest.mark.parametrize("words", ["hallo", "ok", "🏠", "da"])
def test_a_word_chooses_no_language(words: str, parts: Parts) -> None:
    assert stands(after(parts, None, text(words))).person.language == ""


def test_that_was_not_it_is_counted_by_card(parts: Parts) -> None:
    turn = after(parts, replace(ELENA, heard=("card:free-advice", "card:about-us")), tap("heard:no"))
    assert [(event.name, event.card) for event in turn.events] == [("not-meant", "free-advice")]
