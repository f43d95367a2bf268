"""A partner's numbers over HTTP: who gets them, in which form, and that nobody in between keeps them."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from app.main import create_fastapi, wrap
from app.service import stats, token
from app.service.parts import Parts
from app.store import counts
from app.store.counts import Count
from app.web import stats as web_stats
from app.web.hurry import Hurry
from tests.empty import emptied

pytestmark = pytest.mark.anyio
PARTNER = "example-centre"
PATH = "/api/v1/stats"


@pytest.fixture
def desk(parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    monkeypatch.setattr(web_stats, "hurry", Hurry(burst=3, seconds=60.0))
    monkeypatch.setattr("app.domain.suppress.ONE_MORE", 0.0)
    with emptied(parts, tmp_path) as made:
        opened = {
            Count("web", "ro", "settle", "opened", "kita", topic="school", partner=PARTNER): 42,
            Count("web", "ro", "settle", "helpful", "kita", topic="school", partner=PARTNER): 3,
            Count("web", "ro", "settle", "opened", "kita", topic="school", partner="example-county"): 77,
        }
        made.database.run(lambda tx: counts.add(tx, date(2026, 10, 5), opened))
        yield made


@pytest.fixture
def web(desk: Parts) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(wrap(create_fastapi(desk), desk))
    return httpx.AsyncClient(transport=transport, base_url="http://drom.test")


@pytest.fixture
def good(desk: Parts) -> dict[str, str]:
    return {"Authorization": f"Bearer {token.make(desk, PARTNER)}"}


async def test_a_partner_gets_its_own_numbers(web: httpx.AsyncClient, good: dict[str, str]) -> None:
    answer = await web.get(f"{PATH}?month=2026-10", headers=good)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    told = answer.json()
    assert (told["month"], told["partner"], told["upto"]) == ("2026-10", PARTNER, "2026-10-31")
    assert told["tables"]["topics"]["total"] == 42
    assert set(told["tables"]) == set(stats.TABLES)
    cards = told["tables"]["cards"]
    helped = cards["cells"][cards["rows"].index("kita")][cards["columns"].index("helpful")]
    assert helped is None
    assert "null" in told["note"]
    assert told["description"]["cards"]


async def test_without_a_month_it_is_the_newest_that_is_over(web: httpx.AsyncClient, good: dict[str, str]) -> None:
    assert (await web.get(PATH, headers=good)).json()["month"] == "2026-10"


@pytest.mark.parametrize(("query", "accept"), [("format=csv&table=languages", "*/*"), ("table=languages", "text/csv")])
async def test_a_table_comes_as_csv(web: httpx.AsyncClient, good: dict[str, str], query: str, accept: str) -> None:
    answer = await web.get(f"{PATH}?month=2026-10&{query}", headers=good | {"Accept": accept})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "drom-2026-10-languages.csv" in answer.headers["content-disposition"]
    rows = {row[0]: row for row in csv.reader(answer.text.splitlines())}
    assert rows["ro"] == ["ro", "0", "42", "0", "0", "0", "42"]


@pytest.mark.parametrize("accept", ["text/csv;q=0, application/json", "application/json, text/csv;q=0.5", "*/*", ""])
async def test_who_does_not_ask_for_csv_gets_json(web: httpx.AsyncClient, good: dict[str, str], accept: str) -> None:
    answer = await web.get(f"{PATH}?month=2026-10", headers=good | {"Accept": accept})
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong.token", "Basic d3Jvbmc6dG9rZW4=", "Bearer \x00"])
async def test_without_a_good_token_there_is_nothing(web: httpx.AsyncClient, given: str) -> None:
    answer = await web.get(PATH, headers={"Authorization": given} if given else {})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["cache-control"] == "no-store"
    assert "drom partner token" in answer.json()["detail"]


async def test_a_revoked_token_opens_nothing_any_more(
    web: httpx.AsyncClient, desk: Parts, good: dict[str, str]
) -> None:
    assert (await web.get(PATH, headers=good)).status_code == 200
    (made,) = token.listed(desk)
    token.revoke(desk, made.id)
    assert (await web.get(PATH, headers=good)).status_code == 401


async def test_who_tries_many_tokens_has_to_wait(web: httpx.AsyncClient, good: dict[str, str]) -> None:
    for _ in range(20):
        assert (await web.get(PATH, headers=good)).status_code == 200, "good ones may come as often as they like"
    tried = [(await web.get(PATH, headers={"Authorization": f"Bearer a.{n}"})).status_code for n in range(4)]
    assert tried == [401, 401, 401, 429]
    answer = await web.get(PATH, headers=good)
    assert (answer.status_code, answer.headers["cache-control"]) == (429, "no-store")
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("query", ["month=2026-13", "month=October", "table=people", "format=xml"])
async def test_what_there_is_not_is_said(web: httpx.AsyncClient, good: dict[str, str], query: str) -> None:
    answer = await web.get(f"{PATH}?{query}", headers=good)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_one_partners_numbers_never_reach_another(
    web: httpx.AsyncClient, desk: Parts, good: dict[str, str]
) -> None:
    """The thin layer in front keeps answers by their address alone: these it must not keep."""
    other = {"Authorization": f"Bearer {token.make(desk, 'example-county')}"}
    totals = [(await web.get(PATH, headers=each)).json()["tables"]["topics"]["total"] for each in (good, other, good)]
    assert totals == [42, 77, 42]
    assert (await web.get(PATH)).status_code == 401


async def test_the_description_names_the_token(web: httpx.AsyncClient) -> None:
    told = (await web.get("/openapi.json")).json()
    assert told["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert told["paths"][PATH]["get"]["security"] == [{"HTTPBearer": []}]


async def test_a_page_counts_that_a_card_is_opened_and_by_whom_it_came(web: httpx.AsyncClient, desk: Parts) -> None:
    kind = {"plan": "settle", "stage": "here", "origin": "romania", "partner": PARTNER}
    old = {"plan": "emigrate", "stage": "gone", "origin": "", "partner": "closed-centre"}
    for given in (kind, old, {}):
        sent = {"card": "kita", "lang": "ro", "event": "opened"} | given
        assert (await web.post("/api/v1/listened", json=sent)).status_code == 204
    sent = {"card": "kita", "lang": "ro", "helpful": False} | kind
    assert (await web.post("/api/v1/feedback", json=sent)).status_code == 204
    today = desk.now().date()
    assert desk.database.run(lambda tx: counts.total(tx, today, today)) == {
        Count("web", "ro", "settle", "opened", "kita", "here", "romania", "school", PARTNER): 1,
        Count("web", "ro", event="opened", card="kita", topic="school"): 2,
        Count("web", "ro", "settle", "not-helpful", "kita", "here", "romania", "school", PARTNER): 1,
    }


async def test_a_search_that_finds_nothing_is_counted_without_its_words(web: httpx.AsyncClient, desk: Parts) -> None:
    for asked in ({"q": "xyz", "typing": "1"}, {"q": "xyzz", "typing": "1"}, {"q": "xyzzy"}, {"q": "kita"}):
        assert (await web.post(f"/de/search?partner={PARTNER}", data=asked)).status_code == 200
    today = desk.now().date()
    found = desk.database.run(lambda tx: counts.total(tx, today, today))
    assert found == {Count("web", "de", event="searched-nothing", partner=PARTNER): 1}
