"""The counsellor's pages: both languages, the law, what is out of date, who hears what, and a letter made ready."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

from app.domain.operator import Operator
from app.domain.person import Origin, Person, Plan, Stage
from app.domain.review import Review
from app.domain.route import steps_for
from app.main import create_fastapi
from app.service import catalogue, counsel
from app.service.parts import Parts
from tests.conftest import NOW

CARD = "register-address"
PAGE = f"/ro/counsel/registration/{CARD}"
STATE = "plan=circular&stage=here&origin=romania&city=duisburg"
CLIENT = Person("ro", Plan.CIRCULAR, Stage.HERE, Origin.ROMANIA, "duisburg")
pytestmark = pytest.mark.anyio


@pytest.fixture
def at_noon(parts: Parts) -> Parts:
    return replace(parts, now=lambda: NOW)


async def get(parts: Parts, address: str) -> str:
    transport = httpx.ASGITransport(create_fastapi(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://drom.test") as client:
        answer = await client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.text)


def letters(page: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    for link in re.findall(r'href="(mailto:[^"]+)"', page):
        parts = urlsplit(link)
        yield unquote(parts.path), parse_qs(parts.query)


async def test_each_step_stands_in_both_languages_with_its_law(at_noon: Parts) -> None:
    page = await get(at_noon, f"{PAGE}?{STATE}")
    for step in steps_for(at_noon.library.cards[CARD], CLIENT):
        for language in ("ro", "de"):
            assert at_noon.words.say(step.text, language) in page
        for name in catalogue.facts_of(step):
            fact = at_noon.library.facts[name]
            for told in (fact.statement, fact.legal_basis, fact.source_url, fact.publisher, fact.may_change):
                assert told in page, name
            for day in (fact.checked_on, fact.review_by):
                assert at_noon.words.day(day, "de") in page, name


@pytest.mark.parametrize(("ask", "language"), [("", "de"), ("with=ro", "ro"), ("with=bg", "bg"), ("with=xx", "de")])
async def test_the_counsellor_reads_her_own_language(at_noon: Parts, ask: str, language: str) -> None:
    page = await get(at_noon, f"/tr/counsel/registration/{CARD}?{ask}")
    assert f'<html lang="{language}">' in page
    assert catalogue.phrase(at_noon, "counsel.client", language).text in page
    assert at_noon.words.say(at_noon.library.cards[CARD].title, language) in page
    assert at_noon.words.say(at_noon.library.cards[CARD].title, "tr") in page


async def test_who_reads_the_clients_language_reads_each_sentence_once(at_noon: Parts) -> None:
    page = await get(at_noon, f"{PAGE}?{STATE}&with=ro")
    assert 'class="ours"' not in page
    assert 'class="ours"' in await get(at_noon, f"{PAGE}?{STATE}")


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({}, ""),
        ({"review_by": date(2026, 11, 20)}, "counsel.due"),
        ({"review_by": date(2026, 11, 21)}, ""),
        ({"valid_to": date(2026, 11, 20)}, "counsel.ended"),
        ({"valid_from": date(2026, 11, 22)}, "counsel.ended"),
        ({"valid_to": date(2026, 11, 20), "review_by": date(2026, 1, 1)}, "counsel.ended"),
        ({"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}, ""),
    ],
)
async def test_a_fact_that_is_out_of_date_or_due_is_seen(at_noon: Parts, change: dict[str, date], warning: str) -> None:
    facts = {**at_noon.library.facts}
    facts["registration_deadline"] = replace(facts["registration_deadline"], **change)
    changed = replace(at_noon, library=replace(at_noon.library, facts=facts))
    page, index = await get(changed, f"{PAGE}?{STATE}"), await get(changed, "/ro/counsel")
    for key in ("counsel.ended", "counsel.due"):
        assert (catalogue.phrase(changed, key, "de").text in page) == (key == warning), key
    assert (catalogue.phrase(changed, "counsel.due", "de").text in index) == bool(warning)
    if "valid_to" in change:
        assert changed.words.day(change["valid_to"], "de") in page


def test_the_day_is_that_of_the_clock(at_noon: Parts) -> None:
    fact = replace(at_noon.library.facts["registration_deadline"], review_by=date(2026, 11, 21))
    late = replace(at_noon, now=lambda: datetime(2026, 11, 21, 23, 30, tzinfo=UTC))  # in Germany it is the 22nd
    assert counsel.stated(at_noon, fact).warning == ""
    assert counsel.stated(late, fact).warning == "counsel.due"


@pytest.mark.parametrize("plan", [None, *Plan])
def test_every_step_is_the_clients_or_another_plans_or_hangs_on_where_she_is(at_noon: Parts, plan: Plan | None) -> None:
    person = replace(CLIENT, plan=plan)
    for name, card in at_noon.library.cards.items():
        shown = counsel.look(at_noon, name, person, "de", None)
        heard = [one.step.id for one in shown.steps]
        elsewhere = [one.step.id for group in shown.others for one in group.steps]
        rest = [one.step.id for one in shown.rest]
        assert sorted(heard + elsewhere + rest) == sorted(step.id for step in card.steps), name


def test_what_is_one_plans_alone_stands_under_it(at_noon: Parts) -> None:
    shown = counsel.look(at_noon, CARD, CLIENT, "de", None)
    found = {tuple(plan.text for plan in group.plans): [one.step.id for one in group.steps] for group in shown.others}
    assert found == {
        ("Ich bleibe",): ["years-here"],
        ("Ich gehe zurück",): ["home-stays"],
        ("Mehrere Länder",): ["two-addresses"],
        ("Ich weiß noch nicht",): ["if-you-come-and-go"],
        ("Ich bleibe", "Ich gehe zurück", "Mehrere Länder", "Ich weiß noch nicht"): ["answer", "landlord-refuses"],
    }
    assert [(one.step.id, one.whom) for one in shown.rest] == [("bring-from-home", "🏘️ Noch in der Heimat")]


async def test_the_link_for_the_client_holds_all_she_has_said_and_opens(at_noon: Parts) -> None:
    page = await get(at_noon, f"{PAGE}?{STATE}&with=bg&partner=example-centre")
    link = f"/ro/registration/{CARD}?{STATE}&partner=example-centre"
    assert f'readonly value="{at_noon.public_url}{link}"' in page
    assert f'href="{link}"' in page
    await get(at_noon, link)


async def test_the_choice_of_plan_stands_in_the_address_and_keeps_the_rest(at_noon: Parts) -> None:
    page = await get(at_noon, f"{PAGE}?{STATE}&with=bg&partner=example-centre")
    assert '<form action="/ro/counsel/registration/register-address"' in page
    assert 'name="with" value="bg"' in page
    assert 'name="partner" value="example-centre"' in page
    assert re.findall(r'value="([^"]+)" selected', page) == ["circular", "here", "romania", "duisburg"]
    other = f"/bg/counsel/registration/{CARD}?{STATE}&partner=example-centre&with=bg"
    assert f'href="{other}"' in page
    await get(at_noon, other)


async def test_the_partners_places_come_first_and_old_ones_are_marked(at_noon: Parts) -> None:
    page = await get(at_noon, f"{PAGE}?{STATE}&partner=example-centre")
    offices = page[page.index('class="offices"') :]
    assert offices.index("Beratung Musterplatz") < offices.index("Bürger-Service-Station")
    places = counsel.look(at_noon, CARD, CLIENT, "de", None).places
    assert {one.place.id: one.doubtful for one in places}["duisburg-buerger-service"]
    assert not all(one.doubtful for one in places)
    assert counsel.look(at_noon, CARD, replace(CLIENT, city=None), "de", None).places == ()


@pytest.mark.parametrize(
    ("partner", "operator", "to"),
    [
        ("example-centre", "drom@host.example", "drom@centre.example"),
        ("", "drom@host.example", "drom@host.example"),
        ("", "", ""),
    ],
)
async def test_what_is_wrong_goes_to_the_partner_or_to_who_runs_it(
    at_noon: Parts, partner: str, operator: str, to: str
) -> None:
    run = replace(at_noon, operator=Operator("Host", operator))
    page = await get(run, f"{PAGE}?{STATE}&partner={partner}")
    steps = steps_for(run.library.cards[CARD], CLIENT)
    if not to:
        assert "mailto:" not in page
        assert page.count("<textarea readonly") == len(steps) + 1
        return
    written = list(letters(page))
    assert [address for address, _ in written] == [to] * (len(steps) + 1)
    subject, body = written[0][1]["subject"][0], written[0][1]["body"][0]
    assert f"registration/{CARD}#{steps[0].id}" in subject
    assert catalogue.phrase(run, "counsel.wrong-text", "de").text in body
    assert run.words.say(steps[0].text, "ro") in body
    assert "facts: short_stay_limit" in body
    assert "2026-11-21" in body
    for what in ("circular", "duisburg", "romania"):
        assert what not in subject + body, "nothing of the client stands in a letter"


async def test_the_review_of_the_translation_is_told(at_noon: Parts) -> None:
    draft = catalogue.phrase(at_noon, "draft", "de").text
    unread = replace(at_noon, library=replace(at_noon.library, reviews={}))
    read = Review(CARD, "", "native speaker, teacher", date(2026, 11, 20))
    reviewed = replace(at_noon, library=replace(at_noon.library, reviews={("ro", CARD): read}))
    assert draft in await get(unread, PAGE)
    page = await get(reviewed, PAGE)
    assert draft not in page
    assert "Geprüft von: native speaker, teacher, 20.11.2026" in page
    assert draft not in await get(unread, f"/de/counsel/registration/{CARD}"), "German is the source"


async def test_the_index_has_every_card_with_state_and_words_to_find_it_by(at_noon: Parts) -> None:
    page = await get(at_noon, f"/ro/counsel?{STATE}&with=bg")
    for card in at_noon.library.cards.values():
        assert f'href="/ro/counsel/{card.topic}/{card.id}?{STATE}&with=bg"' in page, card.id
    words = re.search(rf'data-words="([^"]+ {CARD} [^"]+)"', page)
    assert words
    assert "§ 17 Abs. 1 BMG" in words.group(1)
    assert "адреса" in words.group(1)


@pytest.mark.parametrize("address", [f"/ro/counsel/health/{CARD}", "/ro/counsel/registration/none", "/xx/counsel"])
async def test_what_is_not_there_is_answered_as_a_page(at_noon: Parts, address: str) -> None:
    transport = httpx.ASGITransport(create_fastapi(at_noon))
    async with httpx.AsyncClient(transport=transport, base_url="http://drom.test") as client:
        assert (await client.get(address)).status_code == 404
