"""The studio makes what somebody waits for first, while the server is already answering."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from app.service import catalogue, record, studio
from app.service.parts import Parts
from tests.conftest import make_parts


@contextmanager
def at_work(parts: Parts) -> Iterator[None]:
    stopping = Event()
    worker = studio.start(parts, stopping, 1)
    try:
        for _ in range(1000):
            if parts.clips.coming:
                break
            time.sleep(0.01)
        yield
    finally:
        stopping.set()
        worker.join()


def waited_for(parts: Parts, name: str) -> bool:
    patience = time.monotonic() + 30
    while not parts.clips.is_made(name) and time.monotonic() < patience:
        time.sleep(0.05)
    return parts.clips.is_made(name)


def test_what_is_asked_for_comes_before_the_rest(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, audio_dir=tmp_path / "audio")
    last = parts.library.cards["free-advice"].steps[-1].text
    with at_work(parts):
        assert catalogue.say(parts, last, "de").clip is None, "nobody has made it yet"
        assert waited_for(parts, parts.clips.name(parts.words.say(last, "de") or "", "de"))
        found = catalogue.say(parts, last, "de").clip
    assert found is not None
    assert found.seconds > 1
    assert len(record.missing(parts)) > 100, "the rest was not waited for"
    parts.database.close()


def test_half_a_clip_is_never_left(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, audio_dir=tmp_path / "audio")
    with at_work(parts):
        waited_for(parts, record.missing(parts)[0].name)
    made = sorted((tmp_path / "audio").rglob("*.*"))
    assert made
    assert {path.suffix for path in made} == {".ogg", ".mp3"}
    assert [path for path in made if not path.stat().st_size] == []
    parts.database.close()
