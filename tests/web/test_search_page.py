"""The search of the pages: typed words lead to tiles, and stand in no address and no memory."""

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from app.main import create_fastapi
from app.service.parts import Parts
from app.store.database import Unavailable
from app.web.compiled import Compiled

pytestmark = pytest.mark.anyio

# Read as: in which language · what is typed · and what stands on the page.
ASKED = [
    ("ro", "cum imi fac anmeldung", "/ro/registration/register-address"),
    ("bg", "как да запиша детето на училище", "/bg/school/enrol-child"),
    ("de", "ich will mit einem menschen sprechen", "/de/person"),
    ("tr", "araba sigortası ne kadar", "/tr/health"),
    ("de", "ich gehe zurück", "/de/plan"),
    ("de", "weiter", "/de/school"),
    ("ro", "", "/ro/school"),
    ("ro", "<script>alert(1)</script>", "&lt;script&gt;"),
]


@pytest.mark.parametrize(("language", "words", "there"), ASKED, ids=[row[1] or "nothing" for row in ASKED])
async def test_typed_words_lead_to_tiles(language: str, words: str, there: str, parts: Parts) -> None:
    compiled = Compiled(create_fastapi(parts), lambda: 0)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(compiled), base_url="http://drom.test") as web:
        page = await web.post(f"/{language}/search?plan=settle", data={"q": words})
    assert page.status_code == 200
    assert there in page.text
    assert not compiled.answers, "what somebody typed is not kept"


async def test_what_was_said_stays_in_the_links(parts: Parts) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_fastapi(parts)), base_url="http://drom.test"
    ) as web:
        page = await web.post("/ro/search?plan=circular&city=dortmund", data={"q": "cum imi fac anmeldung"})
    assert "register-address?plan=circular&amp;city=dortmund" in page.text


async def test_nothing_found_is_counted_after_the_answer_and_without_a_database_not_at_all(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def away(_work: object) -> None:
        order.append("counted")
        raise Unavailable("the database is away")

    async def seen(scope: Scope, receive: Receive, send: Send) -> None:
        async def noted(message: Message) -> None:
            order.append(message["type"])
            await send(message)

        await create_fastapi(parts)(scope, receive, noted)

    monkeypatch.setattr(parts.database, "run", away)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(seen), base_url="http://drom.test") as web:
        page = await web.post("/ro/search", data={"q": "qwrtz"})
        assert page.status_code == 200
        assert order == ["http.response.start", "http.response.body", "counted"]
        await web.post("/ro/search", data={"q": "qwrtz", "typing": "1"})
        assert order.count("counted") == 1, "a word that is not finished is no search"
