"""Clips are made by the first engine that can; who stood in for whom is told, kept and tried again."""

import asyncio
import math
from array import array
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from app.language import clips
from app.language.clips import Clips
from app.language.recordings import Recordings
from app.main import create_fastapi
from app.ports.engine import Audio, EngineFailed, Span
from app.service import record, shelf
from app.service.board import Board
from app.service.parts import Parts
from app.service.record import Job, Made, Report, StandIn

HUM = Audio(array("h", [int(9000 * math.sin(n / 9)) for n in range(16000)]).tobytes(), 16000)
SILENCE = Audio(bytes(32000), 16000)
JOB = Job("ro/" + "a" * 24, (Span("Da.", "ro"),), "ro")


@dataclass(frozen=True)
class Fake:
    """Speaks, is silent or fails, as `does` says."""

    name: str
    does: str = "speaks"

    def voice(self, language: str) -> str | None:
        return f"{self.name} 1 {language}"

    def licence(self, language: str) -> str:
        return "CC0-1.0"

    def speak(self, spans: tuple[Span, ...], language: str) -> Audio:
        if self.does == "fails":
            raise EngineFailed("no voice for de")
        return SILENCE if self.does == "is silent" else HUM


GOOD, BAD, MUTE = Fake("good"), Fake("bad", "fails"), Fake("mute", "is silent")
BAD_SAYS, MUTE_SAYS = "bad: no voice for de", "mute: there is no sound in this, only silence"


@pytest.mark.parametrize(
    ("order", "engine", "troubles", "note"),
    [
        ((GOOD, BAD), "good", (), None),
        ((BAD, GOOD), "good", (BAD_SAYS,), f"good\n{BAD_SAYS}\n"),
        ((MUTE, GOOD), "good", (MUTE_SAYS,), f"good\n{MUTE_SAYS}\n"),
        ((BAD, MUTE, GOOD), "good", (BAD_SAYS, MUTE_SAYS), f"good\n{BAD_SAYS}\n{MUTE_SAYS}\n"),
        ((BAD, MUTE), "", (BAD_SAYS, MUTE_SAYS), None),
        ((), "", (), None),
    ],
)
def test_the_first_that_can_speaks(
    tmp_path: Path, order: tuple[Fake, ...], engine: str, troubles: tuple[str, ...], note: str | None
) -> None:
    assert record.make({"ro": order}, tmp_path, [JOB]) == [Made(JOB.name, "ro", engine, troubles)]
    files = {path.suffix: path for path in (tmp_path / "ro").glob("*")} if (tmp_path / "ro").exists() else {}
    assert set(files) == ({".ogg", ".mp3"} if engine else set()) | ({".stand-in"} if note else set())
    assert not note or files[".stand-in"].read_text() == note


def test_a_clip_that_its_engine_could_say_after_all_has_no_note(tmp_path: Path) -> None:
    record.make({"ro": (BAD, GOOD)}, tmp_path, [JOB])
    record.make({"ro": (Fake("bad"), GOOD)}, tmp_path, [JOB])
    assert sorted(path.suffix for path in (tmp_path / "ro").glob("*")) == [".mp3", ".ogg"]


def test_the_report_counts_by_language_and_engine_and_by_kind_of_trouble() -> None:
    report = Report()
    for made in (
        Made("ro/1", "ro", "piper", ()),
        Made("ro/2", "ro", "espeak", ("piper: no voice for de",)),
        Made("ro/3", "ro", "espeak", ("piper: no voice for de",)),
        Made("tr/1", "tr", "espeak", ("piper: no voice for de", "mbrola: crash")),
        Made("tr/2", "tr", "", ("espeak: mute",)),
        Made("xx/1", "xx", "", ()),
    ):
        report.note(made)
    assert report.made == {("ro", "piper"): 1, ("ro", "espeak"): 2, ("tr", "espeak"): 1}
    assert report.stand_ins == {
        StandIn("ro", "espeak", ("piper: no voice for de",)): ["ro/2", "ro/3"],
        StandIn("tr", "espeak", ("piper: no voice for de", "mbrola: crash")): ["tr/1"],
    }
    assert report.failed == ["tr/2: espeak: mute", "xx/1: the language has no engine"]


@pytest.fixture
def few(parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    """A service that says three sentences of Romanian, made by threads."""
    sentences = [("Da.", "ro"), ("Nu.", "ro"), ("Bine.", "ro")]
    monkeypatch.setattr(record, "sentences", lambda _: iter(sentences))
    monkeypatch.setattr(record, "workers", ThreadPoolExecutor)
    romanian = replace(parts.library.languages["ro"], speech=("bad", "good"))
    clips = Clips(
        tmp_path / "built",
        Recordings(tmp_path / "none", tmp_path / "none"),
        {"ro": "bad 1 ro"},
        lambda text, code: (Span(text, code),),
    )
    library = replace(parts.library, languages={"ro": romanian})
    return replace(parts, library=library, clips=clips, engines={"bad": BAD, "good": GOOD}, board=Board())


def test_what_fell_back_is_told_and_made_again_when_asked_for(few: Parts) -> None:
    first = record.build(few, 2)
    assert {kind.engine: len(names) for kind, names in first.stand_ins.items()} == {"good": 3}
    assert record.build(few, 2).wanted == 0, "it is there"
    (stock,) = shelf.stock(few)
    assert (stock.there, stock.stand_ins) == (3, 3)

    names = [few.clips.name(text, "ro") for text in ("Da.", "Nu.")]
    joined = few.clips.joined(names)
    assert joined is not None
    assert few.clips.ready(joined.id).exists()
    mended = replace(few, engines={"bad": Fake("bad"), "good": GOOD})
    again = record.build(mended, 2, again=True)
    assert again.made == {("ro", "bad"): 3}
    assert again.stand_ins == {}
    assert not few.clips.file(joined.id).exists(), "it held the sound of before"
    assert few.clips.joined(names) == joined
    assert few.clips.ready(joined.id).exists()
    (stock,) = shelf.stock(mended)
    assert (stock.there, stock.stand_ins) == (3, 0)
    assert record.build(mended, 2, again=True).wanted == 0


def fetched(parts: Parts, names: tuple[str, ...]) -> list[httpx.Response]:
    async def fetch() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_fastapi(parts))
        async with httpx.AsyncClient(transport=transport, base_url="http://drom.test") as web:
            return [await web.get(f"/audio/{name}") for name in names]

    return asyncio.run(fetch())


def test_a_joined_clip_that_was_dropped_is_joined_again_when_a_page_still_names_it(
    few: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.build(few, 1)
    monkeypatch.setattr(clips, "MOST_JOINED", 1)
    yes, no, good = (few.clips.name(text, "ro") for text in ("Da.", "Nu.", "Bine."))
    first = few.clips.joined((yes, no))
    assert first
    assert not few.clips.file(first.id).exists(), "nobody listens yet"
    assert few.clips.ready(first.id).exists()
    second = few.clips.joined((no, good))
    assert second
    was = few.clips.ready(second.id, "mp3").read_bytes()
    assert not few.clips.file(first.id).exists(), "there is room for one"
    other = Clips(few.clips.built, few.clips.recordings, few.clips.voices, few.clips.spell)  # as in another process
    paths = (f"{first.id}.ogg", f"{first.id}.mp3", f"{second.id}.mp3", f"joined/{'0' * 24}.ogg")
    answers = fetched(replace(few, clips=other), paths)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404]
    assert answers[2].content == was


def test_a_page_made_before_the_shelf_was_cleared_can_still_be_heard(
    few: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.build(few, 1)
    yes, no, good = (few.clips.name(text, "ro") for text in ("Da.", "Nu.", "Bine."))
    kept, gone = (few.clips.joined(few.clips.framed(names)) for names in ((yes, no), (no, good)))
    assert kept
    assert gone
    was = few.clips.ready(kept.id).read_bytes()
    few.clips.ready(gone.id)
    monkeypatch.setattr(record, "sentences", lambda _: iter([("Da.", "ro"), ("Nu.", "ro")]))
    shelf.prune(few)
    assert not list(few.clips.built.glob("joined/*.ogg"))
    heard, silent = fetched(few, (f"{kept.id}.ogg", f"{gone.id}.ogg"))
    assert (heard.status_code, heard.content == was) == (200, True)
    assert silent.status_code == 404


def test_notes_of_sentences_that_nobody_says_any_more_are_cleared_away(
    few: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.build(few, 1)
    monkeypatch.setattr(record, "sentences", lambda _: iter([("Da.", "ro")]))
    assert shelf.prune(few) == 6
    assert len(list(few.clips.built.glob("*/*"))) == 3


@dataclass
class Only:
    """Has a voice for one language, and writes down what it said."""

    language: str
    said: list[str]
    name: str = "only"

    def voice(self, language: str) -> str | None:
        return "1" if language == self.language else None

    def licence(self, language: str) -> str:
        return ""

    def speak(self, spans: tuple[Span, ...], language: str) -> Audio:
        self.said.append(f"{self.language}: {''.join(span.text for span in spans)}")
        return HUM


MIXED = Job("ro/" + "b" * 24, (Span("Faceți ", "ro"), Span("Anmeldung", "de"), Span(" azi.", "ro")), "ro")


def test_a_german_word_keeps_a_german_voice_whoever_speaks_the_rest(tmp_path: Path) -> None:
    said: list[str] = []
    made = record.make({"ro": (Only("ro", said),), "de": (Only("de", said),)}, tmp_path, [MIXED])
    assert (made[0].engine, made[0].troubles) == ("only", ())
    assert said == ["ro: Faceți ", "de: Anmeldung", "ro:  azi."]


def test_where_nobody_speaks_german_the_next_engine_speaks_all(tmp_path: Path) -> None:
    made = record.make({"ro": (Only("ro", []), GOOD), "de": ()}, tmp_path, [MIXED])
    assert (made[0].engine, made[0].troubles) == ("good", ("only: nobody has a voice for de",))
