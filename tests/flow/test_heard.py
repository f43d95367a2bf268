"""What a voice note says is said back before it is done; and one telephone may go from hand to hand."""

from dataclasses import replace

import pytest

from app.domain.message import Choice, Incoming
from app.domain.person import Person, Plan, Stage
from app.domain.place import Partner
from app.flow.conversation import Conversation, Turn, dump, parse
from app.flow.engine import VERBS, advance, visible
from app.flow.partner import entered
from app.flow.steps.heard import shown
from app.service.parts import Parts
from tests.conftest import NOW
from tests.flow.test_engine import ELENA, after, spoken, tap, text

CARD = "Unde fac Anmeldung la adresă?"
UNCLEAR = "doctor copil asigurare card"


def stands(turn: Turn) -> Conversation:
    assert turn.conversation is not None
    return turn.conversation


def offered(turn: Turn) -> list[str]:
    return [choice.id for choice in turn.says[-1].choices]


# Read as: she says, in the menu and in Romanian · what is asked about · the first words of its picture.
HEARD = [
    ("Doi.", "topic:health", "💳"),
    ("2.", "topic:health", "💳"),
    ("Meniu!", "menu", "📋"),
    ("Stop și șterge.", "stop", "🗑️"),
    ("Vorbesc bulgărește", "lang:bg", "🗣️"),
    ("Vin și plec.", "plan:circular", "🔁"),
    ("Acum altcineva", "someone", "👥"),
    ("Vreau să vorbesc cu un om.", "person", "🤝"),
    ("Anmeldung", "card:register-address", "🏠"),
]


@pytest.mark.parametrize(("said", "meant", "picture"), HEARD)
def test_what_was_understood_is_said_back_and_nothing_is_done(
    parts: Parts, said: str, meant: str, picture: str
) -> None:
    turn = after(parts, ELENA, spoken(said))
    assert [line.text.context for line in turn.says[-1].lines] == ["heard.ask"]
    assert offered(turn) == [meant, "heard:no"]
    assert turn.says[-1].choices[0].emoji == picture
    assert replace(stands(turn), heard=()) == ELENA
    assert [event.name for event in turn.events] == ["heard"]
    assert parse(dump(stands(turn))) == stands(turn)


@pytest.mark.parametrize(("said", "meant", "picture"), HEARD)
@pytest.mark.parametrize(
    "yes", [text("1"), text("da"), spoken("Da, asta."), spoken("Unu.")], ids=lambda way: way.content
)
def test_a_yes_does_it_as_if_it_had_been_tapped(
    parts: Parts, said: str, meant: str, picture: str, yes: Incoming
) -> None:
    done = after(parts, ELENA, tap(meant))
    assert after(parts, ELENA, spoken(said), tap(meant)) == done
    assert after(parts, ELENA, spoken(said), yes) == done


@pytest.mark.parametrize("no", [tap("heard:no"), text("2"), text("nu"), spoken("Nu, altceva."), spoken("Nu!")])
def test_a_no_leads_to_the_menu(parts: Parts, no: Incoming) -> None:
    turn = after(parts, replace(ELENA, step="first"), spoken("doi"), no)
    assert stands(turn) == ELENA
    assert turn.says[-1].lines[0].text.context == "menu.ask"


def test_where_several_cards_are_near_they_are_offered(parts: Parts) -> None:
    typed = after(parts, ELENA, text(UNCLEAR))
    near = list(stands(typed).heard)
    assert len(near) > 1
    turn = after(parts, ELENA, spoken(UNCLEAR))
    assert turn.says[-1].lines[0].text.context == "unheard.near"
    assert offered(turn) == [*near, "heard:no"] == offered(typed)
    assert after(parts, ELENA, spoken(UNCLEAR), spoken("Da.")).says[-1].choices == turn.says[-1].choices
    chosen = after(parts, ELENA, spoken(UNCLEAR), spoken("doi"))
    assert chosen == after(parts, ELENA, tap(near[1]))


def test_nothing_understood_is_as_with_written_words(parts: Parts) -> None:
    assert after(parts, ELENA, spoken("Zzz qqq.")) == after(parts, ELENA, text("Zzz qqq."))
    assert after(parts, ELENA, spoken("")).says[0].lines[0].text.context == "unheard"


@pytest.mark.parametrize("word", ["da", "nu", "evet", "nein"])
def test_yes_and_no_mean_nothing_where_nothing_was_said_back(parts: Parts, word: str) -> None:
    for way in (text, spoken):
        assert after(parts, ELENA, way(word)).says[0].lines[0].text.context == "unheard"


def test_again_is_done_at_once_and_repeats_what_stands(parts: Parts) -> None:
    assert after(parts, ELENA, spoken("Încă o dată.")).says == after(parts, ELENA, tap("again")).says
    first = after(parts, ELENA, spoken("doi"))
    for again in (tap("again"), spoken("Repetă!"), text("iar")):
        assert after(parts, ELENA, spoken("doi"), again).says == first.says


def test_another_voice_note_takes_the_place_of_the_first(parts: Parts) -> None:
    assert offered(after(parts, ELENA, spoken("doi"), spoken("meniu"))) == ["menu", "heard:no"]


def test_what_was_waiting_still_waits(parts: Parts) -> None:
    asked = after(parts, ELENA, tap("person"))
    assert stands(asked).pending == "person"
    turn = after(parts, stands(asked), spoken("Unu."), spoken("Da."))
    assert turn == after(parts, stands(asked), text("1"))


def test_words_that_are_not_understood_put_the_question_again(parts: Parts) -> None:
    turn = after(parts, ELENA, spoken("doi"), text("zzz qqq"))
    assert [line.text.context for line in turn.says[-1].lines] == ["unheard", "heard.ask"]
    helped = after(parts, stands(turn), text("zzz qqq"))
    assert (stands(helped).step, stands(helped).heard) == ("person", ())


def test_a_voice_note_before_the_language_gets_the_question_for_it(parts: Parts) -> None:
    for before in (None, Conversation()):
        turn = after(parts, before, spoken(CARD))
        assert stands(turn).step == "language"
        assert stands(turn).heard == ()


def test_an_old_state_is_read(parts: Parts) -> None:
    state = '{"language":"ro","step":"near","near":["kita","measles"]}'
    assert parse(state) == Conversation(Person("ro"), "near", near=("kita", "measles"))
    assert parse('{"language":"ro","heard":["card:gone"]}').heard == ("card:gone",)
    gone = replace(ELENA, heard=("card:gone",))
    assert [choice.id for choice in visible(gone, parts.library, NOW)] == ["heard:no"]


def test_whatever_can_be_tapped_can_be_said_back_with_its_picture(parts: Parts) -> None:
    """Every choice of every step, in a talk that goes everywhere, is shown by its id alone."""
    steps = [name for module in VERBS.values() for name in module.NAMES if name != "heard"]
    found: dict[str, Choice] = {}
    for step in steps:
        for page in range(12):
            place = replace(ELENA, step=step, page=page, topic="school", card="kita", near=("kita",))
            found |= {choice.id: choice for choice in visible(place, parts.library, NOW)}
    assert len(found) > 60
    for identity, choice in found.items():
        said = shown(identity, parts.library)
        assert said is not None, identity
        assert said.id == identity
        assert said.emoji == choice.emoji or identity in {"plan", "menu"} or identity.startswith("plan:")


def test_someone_else_begins_with_nothing_of_the_one_before(parts: Parts) -> None:
    known = replace(
        ELENA,
        person=Person("ro", Plan.CIRCULAR, city="dortmund"),
        step="card",
        card="kita",
        topic="school",
        asked=frozenset({"plan", "stage", "city"}),
        near=("kita",),
    )
    turn = after(parts, known, tap("someone"))
    assert turn.conversation == Conversation()
    assert turn.language == "ro"
    assert turn.says[0].lines[0].text.context == "someone.hello"
    assert offered(turn) == [f"lang:{code}" for code in parts.library.languages]
    assert [(event.name, event.card) for event in turn.events] == [("someone-else", "")]
    assert after(parts, turn.conversation, tap("lang:bg")).says[0].lines[0].text.context == "welcome"


def test_the_place_that_sent_them_stays(parts: Parts) -> None:
    library = replace(
        parts.library, partners={"awo": Partner("awo", {"de": "AWO"}, stage="here", cities=("dortmund",))}
    )
    came = entered(Conversation(), "awo", library)
    known = replace(came, person=Person("tr", Plan.SETTLE, city="essen"), step="menu")
    assert advance(known, text("başka biri"), library, NOW).conversation == came
    assert (came.partner, came.person) == ("awo", Person(stage=Stage.HERE, city="dortmund"))


def test_before_the_language_there_is_nothing_to_forget(parts: Parts) -> None:
    turn = after(parts, Conversation(), tap("someone"))
    assert turn.conversation == Conversation()
    assert all(line.text.context == "hello" for line in turn.says[0].lines)
    assert stands(after(parts, None, tap("someone"))).step == "language"
