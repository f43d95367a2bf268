"""SVOX Pico, the best free German voice: Debian's pico2wave, or the Python package ttspico; docs/voices.md."""

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app.ports.engine import Audio, Engine, EngineFailed, Span
from app.speech import fingerprint, from_wave, join, run, stretches

GERMAN = "de"
RATE = 16000
SPEED = 80  # per cent of its own
PROGRAM = "pico2wave"
LINGWARE = "de-DE_gl0_sg.bin"
FOLDERS = ("/usr/share/pico/lang", str(Path(sys.prefix) / "languages"))
MARKUP = str.maketrans("<>&", "   ")  # it reads "&amp;" aloud
LICENCE = "Apache-2.0; in Debian's non-free, because the source of the voice is not public"


class Pico:
    """The German voice. `program` is pico2wave; without one the package speaks."""

    name = "pico"

    def __init__(self, program: str | None, lingware: Path) -> None:
        self._program = program
        self._lingware = lingware
        self._hash = fingerprint(lingware)

    def voice(self, language: str) -> str | None:
        """Name Pico, its speed and the hash of its voice, or None for all but German."""
        return f"pico 1.0 {language} {SPEED} {self._hash}" if language == GERMAN else None

    def licence(self, language: str) -> str:
        """Say on what terms the voice may be used."""
        return LICENCE if language == GERMAN else ""

    def speak(self, spans: tuple[Span, ...], language: str) -> Audio:
        """Say German. Raises EngineFailed."""
        if language != GERMAN:
            raise EngineFailed(f"pico has no voice for {language}")
        return join([self._say(text) for _, text in stretches(spans, {GERMAN}, self.name)])

    def _say(self, text: str) -> Audio:
        words = f'<speed level="{SPEED}">{text.translate(MARKUP)}</speed>'
        if self._program is None:
            return self._by_package(words)
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "said.wav"
            run([self._program, "-l", "de-DE", "-w", str(target), words])
            return from_wave(target.read_bytes() if target.exists() else b"", self.name)

    def _by_package(self, words: str) -> Audio:
        from ttspico import TtsEngine  # noqa: PLC0415

        try:
            samples: bytes = TtsEngine("de-DE", str(self._lingware.parent)).speak(words)
        except RuntimeError as error:
            raise EngineFailed(f"ttspico does not speak: {error}") from error
        if not samples:
            raise EngineFailed("ttspico gave no sound")
        return Audio(samples, RATE)


def how(language: str) -> str:
    """Say in one line how an operator gets the voice."""
    return "apt install libttspico-utils (non-free), or pip install ttspico" if language == GERMAN else ""


def build(values: Mapping[str, str]) -> Engine | None:
    """Make the engine, or None where neither program nor package, or no German voice, is there.

    `program` names another pico2wave, `voices` the folder of its voices.
    """
    program = shutil.which(values.get("program") or PROGRAM)
    if program is None and importlib.util.find_spec("ttspico") is None:
        return None
    folders = [values["voices"]] if values.get("voices") else FOLDERS
    found = next((path for folder in folders if (path := Path(folder) / LINGWARE).is_file()), None)
    return Pico(program, found.resolve()) if found else None
