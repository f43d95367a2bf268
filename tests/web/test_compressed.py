"""Answers as gzip for those who take it: the same words, each form under its own ETag, all in bounded memory."""

import gzip

import httpx
import pytest

from app.main import create_fastapi
from app.service.parts import Parts
from app.web import compiled
from app.web.compiled import Compiled, knows, takes_gzip
from tests.web.test_layers import client

pytestmark = pytest.mark.anyio
PLAIN, ZIPPED = {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip, deflate, br"}
PAGE = "/ro?plan=circular"


async def raw(web: httpx.AsyncClient, address: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
    async with web.stream("GET", address, headers=headers) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


def held(kept: Compiled) -> int:
    return sum(len(body["body"]) for body in (*kept.bodies.values(), *kept.zipped.values()))


@pytest.mark.parametrize(
    "address", [PAGE, "/api/v1/languages", "/static/drom.css", "/static/drom.js", "/static/icon.svg"]
)
async def test_both_forms_say_the_same(parts: Parts, address: str) -> None:
    kept = Compiled(create_fastapi(parts), lambda: 0)
    async with client(kept) as web:
        for _ in range(2):  # made, then kept
            plain, text = await raw(web, address, PLAIN)
            zipped, packed = await raw(web, address, ZIPPED)
            assert gzip.decompress(packed) == text
            assert int(zipped.headers["content-length"]) == len(packed) < len(text)
            assert zipped.headers["content-type"] == plain.headers["content-type"]
            assert "content-encoding" not in plain.headers
            assert plain.headers["vary"] == zipped.headers["vary"] == "Accept-Encoding"
            assert plain.headers["etag"] != zipped.headers["etag"]


async def test_each_form_is_known_by_its_own_etag(parts: Parts) -> None:
    async with client(Compiled(create_fastapi(parts), lambda: 0)) as web:
        etags = {}
        for name, form in (("plain", PLAIN), ("zipped", ZIPPED)):
            etags[name] = (await web.get(PAGE, headers=form)).headers["etag"]
        for name, form in (("plain", PLAIN), ("zipped", ZIPPED)):
            same = await web.get(PAGE, headers={**form, "If-None-Match": etags[name]})
            assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etags[name])
            assert "content-encoding" not in same.headers
        other = await web.get(PAGE, headers={**ZIPPED, "If-None-Match": etags["plain"]})
        assert other.status_code == 200


async def test_what_does_not_shrink_goes_out_as_it_is(parts: Parts) -> None:
    async with client(Compiled(create_fastapi(parts), lambda: 0)) as web:
        picture, got = await raw(web, "/static/icon-192.png", ZIPPED)
        assert "content-encoding" not in picture.headers
        assert "vary" not in picture.headers
        assert got.startswith(b"\x89PNG")


async def test_equal_answers_share_their_gzip_and_the_memory_is_bounded(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Compiled(create_fastapi(parts), lambda: 0)
    async with client(kept) as web:
        for query in ("plan=settle&stage=here", "stage=here&plan=settle"):
            await web.get(f"/api/v1/cards/free-advice?lang=ro&{query}", headers=ZIPPED)
        assert (len(kept.answers), len(kept.bodies), len(kept.zipped)) == (2, 1, 1)
        assert kept.size == held(kept)
        monkeypatch.setattr(compiled, "MOST_BYTES", kept.size)
        await web.get("/api/v1/plans?lang=ro", headers=ZIPPED)
        assert (kept.answers, kept.bodies) == ({}, {}), "all is forgotten at once"
        assert kept.size == held(kept)


async def test_what_must_not_be_stored_or_is_very_big_is_not_kept() -> None:
    async def app(scope, receive, send) -> None:
        headers = [(b"content-type", b"text/html")]
        if scope["path"] == "/secret":
            headers.append((b"cache-control", b"no-store"))
        body = b"x" * (compiled.MOST_OF_ONE + 1 if scope["path"] == "/big" else 1)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    kept = Compiled(app, lambda: 0)
    async with client(kept) as web:
        assert (await web.get("/secret")).headers["cache-control"] == "no-store"
        assert len((await web.get("/big")).content) == compiled.MOST_OF_ONE + 1
        await web.get("/page")
    assert [path for path, _ in kept.answers] == ["/page"]


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip", True), ("gzip, deflate, br", True), ("br;q=1.0, gzip;q=0.5", True), ("*", True), ("GZIP", True),
        ("", False), ("identity", False), ("gzip;q=0", False), ("gzip; q=0.000, br", False), ("*;q=0, gzip", True),
        ("*, gzip;q=0", False), ("x-gzip-like", False),
    ],
)  # fmt: skip
def test_who_takes_gzip(accepted: str, taken: bool) -> None:
    assert takes_gzip(accepted.encode()) is taken


@pytest.mark.parametrize(
    ("known", "same"),
    [('"a"', True), ('"b", "a"', True), ('W/"a"', True), ('"b","a"', True), ('"b"', False), ("", False)],
)
def test_which_etags_are_known(known: str, same: bool) -> None:
    assert knows(known.encode(), b'"a"') is same
