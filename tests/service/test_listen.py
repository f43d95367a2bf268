"""Every clip is listened to; what is wrong with one is told with its name."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.domain.library import Phrase
from app.domain.text import Text
from app.language import sound
from app.language.clips import Clips
from app.language.recordings import Recordings
from app.ports.engine import Span
from app.service import listen
from app.service.parts import Parts
from tests.language.test_sound import talk

SAID = Text("messages", "hello", "Guten Tag!")


@pytest.fixture
def one_clip(parts: Parts, tmp_path: Path) -> Parts:
    """A service that says one sentence, in German."""
    clips = Clips(
        tmp_path / "built",
        Recordings(tmp_path / "live", tmp_path / "waiting"),
        {"de": "one voice"},
        lambda text, code: (Span(text, code),),
    )
    library = replace(
        parts.library, cards={}, topics={}, cities={}, partners={}, phrases={"hello": Phrase("hello", "👋", SAID)},
        languages={"de": parts.library.languages["de"]},
    )  # fmt: skip
    return replace(parts, library=library, clips=clips)


def clip(parts: Parts) -> tuple[Path, str]:
    folder, _, stem = parts.clips.name(SAID.source, "de").partition("/")
    return parts.clips.built / folder, stem


def test_a_good_clip_has_no_fault(one_clip: Parts) -> None:
    sound.encode(talk(), *clip(one_clip))
    heard = listen.examine(one_clip, 1)["de"]
    assert heard.faults == []
    assert len(heard.seconds) == 1
    assert heard.lufs[0] == pytest.approx(-16, abs=1)


@pytest.mark.parametrize(
    ("fault", "samples"),
    [
        ("LUFS", np.tile(0.01 * np.sin(np.arange(sound.RATE) / 20), 2)),
        ("a peak of", np.tile(1.0 * np.sin(np.arange(sound.RATE) / 20), 2)),
        (
            "a gap of",
            np.concatenate(
                (np.sin(np.arange(sound.RATE) / 20), np.zeros(sound.RATE * 2), np.sin(np.arange(sound.RATE) / 20))
            )
            * 0.25,
        ),
    ],
    ids=["quiet", "loud", "gap"],
)
def test_a_bad_clip_is_told_by_name(one_clip: Parts, fault: str, samples: np.ndarray) -> None:
    folder, stem = clip(one_clip)
    sound.write(samples.astype(np.float32), folder, stem)
    faults = listen.examine(one_clip, 1)["de"].faults
    assert [each for each in faults if fault in each and stem in each], faults


def test_two_forms_of_different_length_are_told(one_clip: Parts) -> None:
    folder, stem = clip(one_clip)
    sound.encode(talk(), folder, stem)
    short = folder / "short"
    sound.encode(talk(1.0), short, stem)
    (short / f"{stem}.mp3").replace(folder / f"{stem}.mp3")
    assert [each for each in listen.examine(one_clip, 1)["de"].faults if "mp3" in each]


def test_the_table_has_a_row_for_each_language(one_clip: Parts) -> None:
    assert list(listen.table(listen.examine(one_clip, 1)))[2:] == ["| de | 0 | | | | | |"]
