"""The widget's addresses: a script and colours for each partner, and who may show which page in a frame."""

import json
import re

import httpx
import pytest

from app.main import create_fastapi, wrap
from app.service.parts import Parts
from app.web.widget import STRICT

pytestmark = pytest.mark.anyio

CENTRE = "/widget/example-centre"
OURS = "https://centre.example"
FRAMED = "partner=example-centre&frame=1"
MOST_BYTES = 15_000


@pytest.fixture
def client(parts: Parts) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(wrap(create_fastapi(parts), parts))
    return httpx.AsyncClient(transport=transport, base_url="http://drom.test")


def inside(referer: str = "", site: str = "cross-site", dest: str = "iframe") -> dict[str, str]:
    """What a browser says of a page that it loads into a frame."""
    return {"Sec-Fetch-Dest": dest, "Sec-Fetch-Site": site} | ({"Referer": referer} if referer else {})


def ancestors(answer: httpx.Response) -> str:
    found = re.search("frame-ancestors ([^;]*)", answer.headers["content-security-policy"])
    assert found
    return found.group(1)


async def test_the_script_holds_the_words_and_colours_of_the_partner(client: httpx.AsyncClient, parts: Parts) -> None:
    answer = await client.get(f"{CENTRE}.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert len(answer.content) < MOST_BYTES
    own = json.loads(answer.text[answer.text.rindex("})(") + 3 : answer.text.rindex(");")])
    assert own["code"] == "example-centre"
    assert set(own["words"]) == set(parts.library.languages)
    assert own["words"]["tr"][2] == "Musterplatz Danışma"
    assert own["light"] == {"accent": "#1d6b57", "on": "#ffffff"}
    for word in ("localStorage", "sessionStorage", "document.cookie", "fetch(", "XMLHttpRequest", "innerHTML"):
        assert word not in answer.text


async def test_the_colours_of_a_partner_are_custom_properties(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{CENTRE}.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "(prefers-color-scheme: light) { :root { --accent: #1d6b57; --on-accent: #ffffff; } }" in answer.text
    assert "(prefers-color-scheme: dark)" in answer.text


@pytest.mark.parametrize("path", [".js", ".css", "", "/ro"])
async def test_an_unknown_partner_has_no_widget(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/widget/nobody{path}")).status_code == 404


async def test_the_first_page_greets_and_lets_the_language_be_heard(client: httpx.AsyncClient, parts: Parts) -> None:
    page = (await client.get(f"{CENTRE}?lang=ro")).text
    assert "Consilierea Musterplatz" in page
    assert parts.library.partners["example-centre"].greeting["ro"] in page
    order = re.findall(r'href="/widget/example-centre/(\w+)"', page)
    assert order[0] == "ro", "the language of the page around comes first"
    assert set(order) == set(parts.library.partners["example-centre"].languages)
    county = (await client.get("/widget/example-county")).text
    assert re.findall(r'href="/widget/example-county/(\w+)"', county) == ["de", "ro", "rmy"]


async def test_the_second_page_leads_to_the_pages_and_into_the_talk(client: httpx.AsyncClient) -> None:
    page = (await client.get(f"{CENTRE}/tr")).text
    kept = "stage=here&amp;city=duisburg&amp;partner=example-centre&amp;frame=1"
    assert f'href="/tr?{kept}"' in page
    assert f'href="/tr/chat?{kept}"' in page
    assert (await client.get(f"{CENTRE}/xx")).status_code == 404


# Read as: a page · whether the partner may frame it.
PAGES = [
    (CENTRE, True),
    (f"{CENTRE}/ro", True),
    (f"/ro?{FRAMED}", True),
    (f"/ro/health?plan=settle&{FRAMED}", True),
    (f"/ro/no-such-topic?{FRAMED}", True),
    ("/ro?partner=example-centre", False),
    ("/ro?frame=1", False),
    ("/ro?partner=nobody&frame=1", False),
    ("/ro", False),
    (f"/?{FRAMED}", False),
    ("/p/example-centre", False),
    ("/widget/nobody", False),
    ("/widget/example", False),
    (f"/room/nobody?{FRAMED}", False),
    ("/ro?partner=example-centre&frame=10", False),
    ("/ro?partner=nobody&partner=example-centre&frame=1", True),
    ("/ro?partner=example-centre&partner=nobody&frame=1", False),
]


@pytest.mark.parametrize(("path", "may"), PAGES)
async def test_only_a_partners_own_pages_may_be_framed_and_only_by_its_sites(
    client: httpx.AsyncClient, parts: Parts, path: str, may: bool
) -> None:
    sites = " ".join(("'self'", *parts.library.partners["example-centre"].origins)) if may else "'none'"
    for _ in ("made", "kept"):
        assert ancestors(await client.get(path)) == sites


# Read as: who asks · and is let in.
ASKING = [
    (inside(f"{OURS}/"), 200),
    (inside(f"{OURS}/deep/page?x=1"), 200),
    (inside(site="same-origin"), 200),
    (inside("http://drom.test/widget/example-centre", site="same-origin"), 200),
    (inside(), 200),  # who does not say where it stands is kept out by the browser, which knows
    ({}, 200),
    (inside("https://evil.example/", dest="document"), 200),  # a link to us is nobody's frame
    (inside("https://evil.example/"), 403),
    (inside("https://evil.example/", dest="object"), 403),
    (inside("http://centre.example/"), 403),
    (inside("https://centre.example.evil.example/"), 403),
    (inside("https://centre.example@evil.example/"), 403),
    (inside("https://centre.example:8443/"), 403),
    (inside("http://[broken/"), 403),
    (inside() | {"Origin": "null"}, 403),
    (inside() | {"Origin": "https://evil.example"}, 403),
]


@pytest.mark.parametrize(("headers", "status"), ASKING)
@pytest.mark.parametrize("path", [CENTRE, f"/ro/health?{FRAMED}"])
async def test_a_site_that_is_not_the_partners_is_told_so(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], status: int
) -> None:
    before = await client.get(path)  # kept from now on: what is kept is not for everybody
    answer = await client.get(path, headers=headers)
    assert (before.status_code, answer.status_code) == (200, status)
    if status == 403:
        assert ancestors(answer) == "*"
        assert answer.headers["cache-control"] == "no-store"
        assert 'href="/p/example-centre" target="_blank"' in answer.text
        assert "<form" not in answer.text
    again = await client.get(path)
    assert again.status_code == 200, "a refusal is not kept for others"


async def test_one_who_has_the_page_already_is_asked_again(client: httpx.AsyncClient) -> None:
    tag = (await client.get(CENTRE)).headers["etag"]
    unchanged = await client.get(CENTRE, headers={"If-None-Match": tag})
    assert (unchanged.status_code, ancestors(unchanged)) == (
        304,
        f"'self' {OURS} http://localhost:8000 http://127.0.0.1:8000",
    )
    refused = await client.get(CENTRE, headers={"If-None-Match": tag} | inside("https://evil.example/"))
    assert refused.status_code == 403


async def test_the_refusal_is_in_the_language_of_the_page(client: httpx.AsyncClient) -> None:
    for path, language in ((f"{CENTRE}?lang=bg", "bg"), (f"/tr?{FRAMED}", "tr"), (CENTRE, "de")):
        page = (await client.get(path, headers=inside("https://evil.example/"))).text
        assert f'<html lang="{language}"' in page


# Read as: a link inside the frame that does not know of it · where it leads.
LINKS = [
    ("/", CENTRE),
    ("/p/example-centre", CENTRE),
    ("/ro/health?plan=settle", f"/ro/health?plan=settle&{FRAMED}"),
    ("/ro?partner=example-county", f"/ro?{FRAMED}"),
]


@pytest.mark.parametrize(("link", "leads"), LINKS)
@pytest.mark.parametrize("before", [f"{CENTRE}/ro", f"/ro?{FRAMED}"])
async def test_links_stay_in_the_frame(client: httpx.AsyncClient, link: str, leads: str, before: str) -> None:
    answer = await client.get(link, headers=inside(f"http://drom.test{before}", site="same-origin"))
    assert (answer.status_code, answer.headers["location"]) == (307, leads)
    page = await client.get(before)
    assert page.headers["referrer-policy"] == "same-origin", "else the next page would not know"


@pytest.mark.parametrize("path", ["/room/x", "/api/v1/languages", "/static/drom.css"])
async def test_nothing_but_pages_is_led_into_the_frame(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers=inside(f"http://drom.test{CENTRE}", site="same-origin"))
    assert answer.status_code != 307


async def test_a_foreign_site_leads_nobody_into_a_frame(client: httpx.AsyncClient) -> None:
    answer = await client.get("/ro", headers=inside(f"https://evil.example{CENTRE}"))
    assert (answer.status_code, ancestors(answer)) == (200, "'none'")


async def test_the_example_holds_under_the_strictest_policy(client: httpx.AsyncClient) -> None:
    answer = await client.get("/widget/example")
    assert answer.headers["content-security-policy"] == STRICT
    assert answer.text.count(f'src="{CENTRE}.js"') == 2
    assert 'data-mode="inline"' in answer.text
    assert not re.search(r" style=|<style| on\w+=|<script(?![^>]* src=)", answer.text)


async def test_the_api_names_a_partners_places_first(client: httpx.AsyncClient) -> None:
    asked = "/api/v1/places?lang=ro&need=migration-advice"
    first = (await client.get(f"{asked}&partner=example-centre")).json()["places"][0]
    assert first["id"] == "example-centre-advice"
    without = (await client.get(asked)).json()["places"]
    assert "example-centre-advice" not in [place["id"] for place in without]
    assert (await client.get(f"{asked}&partner=nobody")).status_code == 422
