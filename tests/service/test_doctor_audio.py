"""drom audio doctor: every language with its engines, what they measure, and how to get the others."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.service import doctor_audio
from app.service.parts import Parts
from tests.service.test_record import BAD, GOOD, Fake


def examined(parts: Parts, order: tuple[str, ...], **engines: Fake) -> list[str]:
    """Examine Bulgarian alone, with engines under the names of real ones."""
    bulgarian = replace(parts.library.languages["bg"], speech=order)
    library = replace(parts.library, languages={"bg": bulgarian})
    return list(doctor_audio.examine(replace(parts, library=library, engines=engines)))


def test_an_engine_that_is_there_is_measured_and_the_first_speaks(parts: Parts) -> None:
    lines = examined(parts, ("piper", "espeak"), piper=GOOD, espeak=GOOD)
    assert lines[:2] == ["bg Български", "  piper: good 1 bg (speaks); licence: CC0-1.0"]
    assert lines[2].startswith("    1.0 s, real-time factor 0.0")
    assert lines[2].endswith("LUFS, longest silence 0.00 s, 0 samples clipped")
    assert lines[3] == "  espeak: good 1 bg; licence: CC0-1.0"


def test_what_is_missing_is_told_with_the_way_to_get_it(parts: Parts) -> None:
    lines = examined(parts, ("piper", "mbrola", "google"))
    assert lines[1].startswith("  piper: not there. make voices; put a Piper voice (bg_*.onnx")
    assert lines[2] == "  mbrola: not there. It has no voice for this language."
    assert lines[3].startswith("  google: not there. DROM_GOOGLE_ENABLED=1")
    assert lines[4] == "  NOBODY SPEAKS THIS LANGUAGE"


def test_an_engine_that_fails_is_told(parts: Parts) -> None:
    assert examined(parts, ("piper",), piper=BAD)[2] == "    DOES NOT SPEAK: no voice for de"


def test_an_engine_without_german_is_told(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fake, "voice", lambda _, code: None if code == "de" else "good 1")
    assert "German words are spoken by the first that has one" in examined(parts, ("piper",), piper=GOOD)[3]


def test_the_command_prints_all_languages() -> None:
    run = CliRunner().invoke(app, ["audio", "doctor"])
    assert run.exit_code == 0, run.output
    for name in ("Română", "Romanes", "Български", "Türkçe", "Deutsch"):
        assert name in run.output
    assert "espeak-ng 1.52.0 rmy 145" in run.output
    assert "NOBODY" not in run.output
