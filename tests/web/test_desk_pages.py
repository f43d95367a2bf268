"""The pages of the desk: whose numbers are shown and how, and what can be taken along."""

import csv
import io
from datetime import date

import httpx
import pytest

from app.service import token
from app.service.parts import Parts
from app.store import counts
from app.store.counts import Count
from app.web.desk_door import SECTIONS
from tests.web.test_desk import CENTRE, COUNTY, PAGES, client_of, come_in, made, parts, seated

__all__ = ["made", "parts", "seated"]  # fixtures
pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["de", "ro", "bg"])
async def test_every_page_stands_in_every_language_and_is_kept_nowhere(
    seated: httpx.AsyncClient, path: str, lang: str
) -> None:
    page = await seated.get(f"/desk{path}?lang={lang}&month=2026-09")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert " style=" not in page.text
    assert f'<html lang="{lang}">' in page.text
    for _, section in SECTIONS:
        assert f'href="/desk{section}?lang={lang}&amp;month=2026-09"' in page.text
    assert f'href="/desk{path}?lang=ro&amp;month=2026-09"' in page.text, "and can be read in another one"


async def test_a_page_has_a_chart_and_a_table_of_the_same_numbers(seated: httpx.AsyncClient) -> None:
    page = (await seated.get("/desk?lang=bg")).text
    assert page.count('<svg class="chart" role="img"') == 3
    assert page.count("<table ") == 3
    for told in ("Октомври 2026", "Krankenversicherung", "Здравна"):
        assert (told in page) is (told != "Krankenversicherung"), told


async def test_what_is_hidden_is_called_so_and_explained_once(seated: httpx.AsyncClient) -> None:
    page = (await seated.get("/desk/ways")).text
    assert '<span class="few">verdeckt</span>' in page
    assert page.count("weniger als 5") == 1


async def test_one_may_walk_from_month_to_month_but_not_into_one_that_is_not_over(seated: httpx.AsyncClient) -> None:
    page = (await seated.get("/desk/plans?month=2026-09")).text
    assert 'href="/desk/plans?lang=de&amp;month=2026-08" rel="prev"' in page
    assert 'href="/desk/plans?lang=de&amp;month=2026-10" rel="next"' in page
    for month in ("2026-10", "2026-11", "2031-01", "2026-13", "x", ""):
        page = (await seated.get(f"/desk/plans?month={month}")).text
        assert "Oktober 2026" in page
        assert 'rel="next"' not in page


async def test_the_numbers_of_another_partner_are_out_of_reach(parts: Parts, seated: httpx.AsyncClient) -> None:
    county = client_of(parts)
    await come_in(county, token.make(parts, COUNTY))
    for query in ("", f"?partner={CENTRE}", f"?partner={CENTRE}&partner="):
        mine = (await county.get(f"/desk/export.json{query}")).json()
        assert mine["partner"] == COUNTY
    theirs = (await seated.get("/desk/export.json")).json()
    assert theirs["partner"] == CENTRE
    assert "Beratung Musterplatz" not in (await county.get("/desk")).text


async def test_what_was_counted_for_one_partner_is_seen_at_its_desk_alone(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    card = parts.library.topics["school"].cards[0]
    opened = {
        Count("web", "ro", "settle", "opened", card, topic="school", partner=by): n
        for by, n in ((CENTRE, 41), (COUNTY, 1234))
    }
    parts.database.run(lambda tx: counts.add(tx, date(2026, 10, 9), opened))
    centre, county = client_of(parts), client_of(parts)
    await come_in(centre, token.make(parts, CENTRE))
    await come_in(county, token.make(parts, COUNTY))
    for path in ("", "/cards", "/sheet", "/export/topics.csv", "/export.json"):
        ours, theirs = (await centre.get(f"/desk{path}")).text, (await county.get(f"/desk{path}")).text
        assert ("41" in ours, "1234" in ours) == (True, False), path
        assert "1234" in theirs, path


async def test_a_month_without_numbers_says_so(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    client = client_of(parts)
    await come_in(client, token.make(parts, CENTRE))
    page = (await client.get("/desk?month=2026-03")).text
    assert page.count("In diesem Monat ist hier nichts gezählt.") == 3
    assert "<svg" not in page


async def test_a_table_can_be_taken_along_as_csv(seated: httpx.AsyncClient) -> None:
    answer = await seated.get("/desk/export/plans.csv?month=2026-10")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="drom-example-centre-2026-10-plans.csv"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert "transnational" in rows[0]
    assert "hidden" in {cell for row in rows for cell in row}


@pytest.mark.parametrize("month", ["2026-11", "2026-13", "x"])
@pytest.mark.parametrize("file", ["export/plans.csv", "export.json"])
async def test_a_file_is_of_the_month_that_was_asked_for(seated: httpx.AsyncClient, file: str, month: str) -> None:
    answer = await seated.get(f"/desk/{file}?month={month}")
    assert answer.status_code == 422
    assert "2026-10" in answer.json()["detail"], "the newest that is out"


async def test_what_the_columns_mean_can_be_taken_along_as_csv(seated: httpx.AsyncClient) -> None:
    assert "/desk/export/description.csv" in (await seated.get("/desk/take")).text
    answer = await seated.get("/desk/export/description.csv")
    rows = dict(csv.reader(io.StringIO(answer.text)))
    assert rows.keys() >= {"name", "plans", "heard", "not-understood"}


async def test_the_sheet_has_each_chart_as_a_table_for_those_who_hear_it(seated: httpx.AsyncClient) -> None:
    page = (await seated.get("/desk/sheet")).text
    assert page.count('<svg class="chart" role="img"') == page.count("<table ") > 4


async def test_a_table_that_is_none_is_told_so(seated: httpx.AsyncClient) -> None:
    answer = await seated.get("/desk/export/people.csv")
    assert answer.status_code == 404
    assert "topics" in answer.json()["detail"]


async def test_all_can_be_taken_along_as_json_and_says_what_it_means(seated: httpx.AsyncClient) -> None:
    told = (await seated.get("/desk/export.json")).json()
    assert (told["month"], told["upto"]) == ("2026-10", "2026-10-31")
    assert set(told["tables"]) <= set(told["description"])
    plans = told["tables"]["plans"]
    assert len(plans["cells"]) == len(plans["rows"])
    assert plans["cells"][0][4] is None
