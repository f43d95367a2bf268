"""What people spoke: it waits for a yes, is heard, and goes when the speaker or the text goes."""

from datetime import date

import numpy as np
import pytest

from app.domain.recording import Recording, fingerprint
from app.language import sound
from app.language.clips import Clips
from app.language.recordings import Recordings
from app.ports.engine import Span

TEXT = "Mergeți la primărie."
SAMPLES = (0.2 * np.sin(np.arange(sound.RATE * 2) / 20)).astype(np.float32)


def recording(speaker="aaaaaaaa", text=TEXT, language="ro"):
    return Recording(language, fingerprint(text), speaker, "Vlax", 'lehrt "Romanes"', date(2026, 11, 21), 2.0)


@pytest.fixture
def voices(tmp_path, monkeypatch):
    monkeypatch.setattr("app.language.recordings.LOOK_AGAIN_SECONDS", 0.0)
    return Recordings(tmp_path / "live", tmp_path / "waiting")


@pytest.fixture
def clips(tmp_path, voices):
    return Clips(tmp_path / "built", voices, {"ro": "a machine"}, lambda text, language: (Span(text, language),))


def test_it_waits_until_a_reviewer_says_yes(voices, clips):
    one = recording()
    voices.offer(one, SAMPLES)
    assert voices.waits("ro") == (one,)
    assert clips.find(clips.name(TEXT, "ro")) is None
    assert voices.decide("ro", one.id, good=True)
    assert voices.waits("ro") == ()
    clip = clips.find(clips.name(TEXT, "ro"))
    assert clip is not None
    assert clip.voice == "human"
    assert clip.seconds == pytest.approx(2, abs=0.1)
    assert clips.file(clip.id, "mp3").is_file()
    assert list(voices.about("ro")) == [one]


def test_what_a_reviewer_refuses_is_gone(voices, clips):
    voices.offer(recording(), SAMPLES)
    assert voices.decide("ro", recording().id, good=False)
    assert not voices.decide("ro", recording().id, good=True), "it is decided already"
    assert voices.spoken("ro") == frozenset()


def test_a_changed_sentence_loses_its_recording(voices, clips):
    voices.offer(recording(), SAMPLES)
    voices.decide("ro", recording().id, good=True)
    assert "human" in clips.name(TEXT, "ro")
    assert "human" not in clips.name(TEXT.replace("la", "spre"), "ro")
    assert "human" not in clips.name(TEXT, "bg")


def test_a_speaker_takes_back_all_she_gave(voices, clips):
    for text in (TEXT, "Alt text."):
        voices.offer(recording(text=text), SAMPLES)
    voices.offer(recording("bbbbbbbb", "Al treilea."), SAMPLES)
    voices.decide("ro", recording().id, good=True)
    name = clips.name(TEXT, "ro")
    assert clips.find(name)
    assert voices.withdraw("aaaaaaaa") == 2
    assert clips.find(name) is None
    assert "human" not in clips.name(TEXT, "ro")
    assert [each.speaker for each in voices.waits("ro")] == ["bbbbbbbb"]


def test_another_voice_has_another_address(voices, clips):
    for speaker in ("aaaaaaaa", "bbbbbbbb"):
        voices.offer(recording(speaker), SAMPLES)
    voices.decide("ro", recording("aaaaaaaa").id, good=True)
    first = clips.name(TEXT, "ro")
    voices.decide("ro", recording("bbbbbbbb").id, good=True)
    assert clips.name(TEXT, "ro") != first, "browsers keep a clip for a year"


def test_another_process_is_noticed(voices, clips, tmp_path):
    before = clips.version
    other = Recordings(tmp_path / "live", tmp_path / "waiting")
    other.offer(recording(), SAMPLES)
    other.decide("ro", recording().id, good=True)
    assert clips.version != before
    assert "human" in clips.name(TEXT, "ro")


@pytest.mark.parametrize("identity", ["../../secret", "x", f"{'a' * 24}-{'b' * 8}", f"{'a' * 24}-{'b' * 8}/.."])
def test_no_name_leads_out_of_the_folder(voices, identity):
    assert voices.waiting_file("ro", identity, "mp3") is None
    assert not voices.decide("ro", identity, good=True)
