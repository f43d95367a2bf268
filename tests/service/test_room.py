"""Who may come into the recording room, and what she is asked to speak."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.recording import fingerprint
from app.language.takes import Unusable
from app.service import room
from app.service.parts import Parts
from tests.conftest import NOW, make_parts
from tests.language.test_takes import packed, speech


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    monkeypatch.setattr("app.language.recordings.LOOK_AGAIN_SECONDS", 0.0)
    made = make_parts(tmp_path, recordings_dir=tmp_path / "live", waiting_dir=tmp_path / "waiting")
    yield replace(made, now=lambda: NOW)
    made.database.close()


def test_a_link_opens_until_its_last_day(studio: Parts) -> None:
    made, token = room.invite(studio, "rmy", 14, variety="Vlax", role="Muttersprachlerin")
    assert room.enter(studio, token) == made
    for days, opens in ((14, True), (15, False)):
        later = replace(studio, now=lambda days=days: NOW + timedelta(days=days))
        if opens:
            assert room.enter(later, token) == made
        else:
            with pytest.raises(room.NoEntry):
                room.enter(later, token)


@pytest.mark.parametrize("token", ["", "a", "öäü", "A" * 200, "../../etc"])
def test_other_links_do_not_open(studio: Parts, token: str) -> None:
    with pytest.raises(room.NoEntry):
        room.enter(studio, token)


def test_a_link_cannot_be_changed(studio: Parts) -> None:
    _, token = room.invite(studio, "ro", 1)
    changed = token[:40] + ("A" if token[40] != "A" else "B") + token[41:]
    with pytest.raises(room.NoEntry):
        room.enter(studio, changed)


@pytest.mark.parametrize(("language", "days"), [("xx", 14), ("ro", 0), ("ro", 91)])
def test_what_cannot_be_invited_is_said(studio: Parts, language: str, days: int) -> None:
    with pytest.raises(ValueError, match=r"language|days"):
        room.invite(studio, language, days)


def test_she_speaks_one_sentence_after_the_other(studio: Parts) -> None:
    invitation, _ = room.invite(studio, "ro", 1)
    first = room.following(studio, "ro", "tr")
    assert first is not None
    assert first.text.startswith("Bună ziua")
    assert first.german.startswith("Guten Tag")
    second = room.following(studio, "ro", "", after=first.fingerprint)
    assert second is not None
    assert second.text != first.text, "she may leave one out"
    before, wanted = room.progress(studio, "ro")
    seconds = max(2.0, len(first.text) / 12)
    room.take(studio, invitation, first.fingerprint, packed(speech(seconds)))
    assert room.progress(studio, "ro") == (before + 1, wanted)
    following = room.following(studio, "ro", "")
    assert following is not None
    assert following.text != first.text
    assert [sentence.text for _, sentence in room.waiting(studio, "ro")] == [first.text]


def test_behind_the_last_sentence_the_first_open_one_comes_again(studio: Parts) -> None:
    texts = [text for text, _, _ in room._all(studio, "bg", "")]
    again = room.following(studio, "bg", "", after=fingerprint(texts[-1]))
    assert again is not None
    assert again.text == texts[0]


def test_a_sentence_that_is_no_more_is_not_taken(studio: Parts) -> None:
    invitation, _ = room.invite(studio, "ro", 1)
    with pytest.raises(Unusable) as refused:
        room.take(studio, invitation, fingerprint("Acest text nu există."), packed(speech()))
    assert refused.value.reason == "gone"


def test_nothing_of_the_room_itself_is_to_be_spoken(studio: Parts) -> None:
    assert not [text for text, _, _ in room._all(studio, "de", "") if "Mikrofon" in text]
