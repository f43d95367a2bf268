"""Whisper hears voice notes on this machine, with a model that the operator puts into a folder; docs/hearing.md."""

import importlib.util
import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.hearing import samples
from app.ports.listener import Unheard

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

log = logging.getLogger("drom.whisper")
LANGUAGES = frozenset(("ro", "bg", "tr", "de"))  # of ours; Whisper does not know Romanes
NEEDED = ("model.bin", "config.json", "tokenizer.json")  # without the last, faster-whisper would fetch one
# Whisper's own thresholds. The turbo model always gives 0 for the first, so that the second alone judges there.
MOST_SILENT = 0.6  # how likely it is that nobody speaks
LEAST_SURE = -1.0  # the mean logarithm of how likely its words are


class Whisper:
    """One model, loaded when somebody first speaks and kept from then on."""

    name = "whisper"
    languages = LANGUAGES

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self._folder = folder
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: WhisperModel | None = None

    def hear(self, sound: bytes, language: str) -> str:
        """Give the words said. Raises Unheard."""
        spoken = samples(sound)
        try:
            segments, _ = self._model().transcribe(
                spoken, language=language, temperature=0.0, condition_on_previous_text=False, vad_filter=True
            )
            clear = [
                segment.text.strip()
                for segment in segments
                if segment.no_speech_prob <= MOST_SILENT and segment.avg_logprob >= LEAST_SURE
            ]
        except Exception as error:  # CTranslate2's errors have no other class in common
            log.error("the model cannot be used: %s", type(error).__name__)  # noqa: TRY400  # a trace could hold words
            raise Unheard("the model failed") from error
        words = " ".join(filter(None, clear))
        if not words:
            raise Unheard("no clear words")
        return words

    def _model(self) -> "WhisperModel":
        with self._lock:
            if self._loaded is None:
                from faster_whisper import WhisperModel  # noqa: PLC0415  # seconds to import, and perhaps not there

                logging.getLogger("faster_whisper").setLevel(logging.WARNING)  # it would log how long she spoke
                self._loaded = WhisperModel(
                    str(self._folder),
                    device="cpu",
                    compute_type="int8",
                    cpu_threads=self._threads,
                    local_files_only=True,
                )
            return self._loaded


def build(values: Mapping[str, str]) -> Whisper | None:
    """Make the listener, or None where no model is given.

    `model` is the model's folder, `threads` how many cores it may use (its own choice without). Raises ValueError that
    says what to do.
    """
    if not values.get("model"):
        return None
    folder = Path(values["model"]).resolve()
    if lacking := [name for name in NEEDED if not (folder / name).is_file()]:
        raise ValueError(
            f"DROM_WHISPER_MODEL: {folder} has no {', '.join(lacking)}; "
            "put a Whisper model for CTranslate2 there (docs/hearing.md), or take the setting away"
        )
    if importlib.util.find_spec("faster_whisper") is None:
        raise ValueError("DROM_WHISPER_MODEL is set, but faster-whisper is not installed: make hearing")
    threads = values.get("threads", "0")
    if not threads.isdecimal():
        raise ValueError("DROM_WHISPER_THREADS must be a whole number, 0 for its own choice")
    return Whisper(folder, int(threads))
