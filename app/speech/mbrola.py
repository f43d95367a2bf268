"""MBROLA's voices for Turkish and Romanian, where Debian's packages are installed; docs/voices.md."""

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app.ports.engine import Audio, Engine, EngineFailed, Span
from app.speech import fingerprint, from_wave, join, run, stretches

ESPEAK, PROGRAM, FOLDER = "espeak-ng", "mbrola", "/usr/share/mbrola"
WORDS_A_MINUTE = "145"
# German for the office words inside Turkish and Romanian.
VOICES = {"tr": ("tr1", "tr2"), "ro": ("ro1",), "de": ("de6", "de4", "de7")}
# espeak-ng names sounds that the Turkish voices call otherwise, and MBROLA is silent where it knows no name:
# every second of our sentences had such a hole (docs/voices.md). The voice's own e and l say them.
CLONES = {"tr": "e & l l/ l L/"}
UNKNOWN = re.compile(r"(\S+) unknown")
LICENCE = "free of charge, only with the MBROLA program, in no product that is sold"


class Mbrola:
    """Debian's espeak-ng tells the sounds and their length, MBROLA says them in the voice of a person."""

    name = "mbrola"

    def __init__(self, espeak: str, program: str, voices: Mapping[str, Path]) -> None:
        self._espeak, self._program, self._voices = espeak, program, voices
        told = run([espeak, "--version"]).stdout.decode(errors="replace")
        self._version = (re.search(r"\d+(?:\.\d+)+", told) or [""])[0]
        self._hashes = {language: fingerprint(path) for language, path in voices.items()}

    def voice(self, language: str) -> str | None:
        """Name the voice, espeak-ng's version and the speed, as in "mbrola tr1 espeak-ng 1.51 145 0f3a91bc"."""
        if language not in self._voices:
            return None
        voice = self._voices[language].name
        return f"mbrola {voice} espeak-ng {self._version} {WORDS_A_MINUTE} {self._hashes[language]}"

    def licence(self, language: str) -> str:
        """Say on what terms the voice may be used."""
        return LICENCE if language in self._voices else ""

    def speak(self, spans: tuple[Span, ...], language: str) -> Audio:
        """Say each stretch in the voice of its language. Raises EngineFailed."""
        if language not in self._voices:
            raise EngineFailed(f"mbrola has no voice for {language}")
        return join([self._say(text, code) for code, text in stretches(spans, self._voices, self.name)])

    def _say(self, text: str, language: str) -> Audio:
        path = self._voices[language]
        told = run(
            [self._espeak, "-v", f"mb-{path.name}", "-s", WORDS_A_MINUTE, "-q", "--pho", "--stdin"], text.encode()
        )
        clones = ["-C", CLONES[language]] if language in CLONES else []
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "said.wav"
            said = run([self._program, "-e", *clones, str(path), "-", str(target)], told.stdout)
            if hole := UNKNOWN.search(said.stderr.decode(errors="replace")):
                raise EngineFailed(f"the voice {path.name} lacks the sound {hole.group(1)}")
            return from_wave(target.read_bytes() if target.exists() else b"", self.name)


def how(language: str) -> str:
    """Say in one line how an operator gets a voice of the language."""
    if language not in VOICES:
        return ""
    packages = " ".join(f"mbrola-{VOICES[code][0]}" for code in dict.fromkeys((language, "de")))
    return f"apt install espeak-ng mbrola {packages} (contrib and non-free)"


def build(values: Mapping[str, str]) -> Engine | None:
    """Make the engine, or None where a program is missing or no voice is there.

    `program` names another mbrola, `espeak` another espeak-ng, `voices` the folder of the voices.
    """
    espeak = shutil.which(values.get("espeak") or ESPEAK)
    program = shutil.which(values.get("program") or PROGRAM)
    folder = Path(values.get("voices") or FOLDER)
    found = ((language, [folder / name / name for name in names]) for language, names in VOICES.items())
    voices = {language: there[0] for language, paths in found if (there := [path for path in paths if path.is_file()])}
    return Mbrola(espeak, program, voices) if espeak and program and voices else None
