"""Leaflets and the counter's page: what stands on them, and what their codes open."""

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.main import create_fastapi, wrap
from app.service.parts import Parts
from app.web.letters import SIZES, fitting
from tests.codes import drawn
from tests.conftest import make_parts

pytestmark = pytest.mark.anyio
PUBLIC = "https://drom.example"
CARD = "/ro/leaflet/registration/register-address"


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    made = make_parts(tmp_path_factory.mktemp("leaflet"), public_url=PUBLIC)
    yield made
    made.database.close()


@pytest.fixture
def client(parts: Parts) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(wrap(create_fastapi(parts), parts))
    return httpx.AsyncClient(transport=transport, base_url="http://drom.test")


def codes(page: str) -> list[str]:
    return [drawn(svg) for svg in re.findall(r"<svg viewBox.*?</svg>", page) if 'fill="#fff"' in svg]


def rows(page: str) -> list[str]:
    found = re.findall(r'<span class="text">(.*?)</span>(?:</li>|<span class="tick)', page)
    return [html.unescape(re.sub(r"<[^>]+>", "", text)) for text in found]


async def test_a_leaflet_has_the_steps_for_this_plan_and_no_others(client: httpx.AsyncClient) -> None:
    for state in ("plan=settle&stage=here", "plan=circular&stage=here"):
        page = (await client.get(f"{CARD}?{state}")).text
        card = (await client.get(f"/api/v1/cards/register-address?lang=ro&{state}")).json()
        assert rows(page) == [step["text"] for step in card["steps"]], "the sentences stay as they were checked"
        assert f"<h1>{card['title']}</h1>" in page
    assert '<span lang="de">Anmeldung</span>' in page, "so that a screen reader says it in German"


async def test_its_code_opens_the_card_with_all_that_was_said_and_plays_it(client: httpx.AsyncClient) -> None:
    state = "plan=circular&stage=here&origin=romania&city=duisburg&partner=example-centre"
    page = (await client.get(f"{CARD}?{state}&size=a4-folded")).text
    (said,) = codes(page)
    assert f'href="{html.escape(said)}"' in page, "the code can be tapped as well"
    opened = urlsplit(said)
    assert f"{opened.scheme}://{opened.netloc}{opened.path}" == f"{PUBLIC}/ro/registration/register-address"
    assert parse_qs(opened.query) == {**parse_qs(state), "play": ["1"]}
    assert (await client.get(f"{opened.path}?{opened.query}")).status_code == 200
    assert "drom.example/ro/registration/register-address</p>" in page, "the address stands there in words, too"


async def test_the_partner_stands_on_it_with_name_and_telephone(client: httpx.AsyncClient) -> None:
    page = (await client.get(f"{CARD}?partner=example-centre")).text
    assert "Consilierea Musterplatz" in page
    assert "+49 221 4710 100" in page
    county = (await client.get(f"{CARD}?partner=example-county")).text
    assert "drom@county.example" in county, "the mail stands for a telephone that is not there"
    alone = (await client.get(f"{CARD}?partner=nobody")).text
    assert 'class="partner"' not in alone
    assert "Nu costă nimic" in alone


@pytest.mark.parametrize("language", ["ro", "bg", "tr", "rmy", "de"])
async def test_it_says_what_it_is_of_when_and_that_nobody_has_reviewed_it(
    client: httpx.AsyncClient, parts: Parts, language: str
) -> None:
    for path in ("school/enrol-child", "school"):
        page = html.unescape((await client.get(f"/{language}/leaflet/{path}")).text)
        words = {key: parts.library.phrases[key].text for key in ("advice.limit", "draft")}
        said = {key: parts.words.say(text, language) for key, text in words.items()}
        assert said["advice.limit"] in page
        assert said["draft"] in page
        assert ".2026" in page


async def test_only_lists_have_boxes_to_tick(client: httpx.AsyncClient) -> None:
    for card in ("going-home", "come-and-go", "several-countries", "coming-first-time"):
        page = (await client.get(f"/bg/leaflet/help/{card}?stage=here&plan=circular")).text
        assert page.count('class="tick"') == len(rows(page)) > 0
    assert 'class="tick"' not in (await client.get(CARD)).text


async def test_a_topic_shows_the_labels_of_its_cards_for_this_person(client: httpx.AsyncClient) -> None:
    for stage in ("before", "leaving"):
        page = (await client.get(f"/tr/leaflet/help?stage={stage}")).text
        topics = (await client.get(f"/api/v1/topics?lang=tr&stage={stage}")).json()["topics"]
        assert rows(page) == [card["label"] for topic in topics if topic["id"] == "help" for card in topic["cards"]]
        assert codes(page) == [f"{PUBLIC}/tr/help?stage={stage}&play=1"]


async def test_a_folded_sheet_has_the_steps_on_two_pages_and_counts_on(client: httpx.AsyncClient) -> None:
    flat = (await client.get(f"{CARD}?size=a5")).text
    folded = (await client.get(f"{CARD}?size=a4-folded")).text
    assert rows(flat) == rows(folded)
    assert [flat.count('class="panel'), folded.count('class="panel')] == [2, 4]
    assert f'start="{(len(rows(flat)) + 1) // 2 + 1}"' in folded
    assert (await client.get(f"{CARD}?size=huge")).text == (await client.get(CARD)).text


@pytest.mark.parametrize("path", ["nothing", "nothing/at-all", "school/register-address", "registration/nothing"])
async def test_what_there_is_not_is_answered_as_a_page(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/bg/leaflet/{path}")
    assert answer.status_code == 404
    assert "Тази страница" in answer.text or "няма" in answer.text


@pytest.mark.parametrize("path", [CARD, "/ro/leaflet/health", "/counter", "/p/example-centre/counter"])
async def test_nothing_on_paper_needs_a_style_of_its_own_or_anybody_else(client: httpx.AsyncClient, path: str) -> None:
    page = (await client.get(path)).text
    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert re.findall(r'(?:src|rel="stylesheet" href)="(?!/static/)', page) == []
    assert 'type="button" hidden' in page, "who has no JavaScript prints with the browser"


async def test_the_counter_has_one_code_a_language(client: httpx.AsyncClient, parts: Parts) -> None:
    page = (await client.get("/counter")).text
    assert codes(page) == [f"{PUBLIC}/{code}" for code in parts.library.languages]
    assert len(codes(page)) == 5
    for code, language in parts.library.languages.items():
        assert f'<li lang="{code}">' in page
        assert f"<h2>{language.name}</h2>" in page
        assert parts.words.say(parts.library.phrases["leaflet.counter"].text, code) in page


async def test_a_partners_counter_has_its_languages_and_its_name(client: httpx.AsyncClient) -> None:
    page = (await client.get("/p/example-county/counter?size=a5")).text
    assert sorted(codes(page)) == [f"{PUBLIC}/{code}?partner=example-county" for code in ("de", "rmy", "ro")]
    assert "Biroul pentru diaspora" in page
    assert (await client.get("/p/nobody/counter")).status_code == 404


def test_fewer_words_stand_in_bigger_letters() -> None:
    line = "Nehmen Sie Ihren Ausweis mit und sagen Sie dem Amt Ihre neue Adresse. " * 2
    found = [fitting([[line] * many]) for many in range(1, 10)]
    assert found == sorted(found, reverse=True)
    assert (found[0], found[-1]) == (SIZES[0], 14)
    assert fitting([[line] * 4], beside=40) < fitting([[line] * 4])
    assert fitting([[line], [line] * 4]) == fitting([[line] * 4]) < fitting([[line]]), (
        "all pages of a leaflet have the same letters"
    )
