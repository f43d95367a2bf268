"""Piper's neural voices, out of files that the operator puts into a folder; docs/voices.md."""

import importlib.util
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.language import canonical
from app.ports.engine import Audio, Engine, EngineFailed, Span
from app.speech import Open, by_language, fingerprint, from_floats, join, stretches

if TYPE_CHECKING:
    from piper import PiperVoice

log = logging.getLogger("drom.piper")
FOLDER = "var/voices/piper"
SLOWER = 1.2  # times as long as the voice's own speed
MARKUP = str.maketrans("[]", "  ")  # Piper takes [[this]] for sounds
LICENCE = re.compile(r"licen[cs]e\W*:\s*(.+)", re.IGNORECASE)
UNTOLD = "licence not told: put the voice's MODEL_CARD beside it"


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice file and what stands beside it."""

    path: Path
    name: str
    licence: str


class Piper:
    """The voices that are in the folder, by language."""

    name = "piper"

    def __init__(self, voices: Mapping[str, Voice]) -> None:
        self._voices = voices
        self._version = version("piper-tts")

    def voice(self, language: str) -> str | None:
        """Name Piper, the voice and its hash, as in "piper 1.8.0 ro ro_RO-mihai-medium 1.2 0f3a91bc"."""
        if language not in self._voices:
            return None
        return f"piper {self._version} {language} {self._voices[language].name} {SLOWER}"

    def licence(self, language: str) -> str:
        """Say what the voice's MODEL_CARD says."""
        return self._voices[language].licence

    def speak(self, spans: tuple[Span, ...], language: str) -> Audio:
        """Say each stretch in the voice of its language. Raises EngineFailed."""
        if language not in self._voices:
            raise EngineFailed(f"piper has no voice for {language}")
        said = stretches(spans, self._voices, self.name)
        return join([self._say(text, self._voices[code].path) for code, text in said])

    def _say(self, text: str, path: Path) -> Audio:
        from piper import SynthesisConfig  # noqa: PLC0415  # it takes half a second to import

        try:
            voice = _open[path]
            slower = SynthesisConfig(length_scale=SLOWER * voice.config.length_scale)
            sounds = {sound for sentence in voice.phonemize(text.translate(MARKUP)) for sound in sentence}
            chunks = list(voice.synthesize(text.translate(MARKUP), slower))
        except Exception as error:  # onnxruntime's errors have no other class in common
            raise EngineFailed(f"piper cannot use {path.name}: {type(error).__name__}") from error
        if unsaid := sounds - voice.config.phoneme_id_map.keys():
            raise EngineFailed(f"the voice {path.stem} has no sound for {min(unsaid)}")
        if not chunks:
            raise EngineFailed("there is nothing to say in this text")
        return join([from_floats(chunk.audio_float_array, chunk.sample_rate) for chunk in chunks])


def _load(path: Path) -> "PiperVoice":
    """Open a voice on one core: as many sentences are spoken at once as there are cores."""
    import onnxruntime  # noqa: PLC0415
    from piper import PiperConfig, PiperVoice  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
    return PiperVoice(config=PiperConfig.from_dict(_description(path)), session=session)


_open = Open(_load)


def _description(path: Path) -> dict[str, object]:
    found = json.loads(path.with_name(f"{path.name}.json").read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError("it is no table")  # noqa: TRY004  # all that is wrong with a file is told alike
    return found


def _language(description: Mapping[str, object]) -> str:
    """Take the language from language.code, or, in older files, from espeak.voice."""
    for key, field in (("language", "code"), ("espeak", "voice")):
        section = description.get(key)
        if isinstance(section, dict) and section.get(field):
            return canonical(str(section[field]))
    raise ValueError("it names no language")


def _voice(path: Path) -> tuple[str, Voice]:
    """Read what stands beside a voice file: its language, and the voice. Raises ValueError."""
    try:
        language = _language(_description(path))
    except (OSError, ValueError) as error:
        raise ValueError(f"its description {path.name}.json cannot be used: {error}") from error
    name = f"{path.stem} {fingerprint(path, path.with_name(f'{path.name}.json'))}"
    return language, Voice(path, name, _licence(path))


def _licence(path: Path) -> str:
    """Read the line of the model card that names the licence."""
    for card in (path.with_name(f"{path.stem}.MODEL_CARD"), path.with_name("MODEL_CARD")):
        if card.is_file() and (line := LICENCE.search(card.read_text(encoding="utf-8", errors="replace"))):
            return line.group(1).strip()
    return UNTOLD


def how(language: str) -> str:
    """Say in one line how an operator gets a voice of the language."""
    return f"make voices; put a Piper voice ({language}_*.onnx and its .onnx.json) into {FOLDER}, or DROM_PIPER_VOICES"


def build(values: Mapping[str, str]) -> Engine | None:
    """Make the engine, or None without the package or voices.

    `voices` names their folder, else `voices_dir`, which is ours. Of several voices of a language the first speaks.
    """
    folder = Path(values.get("voices") or values.get("voices_dir") or FOLDER).resolve()
    if importlib.util.find_spec("piper") is None:
        return None
    voices = by_language(folder.rglob("*.onnx"), _voice, log)
    return Piper(voices) if voices else None
