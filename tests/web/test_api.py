"""The HTTP contract: every call of the design, its shape, and a clear answer to everything wrong."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from app.main import create_fastapi, wrap
from app.service import record
from tests.conftest import make_parts

CARD = "/api/v1/cards/register-address"


pytestmark = pytest.mark.anyio

# Read as: what is asked · the status · the keys of the answer.
SHAPES = [
    ("/api/v1/languages", {"languages"}),
    ("/api/v1/plans?lang=ro", {"plans", "questions"}),
    ("/api/v1/topics?lang=bg&plan=circular", {"topics"}),
    (f"{CARD}?lang=tr&plan=settle&stage=here&origin=bulgaria&city=duisburg",
     {"id", "topic", "lang", "emoji", "label", "title", "steps", "audio", "facts", "places", "next", "review", "notes"}),
    ("/api/v1/places?lang=ro&city=dortmund", {"places"}),
    ("/api/v1/search?lang=ro&q=anmeldung", {"language", "command", "results"}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "keys"), SHAPES, ids=[path for path, _ in SHAPES])
async def test_answers_have_the_shape_of_the_contract(web: httpx.AsyncClient, path: str, keys: set[str]) -> None:
    answer = await web.get(path)
    assert (answer.status_code, set(answer.json())) == (200, keys)


# Read as: what is asked · the status · a word of the explanation.
WRONG = [
    ("GET", "/api/v1/plans", None, 422, "lang"),
    ("GET", "/api/v1/plans?lang=xx", None, 422, "ro, rmy, bg, tr, de"),
    ("GET", f"{CARD}?lang=ro&plan=holiday", None, 422, "'settle', 'return', 'circular' or 'transnational'"),
    ("GET", f"{CARD}?lang=ro&stage=later", None, 422, "'before', 'here' or 'leaving'"),
    ("GET", f"{CARD}?lang=ro&city=berlin", None, 422, "dortmund"),
    ("GET", "/api/v1/cards/none?lang=ro", None, 404, "register-address"),
    ("GET", "/api/v1/none", None, 404, "/openapi.json"),
    ("GET", "/api/v1/places?lang=ro&need=dentist", None, 422, "registration-office"),
    ("POST", "/api/v1/plan", b'{"stay":', 400, "JSON"),
    ("POST", "/api/v1/plan", b'{"stay": "for-good"}', 422, "family"),
    ("POST", "/api/v1/chat", b'{"message": {"text": "a", "choice": "b"}}', 422, "message"),
    ("POST", "/api/v1/chat", b'{"lang": "xx", "message": {"start": true}}', 422, "rmy"),
    ("POST", "/api/v1/chat", b'{"session": "short", "message": {"start": true}}', 422, "session"),
    ("POST", "/api/v1/chat", b"{" + b" " * 300_000 + b"}", 413, "256 KB"),
    ("POST", "/api/v1/feedback", b'{"card": "none", "lang": "ro", "helpful": true}', 404, "register-address"),
    (
        "POST",
        "/api/v1/listened",
        b'{"card": "none", "lang": "ro", "event": "played", "voice": "human"}',
        404,
        "register-address",
    ),
    ("POST", "/api/v1/listened", b'{"card": "kita", "lang": "ro", "event": "played", "voice": "hers"}', 422, "voice"),
    ("POST", "/webhooks/telegram", b"{}", 404, "not set up"),
    ("GET", "/audio/ro/none.ogg", None, 404, "no clip"),
    ("GET", "/audio/ro/..%2F..%2Fvar%2Fsecret.ogg", None, 404, ""),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "word"), WRONG, ids=lambda value: str(value)[:40])
async def test_what_is_wrong_gets_a_clear_answer(
    web: httpx.AsyncClient, method: str, path: str, body: bytes | None, status: int, word: str
) -> None:
    answer = await web.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert word in problem["detail"]


# Read as: in which language · what is asked · the command · whether there are cards.
SEARCHED = [
    ("de", "menü", "menu", False),
    ("de", "türkçe", "language", False),
    ("ro", "limba română", "language", False),
    ("de", "ich gehe zurück", "plan", False),
    ("de", "weiter", None, False),
    ("tr", "başka biri", None, False),
    ("de", "gut", None, False),
    ("de", "ja", None, False),
    ("de", "wie mache ich die anmeldung", None, True),
]


@pytest.mark.parametrize(("lang", "words", "command", "cards"), SEARCHED, ids=[row[1] for row in SEARCHED])
async def test_a_command_that_is_named_goes_before_cards(
    web: httpx.AsyncClient, lang: str, words: str, command: str | None, *, cards: bool
) -> None:
    answer = await web.get("/api/v1/search", params={"lang": lang, "q": words})
    assert (answer.json()["command"], bool(answer.json()["results"])) == (command, cards)
    assert "etag" not in answer.headers, "what somebody wrote is not kept"


# Read as: what is asked · what may be left empty in it.
EMPTY = [
    (CARD, ("plan", "stage", "origin", "city", "partner")),
    ("/api/v1/topics", ("plan", "stage", "origin", "city")),
    ("/api/v1/places", ("plan", "stage", "origin", "city", "need", "partner")),
]


@pytest.mark.parametrize(("path", "names"), EMPTY, ids=[path for path, _ in EMPTY])
async def test_an_empty_parameter_is_none(web: httpx.AsyncClient, path: str, names: tuple[str, ...]) -> None:
    bare = await web.get(path, params={"lang": "ro"})
    for left_empty in (*((name,) for name in names), names):
        answer = await web.get(path, params={"lang": "ro", **dict.fromkeys(left_empty, "")})
        assert (answer.status_code, answer.content) == (200, bare.content), left_empty


async def test_a_partners_places_come_first_on_a_card_too(web: httpx.AsyncClient) -> None:
    path, city = "/api/v1/cards/free-advice?lang=de", "&city=duisburg"
    own = ["example-centre-advice"]
    for query, first in ((city, []), (f"{city}&partner=example-centre", own), ("&partner=example-centre", own)):
        for _ in range(2):  # the second time it is the kept answer
            places = [place["id"] for place in (await web.get(path + query)).json()["places"]]
            assert [place for place in places if place in own] == first
            assert places[: len(first)] == first
            assert len(places) > 1
    elsewhere = (await web.get(f"{path}&city=dortmund&partner=example-centre")).json()["places"]
    assert own[0] not in [place["id"] for place in elsewhere], "another city's is of no use to her"


async def say(web: httpx.AsyncClient, session: str | None, message: dict[str, Any], **more: str) -> dict[str, Any]:
    answer = await web.post(
        "/api/v1/chat", json={"message": message, **more, **({"session": session} if session else {})}
    )
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_whole_talk_over_json(web: httpx.AsyncClient) -> None:
    told = await say(web, None, {"start": True}, lang="bg")
    session = told["session"]
    assert told["person"]["language"] == "bg"
    told = await say(web, session, {"choice": "plan:circular"})
    assert told["person"]["plan"] == "circular"
    told = await say(web, session, {"choice": "card:free-advice"})
    while told["messages"][0]["card"] is None:
        told = await say(web, session, {"text": "1"})
    assert told["messages"][0]["card"] == "free-advice"
    assert [choice["id"] for choice in told["messages"][-1]["choices"]][-3:] == ["again", "person", "menu"]
    told = await say(web, session, {"text": "стоп"})
    assert told["person"] == dict.fromkeys(("language", "plan", "stage", "origin", "city"))


@pytest.mark.parametrize("alias", ["rom", "rmn", "rmc", "rmy", "rom-RO"])
async def test_all_codes_of_romanes_lead_to_it(web: httpx.AsyncClient, alias: str) -> None:
    answer = await web.get(f"{CARD}?lang={alias}")
    assert (answer.json()["lang"], answer.json()["review"]["status"]) == ("rmy", "draft")


async def test_three_answers_suggest_a_plan(web: httpx.AsyncClient) -> None:
    answers = {"stay": "some-months", "family": "at-home", "travel": "rarely"}
    assert (await web.post("/api/v1/plan", json=answers)).json() == {"plan": "circular"}


async def test_an_unchanged_answer_is_304(web: httpx.AsyncClient) -> None:
    path = f"{CARD}?lang=de"
    first, second = await web.get(path), await web.get(path)
    assert first.headers["etag"] == second.headers["etag"]
    third = await web.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (third.status_code, third.content) == (304, b"")


async def test_feedback_is_counted_and_gives_nothing_back(web: httpx.AsyncClient) -> None:
    answer = await web.post("/api/v1/feedback", json={"card": "free-advice", "lang": "ro", "helpful": True})
    assert (answer.status_code, answer.content) == (204, b"")
    metrics = (await web.get("/metrics")).text
    assert 'drom_events_today{event="helpful",language="ro"} 1.0' in metrics


async def test_listening_is_counted_by_voice_and_by_nobody(web: httpx.AsyncClient) -> None:
    for event, voice in (("played", "machine"), ("heard", "machine"), ("played", "human")):
        given = {"card": "free-advice", "lang": "rom", "event": event, "voice": voice}
        assert (await web.post("/api/v1/listened", json=given)).status_code == 204
    metrics = (await web.get("/metrics")).text
    for event in ("played-machine", "heard-machine", "played-human"):
        assert f'drom_events_today{{event="{event}",language="rmy"}} 1.0' in metrics


async def test_it_is_alive_and_ready(web: httpx.AsyncClient) -> None:
    assert (await web.get("/health/live")).status_code == 200
    assert (await web.get("/health/ready")).text == "ready"


async def test_a_voice_that_is_not_made_yet_is_null_and_then_served_for_ever(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, audio_dir=tmp_path / "audio")
    parts.clips.coming = True
    transport = httpx.ASGITransport(wrap(create_fastapi(parts), parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://drom.test") as web:
        assert (await web.get(f"{CARD}?lang=ro&plan=circular")).json()["audio"] is None
        wanted = [record.job(parts, name) for name in parts.clips.wanted]
        record.make(record.engines_by_language(parts), parts.clips.built, wanted)
        parts.clips.made()
        clip = (await web.get(f"{CARD}?lang=ro&plan=circular")).json()["audio"]
        whole = await web.get(clip["ogg"])
        assert whole.headers["content-type"] == "audio/ogg; codecs=opus"
        assert whole.headers["cache-control"] == "public, max-age=31536000, immutable"
        part = await web.get(clip["ogg"], headers={"Range": "bytes=0-3"})
        assert (part.status_code, part.content) == (206, b"OggS")
        assert clip["seconds"] <= 60
        assert (await web.get(clip["mp3"])).headers["content-type"] == "audio/mpeg"
        known = await web.get(clip["ogg"], headers={"If-None-Match": whole.headers["etag"]})
        assert (known.status_code, known.content) == (304, b"")
        odd = await web.get(clip["ogg"], headers={"Range": "items=0-3"})
        assert (odd.status_code, odd.content) == (200, whole.content)
        beyond = await web.get(clip["ogg"], headers={"Range": "bytes=99999999-"})
        assert (beyond.status_code, beyond.json()["type"]) == (416, "/problems/range")
        assert beyond.headers["content-range"] == f"bytes */{len(whole.content)}"
        head = await web.head(clip["ogg"])
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(whole.content))
    parts.database.close()
