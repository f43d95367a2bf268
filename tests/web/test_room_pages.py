"""The pages of the recording room: who comes in, what a take is answered, and what listeners then hear."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.main import create_fastapi, wrap
from app.service import room
from app.service.parts import Parts
from tests.conftest import NOW, make_parts
from tests.language.test_takes import packed, speech

pytestmark = pytest.mark.anyio


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    monkeypatch.setattr("app.language.recordings.LOOK_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr("app.web.compiled.CHECK_SECONDS", 0.0)
    made = make_parts(
        tmp_path, recordings_dir=tmp_path / "live", waiting_dir=tmp_path / "waiting", audio_dir=tmp_path / "audio"
    )
    yield replace(made, now=lambda: NOW)
    made.database.close()


@pytest.fixture
def client(parts: Parts) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(wrap(create_fastapi(parts), parts))
    return httpx.AsyncClient(transport=transport, base_url="http://drom.test")


@pytest.fixture
def speaker(parts: Parts) -> str:
    return f"/room/{room.invite(parts, 'ro', 14, variety='Vlax')[1]}"


@pytest.fixture
def reviewer(parts: Parts) -> str:
    return f"/room/{room.invite(parts, 'ro', 14, reviewer=True)[1]}"


async def test_first_she_hears_what_happens_with_her_voice(client: httpx.AsyncClient, speaker: str) -> None:
    page = await client.get(speaker)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "Numele dumneavoastră nu apare nicăieri" in page.text
    assert "CC-BY-4.0" in page.text
    assert "takes/" not in page.text, "nothing is recorded before her yes"


async def test_then_she_sees_one_sentence_and_what_it_means(client: httpx.AsyncClient, speaker: str) -> None:
    page = (await client.get(f"{speaker}?agreed=1&also=tr")).text
    for expected in (
        "Bună ziua! Vorbesc românește.",
        "Guten Tag! Ich spreche Deutsch.",
        "Türkçe konuşuyorum",
        "takes/",
    ):
        assert expected in page


async def test_her_take_is_heard_once_a_reviewer_says_yes(
    client: httpx.AsyncClient, parts: Parts, speaker: str, reviewer: str
) -> None:
    first = room.following(parts, "ro", "")
    assert first is not None
    take = packed(speech(max(2.0, len(first.text) / 12)))
    answer = await client.post(
        f"{speaker}/takes/{first.fingerprint}", content=take, headers={"content-type": "audio/webm"}
    )
    assert answer.status_code == 201, answer.text
    waits = (await client.get(f"{reviewer}/waiting")).text
    assert first.text in waits
    assert "Vlax" in waits
    sound = await client.get(f"{reviewer}/waiting/{answer.json()['id']}.mp3")
    assert (sound.status_code, sound.headers["content-type"]) == (200, "audio/mpeg")
    assert (await client.get("/api/v1/languages")).json()["languages"][0]["audio"] is None, (
        "no machine has spoken here yet"
    )
    said = await client.post(f"{reviewer}/waiting/{answer.json()['id']}/yes")
    assert (said.status_code, said.headers["location"]) == (303, f"{reviewer}/waiting")
    heard = next(each for each in (await client.get("/api/v1/languages")).json()["languages"] if each["code"] == "ro")[
        "audio"
    ]
    assert heard["voice"] == "human"
    assert (await client.get(heard["ogg"])).status_code == 200
    following = room.following(parts, "ro", "")
    assert following is not None
    assert following.text != first.text, "what is spoken is not asked for again"


@pytest.mark.parametrize(("data", "kind"), [(b"no sound", "broken"), (packed(speech(0.3)), "short")])
async def test_a_take_that_is_of_no_use_says_why_in_her_language(
    client: httpx.AsyncClient, parts: Parts, speaker: str, data: bytes, kind: str
) -> None:
    longer = next(text for text, _, _ in room._all(parts, "ro", "") if len(text) > 60)
    answer = await client.post(f"{speaker}/takes/{room.fingerprint(longer)}", content=data)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"/problems/take-{kind}"
    assert {"broken": "nu este o înregistrare", "short": "prea scurt"}[kind] in answer.json()["detail"]


async def test_two_megabytes_are_too_much(client: httpx.AsyncClient, speaker: str) -> None:
    assert (await client.post(f"{speaker}/takes/{'a' * 24}", content=b"x" * (2 * 1024 * 1024 + 1))).status_code == 413


@pytest.mark.parametrize("path", ["", "/waiting", f"/waiting/{'a' * 24}-{'b' * 8}.mp3"])
async def test_without_a_link_nobody_comes_in(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/room/nonsense{path}")
    assert answer.status_code == 403
    assert "Cereți unul nou" in answer.text


async def test_a_speaker_is_no_reviewer(client: httpx.AsyncClient, speaker: str) -> None:
    assert (await client.get(f"{speaker}/waiting")).status_code == 403
    assert (await client.post(f"{speaker}/waiting/{'a' * 24}-{'b' * 8}/yes")).status_code == 403


async def test_a_reviewer_is_led_to_what_waits(client: httpx.AsyncClient, reviewer: str) -> None:
    assert (await client.get(reviewer)).headers["location"] == f"{reviewer}/waiting"
    assert "mai târziu" in (await client.get(f"{reviewer}/waiting")).text
    assert (await client.get(f"{reviewer}/waiting/{'a' * 24}-{'b' * 8}.mp3")).status_code == 404
    assert (await client.post(f"{reviewer}/waiting/{'a' * 24}-{'b' * 8}/maybe")).status_code == 404
