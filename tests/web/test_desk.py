"""The door of the desk: who comes in and for how long, and which forms may act."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from app.main import create_fastapi, wrap
from app.service import token
from app.service.parts import Parts
from app.web.desk_door import COOKIE
from app.web.hurry import Hurry
from tests.conftest import NOW, make_parts
from tests.web import desk_numbers

pytestmark = pytest.mark.anyio
CENTRE, COUNTY = "example-centre", "example-county"
OURS = {"Origin": "http://drom.test"}
PAGES = ["", "/plans", "/cards", "/ways", "/take", "/sheet"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    made = make_parts(tmp_path_factory.mktemp("desk"))
    yield replace(made, now=lambda: NOW)
    made.database.close()


@pytest.fixture
def parts(made: Parts, monkeypatch: pytest.MonkeyPatch) -> Parts:
    monkeypatch.setattr("app.web.desk.TRIES", Hurry(10, 30, lambda: 0.0))
    monkeypatch.setattr("app.service.stats.report", desk_numbers.report)
    monkeypatch.setattr("app.service.stats.newest", lambda _parts: desk_numbers.NEWEST)
    return made


def client_of(parts: Parts) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(wrap(create_fastapi(parts), parts))
    return httpx.AsyncClient(transport=transport, base_url="http://drom.test")


async def come_in(client: httpx.AsyncClient, secret: str, lang: str = "de") -> httpx.Response:
    return await client.post("/desk/login", params={"lang": lang}, data={"key": secret}, headers=OURS)


@pytest.fixture
async def seated(parts: Parts) -> httpx.AsyncClient:
    """A browser in the counselling centre, logged in."""
    client = client_of(parts)
    await come_in(client, token.make(parts, CENTRE))
    return client


async def test_without_a_token_every_page_leads_to_the_login_in_the_same_language(parts: Parts) -> None:
    client = client_of(parts)
    for path in [*PAGES, "/export/topics.csv", "/export.json"]:
        answer = await client.get(f"/desk{path}?lang=bg")
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login?lang=bg"), path
        assert answer.headers["cache-control"] == "no-store"


async def test_a_token_opens_the_desk_with_a_cookie_that_ends_with_the_browser(parts: Parts) -> None:
    client = client_of(parts)
    answer = await come_in(client, f"  {token.make(parts, CENTRE)} ", "ro")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk?lang=ro")
    flags = {flag.strip().lower() for flag in answer.headers["set-cookie"].split(";")[1:]}
    assert flags == {"httponly", "path=/desk", "samesite=strict"}, "no expiry, and http needs no Secure"
    page = await client.get("/desk?lang=ro")
    assert page.status_code == 200
    assert "Consilierea Musterplatz" in page.text


async def test_on_https_the_cookie_never_leaves_it(parts: Parts) -> None:
    answer = await come_in(client_of(replace(parts, public_url="https://drom.test")), token.make(parts, CENTRE))
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("wrong", ["", "nothing", "nobody.at-all", "é.ü", "a.b.c", "'; drop table tokens; --"])
async def test_a_wrong_token_is_told_so_in_clear_words(parts: Parts, wrong: str) -> None:
    answer = await come_in(client_of(parts), wrong)
    assert answer.status_code == 403
    assert "Dieser Schlüssel passt nicht." in answer.text
    assert "set-cookie" not in answer.headers


async def test_the_eleventh_try_must_wait(parts: Parts) -> None:
    client = client_of(parts)
    secret = token.make(parts, CENTRE)
    for _ in range(10):
        assert (await come_in(client, "guessed")).status_code == 403
    answer = await come_in(client, secret)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert "in 30 Sekunden" in answer.text


async def test_a_revoked_token_ends_the_session_at_once(parts: Parts) -> None:
    client = client_of(parts)
    secret = token.make(parts, CENTRE)
    await come_in(client, secret)
    assert (await client.get("/desk")).status_code == 200
    token.revoke(parts, secret.partition(".")[0])
    assert (await client.get("/desk")).status_code == 303
    assert (await come_in(client, secret)).status_code == 403


async def test_a_session_ends_after_eight_hours(parts: Parts, seated: httpx.AsyncClient) -> None:
    for hours, expected in ((7.9, 200), (8.1, 303)):
        later = client_of(replace(parts, now=lambda hours=hours: NOW + timedelta(hours=hours)))
        later.cookies = seated.cookies
        assert (await later.get("/desk")).status_code == expected


@pytest.mark.parametrize("forged", ["", "x", "é", "AAAA", "A" * 200])
async def test_a_forged_pass_opens_nothing(parts: Parts, forged: str) -> None:
    cookie = {"Cookie": f"{COOKIE}={forged}".encode()}
    assert (await client_of(parts).get("/desk", headers=cookie)).status_code == 303


async def test_what_else_the_vault_has_sealed_is_no_pass(parts: Parts) -> None:
    from base64 import urlsafe_b64encode

    identity = token.make(parts, CENTRE).partition(".")[0]
    until = NOW.timestamp() + 60
    for kind, expected in (("desk", 200), ("letter", 303)):
        sealed = urlsafe_b64encode(parts.vault.seal(json.dumps([kind, identity, until]).encode())).decode()
        answer = await client_of(parts).get("/desk", headers={"Cookie": f"{COOKIE}={sealed}"})
        assert answer.status_code == expected


async def test_leaving_forgets_the_pass(seated: httpx.AsyncClient) -> None:
    answer = await seated.post("/desk/leave", headers=OURS)
    assert answer.headers["location"] == "/desk/login?lang=de"
    assert COOKIE not in seated.cookies
    assert (await seated.get("/desk")).status_code == 303


@pytest.mark.parametrize("path", ["/desk/login", "/desk/leave"])
async def test_a_form_of_another_site_is_refused(seated: httpx.AsyncClient, path: str) -> None:
    answer = await seated.post(path, data={"key": "x"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/foreign-form"
    assert answer.headers["cache-control"] == "no-store"
    assert (await seated.get("/desk")).status_code == 200, "and nothing has happened"
