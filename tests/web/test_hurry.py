"""Who asks too much is told when to come again; nobody else notices."""

import httpx
import pytest
from starlette.types import ASGIApp

from app.main import create_fastapi, wrap
from app.service.parts import Parts
from app.web.hurry import MOST_KNOWN, Hurry
from app.web.limits import BURST

CHAT = {"lang": "ro", "message": {"choice": "menu"}}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


# Read as: at once · then one in … seconds · a person asks at these seconds · and so early is each.
PACES = [
    (1, 2.0, (0, 1, 2, 3, 4), (0, 1, 0, 1, 0)),
    (3, 6.0, (0, 0, 0, 0, 5, 6, 12), (0, 0, 0, 6, 1, 0, 0)),
    (2, 1.0, (0, 100, 100, 100), (0, 0, 0, 1)),
]


@pytest.mark.parametrize(("burst", "seconds", "asked", "early"), PACES)
def test_paces(burst: int, seconds: float, asked: tuple[int, ...], early: tuple[int, ...]) -> None:
    clock = Clock()
    hurry = Hurry(burst, seconds, clock)
    found = []
    for clock.now in asked:
        found.append(hurry.wait("A"))
    assert tuple(found) == early


def test_what_came_through_can_be_taken_back() -> None:
    hurry = Hurry(2, 60.0, Clock())
    for _ in range(5):
        assert hurry.wait("A") == 0
        hurry.take_back("A")
    assert [hurry.wait("A") for _ in range(3)] == [0, 0, 60]
    hurry.take_back("B")


def test_one_does_not_count_for_another_and_memory_is_bounded() -> None:
    hurry = Hurry(1, 1000.0, Clock())
    assert [hurry.wait(str(number)) for number in range(MOST_KNOWN + 10)] == [0] * (MOST_KNOWN + 10)
    assert len(hurry._empty_at) == MOST_KNOWN


def client(parts: Parts, a_minute: int, address: str = "127.0.0.1", app: ASGIApp | None = None) -> httpx.AsyncClient:
    made = app or wrap(create_fastapi(parts), parts, a_minute)
    return httpx.AsyncClient(transport=httpx.ASGITransport(made, client=(address, 1)), base_url="http://drom.test")


@pytest.mark.anyio
async def test_an_address_that_asks_too_much_is_told_when_to_come_again(parts: Parts) -> None:
    async with client(parts, 60) as web:
        answers = [await web.get(f"/api/v1/search?lang=ro&q={number}") for number in range(BURST + 3)]
        assert {answer.status_code for answer in answers[:BURST]} == {200}
        assert answers[-1].status_code == 429
        assert answers[-1].headers["content-type"] == "application/problem+json"
        assert 0 < int(answers[-1].headers["retry-after"]) <= 2
        assert (await web.get("/ro")).status_code == 200, "pages are not counted"
        assert (await web.get("/health/live")).status_code == 200


@pytest.mark.anyio
async def test_a_subscriber_with_many_ipv6_addresses_is_one(parts: Parts) -> None:
    app = wrap(create_fastapi(parts), parts, 60)
    webs = [client(parts, 60, f"2001:db8:0:1::{number:x}", app) for number in range(1, 4)]
    other = client(parts, 60, "2001:db8:0:2::1", app)
    answers = [await webs[number % 3].get("/api/v1/search?lang=ro&q=a") for number in range(BURST + 3)]
    assert answers[-1].status_code == 429
    assert (await other.get("/api/v1/search?lang=ro&q=a")).status_code == 200


@pytest.mark.anyio
async def test_one_talk_that_runs_too_fast_is_slowed_down(parts: Parts) -> None:
    async with client(parts, 0) as web:
        session = (await web.post("/api/v1/chat", json=CHAT)).json()["session"]
        answers = [await web.post("/api/v1/chat", json={**CHAT, "session": session}) for _ in range(25)]
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert (await web.post("/api/v1/chat", json=CHAT)).status_code == 200, "others go on"
