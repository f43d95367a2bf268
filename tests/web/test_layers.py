"""The thin layers: bodies over the limit are refused, answers are shared, and new sound makes them new."""

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from app.main import create_fastapi
from app.service.parts import Parts
from app.web.compiled import CHECK_SECONDS, Compiled
from app.web.limits import MOST_BYTES, Limits

pytestmark = pytest.mark.anyio


def client(app: Compiled | Limits) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://drom.test")


async def test_a_body_that_does_not_say_its_size_is_refused_too(parts: Parts) -> None:
    async def endless():
        for _ in range(MOST_BYTES // 1024 + 2):
            yield b" " * 1024

    async with client(Limits(create_fastapi(parts))) as web:
        answer = await web.post("/api/v1/chat", content=endless(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


async def test_equal_answers_share_their_bytes(parts: Parts) -> None:
    compiled = Compiled(create_fastapi(parts), lambda: 0)
    async with client(compiled) as web:
        one = await web.get("/api/v1/cards/free-advice?lang=ro&plan=settle&stage=here")
        two = await web.get("/api/v1/cards/free-advice?lang=ro&stage=here&plan=settle")
    assert one.content == two.content
    assert (len(compiled.answers), len(compiled.bodies)) == (2, 1)


async def test_new_sound_makes_answers_new(parts: Parts) -> None:
    version = [0]
    compiled = Compiled(create_fastapi(parts), lambda: version[0])
    async with client(compiled) as web:
        await web.get("/api/v1/languages")
        assert len(compiled.answers) == 1
        version[0] += 1
        compiled._check_at -= CHECK_SECONDS * 2
        await web.get("/api/v1/plans?lang=ro")
    assert [path for path, _ in compiled.answers] == ["/api/v1/plans"]


async def test_an_answer_begun_before_a_change_is_not_kept_after_it(parts: Parts) -> None:
    version = [0]
    app = create_fastapi(parts)

    async def changing(scope: Scope, receive: Receive, send: Send) -> None:
        if not version[0]:  # while this answer is made, sound changes, and another request finds out
            version[0] += 1
            compiled._refresh()
        await app(scope, receive, send)

    compiled = Compiled(changing, lambda: version[0])
    async with client(compiled) as web:
        assert (await web.get("/api/v1/languages")).status_code == 200
        assert compiled.answers == {}
        await web.get("/api/v1/languages")
    assert len(compiled.answers) == 1


async def test_what_is_wrong_is_not_kept(parts: Parts) -> None:
    compiled = Compiled(create_fastapi(parts), lambda: 0)
    async with client(compiled) as web:
        assert (await web.get("/api/v1/plans?lang=xx")).status_code == 422
        assert (await web.get("/xx")).status_code == 404
    assert compiled.answers == {}
