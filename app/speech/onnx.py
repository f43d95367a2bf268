"""Trained VITS voices such as MMS, through sherpa-onnx, out of folders that the operator fills; docs/voices.md."""

import importlib.util
import logging
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.language import canonical
from app.ports.engine import Audio, Engine, EngineFailed, Span
from app.speech import Open, by_language, fingerprint, from_floats, join, stretches

if TYPE_CHECKING:
    from sherpa_onnx import OfflineTts

log = logging.getLogger("drom.onnx")
FOLDER = "var/voices/onnx"
DESCRIPTION = "voice.toml"
SPEED = 0.83  # of the voice's own: a fifth slower
# Without one of these in the file's metadata sherpa-onnx does not raise an error: it ends the whole process.
METADATA = (b"sample_rate", b"n_speakers", b"language", b"comment")
SMALL = {"tr": str.maketrans("Iİ", "ıi")}  # sherpa-onnx itself makes only A to Z small


class VoiceFile(BaseModel):
    """voice.toml of a voice. Without a licence a voice is not used: most trained voices are not free for all uses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str = Field(min_length=2)
    name: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    source: str = Field(min_length=1)
    speed: float = Field(default=SPEED, ge=0.5, le=2)


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice's folder and what its voice.toml says."""

    folder: Path
    file: VoiceFile
    hash: str
    letters: frozenset[str]


class Onnx:
    """The voices that are in the folder, by language."""

    name = "onnx"

    def __init__(self, voices: Mapping[str, Voice]) -> None:
        self._voices = voices
        self._version = version("sherpa-onnx")

    def voice(self, language: str) -> str | None:
        """Name sherpa-onnx, the voice and its hash, as in "sherpa-onnx 2.0.1 rmy mms-rmy 0.83 0f3a91bc"."""
        if language not in self._voices:
            return None
        voice = self._voices[language]
        return f"sherpa-onnx {self._version} {language} {voice.file.name} {voice.file.speed} {voice.hash}"

    def licence(self, language: str) -> str:
        """Say what voice.toml says."""
        return self._voices[language].file.licence

    def speak(self, spans: tuple[Span, ...], language: str) -> Audio:
        """Say each stretch in the voice of its language. Raises EngineFailed."""
        if language not in self._voices:
            raise EngineFailed(f"onnx has no voice for {language}")
        said = [(code, _letters(text, code)) for code, text in stretches(spans, self._voices, self.name)]
        for code, text in said:
            _check(text, self._voices[code])
        return join([self._say(text, self._voices[code]) for code, text in said])

    def _say(self, text: str, voice: Voice) -> Audio:
        known = "".join(letter for letter in text if letter in voice.letters or letter == " ")
        sound = _open[voice.folder].generate(known, speed=voice.file.speed)
        if not len(sound.samples):
            raise EngineFailed(f"the voice {voice.file.name} gave no sound; see docs/voices.md on its metadata")
        return from_floats(sound.samples, sound.sample_rate)


def _letters(text: str, language: str) -> str:
    """Write as the voices were trained: small letters, each with its marks one character."""
    return unicodedata.normalize("NFC", text.translate(SMALL.get(language, {})).lower())


def _check(text: str, voice: Voice) -> None:
    """Refuse what the voice would leave out silently: a digit left out is another fact."""
    unsaid = [letter for letter in text if letter.isalnum() and letter not in voice.letters]
    if unsaid:
        raise EngineFailed(f"the voice {voice.file.name} has no sound for {unsaid[0]}")


def _load(folder: Path) -> "OfflineTts":
    """Open a voice on one core: as many sentences are spoken at once as there are cores."""
    from sherpa_onnx import OfflineTts, OfflineTtsConfig, OfflineTtsModelConfig, OfflineTtsVitsModelConfig  # noqa: PLC0415

    vits = OfflineTtsVitsModelConfig(model=str(folder / "model.onnx"), tokens=str(folder / "tokens.txt"))
    try:
        return OfflineTts(OfflineTtsConfig(model=OfflineTtsModelConfig(vits=vits, num_threads=1)))
    except (RuntimeError, ValueError) as error:
        raise EngineFailed(f"sherpa-onnx cannot open {folder.name}") from error


_open = Open(_load)


def _voice(folder: Path) -> tuple[str, Voice]:
    """Read a voice's folder: its language, and the voice. Raises ValueError that says what is wrong with it."""
    try:
        file = VoiceFile.model_validate(tomllib.loads((folder / DESCRIPTION).read_text(encoding="utf-8")))
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ValueError(f"{DESCRIPTION}: {wrong}") from error
    model, tokens = folder / "model.onnx", folder / "tokens.txt"
    for path in (model, tokens):
        if not path.is_file():
            raise ValueError(f"{path.name} is not there")
    data = model.read_bytes()
    missing = [key.decode() for key in METADATA if data.rfind(key) < 0]
    if missing:
        raise ValueError(f"model.onnx has no metadata {', '.join(missing)}")
    # A line is a character and its number; where the character is a space, the line begins with it.
    letters = frozenset(line[0] for line in tokens.read_text(encoding="utf-8").splitlines() if line)
    return canonical(file.language), Voice(folder, file, fingerprint(model, tokens), letters)


def how(language: str) -> str:
    """Say in one line how an operator gets a voice of the language."""
    return f"make voices; put a VITS voice of {language} (MMS, for one) into {FOLDER}/<name>, or DROM_ONNX_VOICES"


def build(values: Mapping[str, str]) -> Engine | None:
    """Make the engine, or None without the package or voices.

    `voices` names their folder, else `voices_dir`, which is ours. Of several voices of a language the first speaks.
    """
    folder = Path(values.get("voices") or values.get("voices_dir") or FOLDER).resolve()
    if importlib.util.find_spec("sherpa_onnx") is None:
        return None
    voices = by_language((path.parent for path in folder.glob(f"*/{DESCRIPTION}")), _voice, log)
    return Onnx(voices) if voices else None
