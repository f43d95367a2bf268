"""Pico: a program that is called like pico2wave, the package, and Debian's own where it is installed."""

import shutil
import sys
from types import ModuleType

import pytest

from app.ports.engine import EngineFailed, Span
from app.speech import pico

GERMAN = (Span("Gehen Sie zum Bürgeramt & bringen Sie <b> den Pass mit.", "de"),)


def test_only_german_has_a_voice(pico_values):
    engine = pico.build(pico_values)
    assert engine.voice("de").startswith("pico 1.0 de 80 ")
    assert engine.voice("ro") is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("crash", "pico2wave ended with 1: it crashed$"),
        ("mute", "wrote no sound"),
        ("empty", "no mono sound"),
        ("stereo", "no mono sound"),
    ],
)
def test_what_the_program_does_wrong_is_a_failure(pico_values, words, why):
    with pytest.raises(EngineFailed, match=why):
        pico.build(pico_values).speak((Span(words, "de"),), "de")


def test_no_program_or_no_voice_is_no_engine(pico_values, tmp_path, monkeypatch):
    monkeypatch.setattr(pico.importlib.util, "find_spec", lambda _: None)
    assert pico.build({**pico_values, "program": str(tmp_path / "none")}) is None
    assert pico.build({**pico_values, "voices": str(tmp_path)}) is None


@pytest.fixture
def package(monkeypatch):
    """A package like ttspico."""

    class TtsEngine:
        def __init__(self, language, folder):
            assert language == "de-DE"

        def speak(self, words):
            if "crash" in words:
                raise RuntimeError("it crashed")
            return b"" if "mute" in words else b"\1\2" * 600 * len(words)

    module = ModuleType("ttspico")
    module.TtsEngine = TtsEngine
    module.__spec__ = pico.importlib.machinery.ModuleSpec("ttspico", None)
    monkeypatch.setitem(sys.modules, "ttspico", module)


def test_without_the_program_the_package_speaks(package, pico_values, tmp_path):
    engine = pico.build({**pico_values, "program": str(tmp_path / "none")})
    assert len(engine.speak(GERMAN, "de").samples) > 32000
    for words in ("crash", "mute"):
        with pytest.raises(EngineFailed, match="ttspico"):
            engine.speak((Span(words, "de"),), "de")


@pytest.mark.skipif(not shutil.which("pico2wave"), reason="Debian's libttspico-utils is not installed")
def test_the_real_one_speaks():
    audio = pico.build({}).speak(GERMAN, "de")
    assert audio.rate == 16000
    assert 3 < len(audio.samples) / 32000 < 7
