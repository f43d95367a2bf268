"""Who comes by a partner: however she comes, she is greeted once, starts at the right stage, and meets its places first."""

from dataclasses import replace

import pytest

from app.domain.message import Incoming, Kind
from app.domain.person import Origin, Person, Stage
from app.domain.route import own_places, places_for
from app.flow.conversation import Conversation, Turn, dump, parse
from app.flow.engine import advance
from app.service import record, word
from app.service.parts import Parts
from tests.conftest import NOW

CENTRE, COUNTY = "example-centre", "example-county"
ADVICE = "example-centre-advice"


def start(code: str) -> Incoming:
    return Incoming("test", "", "", Kind.START, code)


def text(said: str) -> Incoming:
    return Incoming("test", "", "", Kind.TEXT, said)


def tap(choice: str) -> Incoming:
    return Incoming("test", "", "", Kind.CHOICE, choice)


def after(parts: Parts, *deeds: Incoming, conversation: Conversation | None = None) -> Turn:
    for deed in deeds:
        turn = advance(conversation, deed, parts.library, NOW)
        conversation = turn.conversation and parse(dump(turn.conversation))  # as it is kept between two messages
    return turn


def told(parts: Parts, turn: Turn) -> str:
    return "\n".join(word.say(parts, say, turn.language).text for say in turn.says)


# Read as: what comes in · by whom she came.
ENTRANCES = [
    (start(CENTRE), CENTRE),
    (text("Drom example-centre"), CENTRE),
    (text("drom EXAMPLE-CENTRE"), CENTRE),
    (text("  DROM: example centre. "), CENTRE),
    (text("drom example-county"), COUNTY),
    (text("drom no-such-partner"), ""),
    (text("example-centre"), ""),
    (text("Drom"), ""),
    (start("no-such-partner"), ""),
]


@pytest.mark.parametrize(("first", "partner"), ENTRANCES)
def test_a_code_is_understood_as_a_start_and_as_a_first_text(parts: Parts, first: Incoming, partner: str) -> None:
    turn = after(parts, first)
    assert turn.conversation is not None
    assert (turn.conversation.partner, turn.conversation.step) == (partner, "language")


def test_what_she_said_of_herself_outlasts_a_partners_door_but_where_she_is_now_the_door_knows(parts: Parts) -> None:
    known = Conversation(Person("bg", stage=Stage.HERE, origin=Origin.BULGARIA, city="essen"))
    at_home = after(parts, start(COUNTY), conversation=known).conversation
    assert at_home is not None
    assert at_home.person == Person("bg", stage=Stage.BEFORE, origin=Origin.BULGARIA, city="essen")
    back = after(parts, start(CENTRE), conversation=at_home).conversation
    assert back is not None
    assert back.person == Person("bg", stage=Stage.HERE, origin=Origin.BULGARIA, city="essen")


def test_the_greeting_is_in_her_language_and_is_said_once(parts: Parts) -> None:
    greeting = parts.library.partners[CENTRE].greeting["tr"]
    turn = after(parts, start(CENTRE), tap("lang:tr"))
    assert told(parts, turn).count(greeting) == 1
    again = after(parts, start(CENTRE), tap("lang:tr"), conversation=turn.conversation)
    assert greeting not in told(parts, again)
    other = after(parts, start(COUNTY), tap("lang:ro"), conversation=turn.conversation)
    assert parts.library.partners[COUNTY].greeting["ro"] in told(parts, other), "another partner greets as well"


def test_whoever_writes_at_once_is_greeted_too(parts: Parts) -> None:
    turn = after(parts, start(CENTRE), text("merhaba çocuğumu okula nasıl kaydettiririm"))
    assert turn.language == "tr"
    assert parts.library.partners[CENTRE].greeting["tr"] in told(parts, turn)


@pytest.mark.parametrize(("code", "own"), [(CENTRE, True), (COUNTY, False)])
def test_a_card_that_waited_does_not_swallow_the_greeting(parts: Parts, code: str, own: bool) -> None:
    card = next(iter(parts.library.cards))
    skipped = frozenset({"plan", "stage", "origin", "city"})
    came = Conversation(step="language", partner=code, pending=f"card:{card}", asked=skipped)
    partner = parts.library.partners[code]
    greeting = partner.greeting["tr"] if own else partner.name("tr")
    turn = after(parts, tap("lang:tr"), conversation=came)
    answer, question = (word.say(parts, say, turn.language).text for say in turn.says)
    assert turn.says[0].card == card
    assert greeting not in answer, "a card stays one clip of its own"
    assert question.count(greeting) == 1
    assert greeting not in told(parts, after(parts, tap("again"), conversation=turn.conversation))


def test_without_a_greeting_in_her_language_she_hears_who_sends_her(parts: Parts) -> None:
    name = parts.library.partners[COUNTY].name("tr")
    assert f"🤝 {name}" in told(parts, after(parts, start(COUNTY), tap("lang:tr")))


def test_the_partner_says_where_on_the_road_she_is(parts: Parts) -> None:
    for code, person in (
        (COUNTY, Person(stage=Stage.BEFORE, origin=Origin.ROMANIA)),
        (CENTRE, Person(stage=Stage.HERE, city="duisburg")),
    ):
        came = after(parts, start(code)).conversation
        assert came is not None
        assert came.person == person


# Read as: by whom she came · what she has said since · whose code she brings now · where on the road she is then.
AGAIN = [
    ("", None, COUNTY, Stage.BEFORE),
    ("", Stage.LEAVING, COUNTY, Stage.BEFORE),
    (CENTRE, Stage.HERE, COUNTY, Stage.BEFORE),
    (COUNTY, None, COUNTY, Stage.BEFORE),
    (COUNTY, Stage.HERE, COUNTY, Stage.HERE),
    (COUNTY, Stage.HERE, "no-such-partner", Stage.HERE),
]


@pytest.mark.parametrize(("before", "said", "code", "stage"), AGAIN)
def test_only_another_code_says_more_than_she_does(
    parts: Parts, before: str, said: Stage | None, code: str, stage: Stage
) -> None:
    standing = Conversation(Person("ro", stage=said), "menu", partner=before)
    came = after(parts, start(code), conversation=standing).conversation
    assert came is not None
    assert came.person.stage == stage


def test_its_places_come_first(parts: Parts) -> None:
    came = after(parts, start(CENTRE), tap("lang:ro"), tap("plan:settle"), tap("person"))
    lines = told(parts, came).splitlines()
    first = next(number for number, line in enumerate(lines) if "☎️" in line or "📍" in line)
    assert "Beratung Musterplatz" in lines[first]
    assert lines[first - 1].startswith("🤝")
    other = after(parts, start(""), tap("lang:ro"), tap("plan:settle"), tap("city:duisburg"), tap("person"))
    assert "Musterplatz" not in told(parts, other), "only for those whom it sends"


def test_a_card_that_needs_help_names_its_place(parts: Parts) -> None:
    card = next(card for card in parts.library.cards.values() if "migration-advice" in card.needs)
    skipped = frozenset({"stage", "origin", "city"})
    came = Conversation(Person("ro"), "menu", partner=CENTRE, asked=skipped)
    assert "Beratung Musterplatz" in told(parts, after(parts, tap(f"card:{card.id}"), conversation=came))
    alone = replace(came, partner="")
    assert "Musterplatz" not in told(parts, after(parts, tap(f"card:{card.id}"), conversation=alone))


# Read as: the city she is in · whether the centre in Duisburg is for her.
CITIES = [(None, True), ("duisburg", True), ("dortmund", False)]


@pytest.mark.parametrize(("city", "hers"), CITIES)
def test_a_partner_elsewhere_is_not_put_first(parts: Parts, city: str | None, hers: bool) -> None:
    person = Person("ro", city=city)
    first = own_places(parts.library.partners[CENTRE], person)
    assert [place.id for place in first] == ([ADVICE] if hers else [])
    found = places_for(("migration-advice",), person, parts.library, first)
    assert (found[0].id == ADVICE) is hers
    assert ADVICE not in [place.id for place in places_for(("migration-advice",), person, parts.library)]


def test_all_that_partners_say_is_made_as_sound(parts: Parts) -> None:
    made: dict[str, set[str]] = {}
    for sentence, language in record.sentences(parts):
        made.setdefault(language, set()).add(sentence)
    for partner in parts.library.partners.values():
        for language in parts.library.languages:
            own = partner.greeting.get(language)
            assert own in made[language] if own else any(partner.name(language) in said for said in made[language])
    assert any("Beratung Musterplatz" in said and "+49 221 4710 100" in said for said in made["ro"])
