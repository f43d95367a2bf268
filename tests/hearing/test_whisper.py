"""Whisper through a stand-in for its library: what is loaded, what is refused, and that nothing is told."""

import logging
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest

from app import hearing
from app.hearing import whisper
from app.ports.listener import Unheard
from app.settings import Settings
from app.wiring import build
from tests.fakes.whisper import Library, Segment, install

FORMATS = [("ogg", "libopus", 48000), ("mp3", "libmp3lame", 44100), ("mp4", "aac", 44100), ("webm", "libopus", 48000)]


def note(
    seconds: float = 1.0, kind: str = "ogg", codec: str = "libopus", rate: int = 48000, loud: float = 9000
) -> bytes:
    """A tone as a messenger would give it."""
    tone = (np.sin(np.arange(int(rate * seconds)) / 9) * loud).astype(np.int16).reshape(1, -1)
    file = BytesIO()
    with av.open(file, "w", format=kind) as output:
        stream = output.add_stream(codec, rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            output.mux(packet)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in whisper.NEEDED:
        (tmp_path / name).write_bytes(b"a model")
    return tmp_path


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    found = Library()
    install(monkeypatch, found)
    return found


@pytest.fixture
def listener(folder: Path, library: Library) -> whisper.Whisper:
    made = whisper.build({"model": str(folder)})
    assert made is not None
    return made


def test_without_a_model_it_is_off() -> None:
    assert whisper.build({}) is None
    assert whisper.build({"threads": "2"}) is None


@pytest.mark.parametrize("name", whisper.NEEDED)
def test_a_folder_that_is_not_whole_is_told_with_what_to_do(folder: Path, library: Library, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ValueError, match=rf"has no {name}; put a Whisper model .*docs/hearing\.md"):
        whisper.build({"model": str(folder)})


def test_a_name_is_no_folder_so_that_nothing_is_ever_downloaded(library: Library) -> None:
    with pytest.raises(ValueError, match=r"has no model\.bin"):
        whisper.build({"model": "small"})


def test_without_the_library_the_operator_is_told_how_to_get_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ValueError, match="make hearing"):
        whisper.build({"model": str(folder)})


@pytest.mark.parametrize("threads", ["many", "-1", "1.5"])
def test_threads_are_a_whole_number(folder: Path, library: Library, threads: str) -> None:
    with pytest.raises(ValueError, match="DROM_WHISPER_THREADS"):
        whisper.build({"model": str(folder), "threads": threads})


def test_it_knows_our_languages_but_not_romanes(listener: whisper.Whisper) -> None:
    assert listener.languages == {"ro", "bg", "tr", "de"}


def test_the_model_is_loaded_once_and_only_when_somebody_speaks(folder: Path, library: Library) -> None:
    listener = whisper.build({"model": str(folder), "threads": "2"})
    assert listener is not None
    assert library.loaded == []
    library.says = [Segment(" Unde fac Anmeldung?")]
    assert {listener.hear(note(), "ro") for _ in range(3)} == {"Unde fac Anmeldung?"}
    how = {"device": "cpu", "compute_type": "int8", "cpu_threads": 2, "local_files_only": True}
    assert library.loaded == [{"folder": str(folder), **how}]


@pytest.mark.parametrize(("kind", "codec", "rate"), FORMATS)
def test_what_messengers_send_is_heard_in_the_language_of_the_talk(
    listener: whisper.Whisper, library: Library, kind: str, codec: str, rate: int
) -> None:
    library.says = [Segment(" Zwei.")]
    assert listener.hear(note(2, kind, codec, rate), "de") == "Zwei."
    assert library.heard[0]["language"] == "de"
    assert library.heard[0]["seconds"] == pytest.approx(2, abs=0.15)
    assert library.heard[0]["temperature"] == 0.0


def test_clear_words_are_kept_and_unclear_ones_left_out(listener: whisper.Whisper, library: Library) -> None:
    clear, mumbled, noise = Segment(" Două"), Segment(" ah", avg_logprob=-1.4), Segment(" Mulțumesc!", -0.3, 0.9)
    library.says = [clear, mumbled, noise, clear]
    assert listener.hear(note(), "ro") == "Două Două"


@pytest.mark.parametrize(
    "says", [[], [Segment("  ")], [Segment(" ah", avg_logprob=-1.4)], [Segment(" Mulțumesc!", no_speech_prob=0.9)]]
)
def test_no_clear_words_are_unheard(listener: whisper.Whisper, library: Library, says: list[Segment]) -> None:
    library.says = says
    with pytest.raises(Unheard):
        listener.hear(note(), "ro")


def test_silence_is_unheard(listener: whisper.Whisper, library: Library) -> None:
    library.says = [Segment(" Mulțumesc pentru vizionare!")]
    with pytest.raises(Unheard):
        listener.hear(note(loud=0), "ro")


def test_more_than_a_minute_is_not_even_listened_to(listener: whisper.Whisper, library: Library) -> None:
    with pytest.raises(Unheard, match="minute"):
        listener.hear(note(hearing.MOST_SECONDS + 1), "ro")
    assert library.loaded == library.heard == []


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"


@pytest.mark.parametrize(
    "sound",
    [b"", b"no sound", note()[:40], PLAYLIST, b"ffconcat version 1.0\nfile secret.ogg\n", b"RIFF" + bytes(60)],
    ids=["nothing", "text", "cut", "playlist", "list of files", "empty wave"],
)
def test_what_is_no_sound_is_unheard(listener: whisper.Whisper, library: Library, sound: bytes) -> None:
    with pytest.raises(Unheard):
        listener.hear(sound, "ro")
    assert library.heard == []


def test_a_picture_without_sound_is_unheard(listener: whisper.Whisper) -> None:
    file = BytesIO()
    with av.open(file, "w", format="mp4") as output:
        stream = output.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 16
        frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8))
        for packet in (*stream.encode(frame), *stream.encode(None)):
            output.mux(packet)
    with pytest.raises(Unheard):
        listener.hear(file.getvalue(), "ro")


def test_trouble_in_the_library_is_unheard_and_told_without_words(
    listener: whisper.Whisper, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    library.says = RuntimeError("Anmeldung")
    with pytest.raises(Unheard), caplog.at_level(logging.DEBUG):
        listener.hear(note(), "ro")
    assert "RuntimeError" in caplog.text
    assert "Anmeldung" not in caplog.text


def test_a_model_of_another_kind_is_told(folder: Path, library: Library, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "model.bin").write_bytes(b"another")
    listener = whisper.build({"model": str(folder)})
    assert listener is not None
    with pytest.raises(Unheard):
        listener.hear(note(), "ro")
    assert "the model cannot be used: RuntimeError" in caplog.text


def test_nothing_is_logged(listener: whisper.Whisper, library: Library, caplog: pytest.LogCaptureFixture) -> None:
    library.says = [Segment(" Unde fac Anmeldung?")]
    with caplog.at_level(logging.INFO):
        listener.hear(note(), "ro")
    assert caplog.text == ""


def test_the_wiring_finds_it(folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'drom.sqlite3'}", secret_key="only for tests")
    assert build(settings, with_database=False).listener is None
    monkeypatch.setenv("DROM_WHISPER_MODEL", str(folder))
    listener = build(settings, with_database=False).listener
    assert listener is not None
    assert listener.name == "whisper"
