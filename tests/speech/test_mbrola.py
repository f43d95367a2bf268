"""MBROLA: programs that are called like espeak-ng and mbrola, and Debian's own where they are installed."""

import pytest

from app.ports.engine import EngineFailed, Span
from app.speech import mbrola

REAL = mbrola.build({})


def test_voices_are_named(mbrola_values):
    engine = mbrola.build(mbrola_values)
    assert engine.voice("tr").startswith("mbrola tr1 espeak-ng 1.51 145 ")
    assert engine.voice("ro").startswith("mbrola ro1 ")
    assert engine.voice("de").startswith("mbrola de6 ")
    assert engine.voice("bg") is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("crash", "espeak-ng ended with 1: it crashed$"),
        ("hole", "tr1 lacks the sound o-L/"),
        ("mute", "wrote no sound"),
        ("empty", "no mono sound"),
    ],
)
def test_what_the_programs_do_wrong_is_a_failure(mbrola_values, words, why):
    with pytest.raises(EngineFailed, match=why):
        mbrola.build(mbrola_values).speak((Span(words, "tr"),), "tr")


@pytest.mark.parametrize("lacks", ["program", "espeak", "voices"])
def test_without_a_program_or_voices_there_is_no_engine(mbrola_values, tmp_path, lacks):
    assert mbrola.build({**mbrola_values, lacks: str(tmp_path / "none")}) is None


def test_a_program_that_goes_away_is_a_failure(mbrola_values):
    engine = mbrola.build(mbrola_values)
    engine._program = "/nowhere/mbrola"
    with pytest.raises(EngineFailed, match="mbrola does not run"):
        engine.speak((Span("Evet", "tr"),), "tr")


@pytest.mark.skipif(not (REAL and REAL.voice("tr")), reason="Debian's mbrola-tr1 is not installed")
@pytest.mark.parametrize("text", ["Belediyeye gidin.", "Orada olan kadın anlat.", "Kimlik gelen dil öldü."])
def test_the_real_turkish_voice_has_no_holes(text):
    assert len(REAL.speak((Span(text, "tr"),), "tr").samples) > 24000
