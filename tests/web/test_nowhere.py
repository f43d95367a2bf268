"""Wrong addresses: programs get a problem, people a page; HEAD is answered as GET is."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.main import create_fastapi, wrap
from app.service.parts import Parts

pytestmark = pytest.mark.anyio


@pytest.fixture
async def web(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(wrap(create_fastapi(parts), parts), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://drom.test") as client:
        yield client


# Read as: method · address · the status · the kind of problem.
WRONG = [
    ("GET", "/api", 404, "no-such-address"),
    ("GET", "/api/v1", 404, "no-such-address"),
    ("GET", "/api/v1/none", 404, "no-such-address"),
    ("POST", "/api/v1/a/b/c", 404, "no-such-address"),
    ("GET", "/api/v1/chat", 405, "wrong-method"),
    ("PUT", "/api/v1/feedback", 405, "wrong-method"),
    ("DELETE", "/api/v1/topics", 405, "wrong-method"),
    ("GET", "/audio/x", 404, "no-such-address"),
    ("GET", "/health/x", 404, "no-such-address"),
    ("GET", "/webhooks", 404, "no-such-address"),
    ("GET", f"/audio/sign/start-{'1' * 400}.ogg", 404, "no-such-clip"),
    ("GET", f"/static/{'a' * 300}.css", 404, "no-such-file"),
    ("GET", "/static/%00.css", 404, "no-such-file"),
]


@pytest.mark.parametrize(("method", "path", "status", "kind"), WRONG)
async def test_a_program_is_told_in_its_own_way(
    web: httpx.AsyncClient, method: str, path: str, status: int, kind: str
) -> None:
    answer = await web.request(method, path)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("allow" in answer.headers) is (status == 405)


@pytest.mark.parametrize("path", ["/nowhere", "/ro/nowhere", "/ro/school/nowhere"])
async def test_people_are_shown_the_languages(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert answer.status_code == 404
    assert 'hreflang="ro"' in answer.text or 'href="/ro' in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/ro?plan=settle", "/static/drom.css", "/health/live", "/health/ready", "/api/v1/languages"]
)
async def test_head_says_what_get_would_say(web: httpx.AsyncClient, path: str) -> None:
    got, head = await web.get(path), await web.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == got.headers


async def test_a_fault_of_ours_is_a_problem_too(
    web: httpx.AsyncClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts.clips, "ready", lambda *_: 1 / 0)
    answer = await web.get(f"/audio/ro/{'a' * 24}.ogg")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/broken")
    monkeypatch.setattr("app.web.welcome.render", lambda *_, **__: 1 / 0)
    page = await web.get("/")  # by way of the kept answers
    assert (page.status_code, page.json()["type"]) == (500, "/problems/broken")


async def test_an_address_that_nobody_links_to_is_answered_and_not_kept(parts: Parts) -> None:
    made = wrap(create_fastapi(parts), parts)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made), base_url="http://drom.test") as web:
        kept = made.app.app.answers  # type: ignore[attr-defined]
        for query in ("plan=settle", "plan=settle&x=" + "x" * 2000):
            assert (await web.get(f"/ro?{query}")).status_code == 200
        assert [query for _, query in kept] == [b"plan=settle"]
