"""A stand-in for faster-whisper: it takes what the library takes, refuses what it refuses, and says what it is told to.

Signatures and defaults: https://github.com/SYSTRAN/faster-whisper/blob/master/faster_whisper/transcribe.py
"""

import importlib.machinery
import logging
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

KNOWN = {"ro", "bg", "tr", "de", "en", "sr", "hu"}
log = logging.getLogger("faster_whisper")


@dataclass(frozen=True)
class Segment:
    """A stretch of what was said. The defaults are those of clear speech."""

    text: str
    avg_logprob: float = -0.3
    no_speech_prob: float = 0.02


@dataclass
class Library:
    """`says` is what every sound says (or an error); `loaded` and `heard` hold how the model was made and asked."""

    says: list[Segment] | Exception = field(default_factory=list)
    loaded: list[dict[str, Any]] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)

    def module(self) -> types.ModuleType:
        """Make the module that the service imports."""
        library = self

        class WhisperModel:
            def __init__(self, folder: str, **how: Any) -> None:
                assert (Path(folder) / "tokenizer.json").is_file(), "the real one would download a tokenizer now"
                if (Path(folder) / "model.bin").read_bytes() != b"a model":
                    raise RuntimeError("Unsupported model binary version")
                library.loaded.append({"folder": folder, **how})

            def transcribe(self, audio: Any, language: str, **how: Any) -> tuple[Iterator[Segment], None]:
                assert isinstance(audio, np.ndarray)
                assert audio.dtype == np.float32
                if language not in KNOWN:
                    raise ValueError(f"'{language}' is not a valid language code")
                log.info("Processing audio with duration %s", len(audio) / 16000)
                library.heard.append({"seconds": len(audio) / 16000, "language": language, **how})
                return self._segments(audio, **how), None

            @staticmethod
            def _segments(audio: Any, *, vad_filter: bool = False, **_: Any) -> Iterator[Segment]:
                """Nothing happens before somebody asks for the first one; errors come then, too."""
                if isinstance(library.says, Exception):
                    raise library.says
                if vad_filter and np.abs(audio).max() < 0.01:
                    return
                yield from library.says

        made = types.ModuleType("faster_whisper")
        made.__spec__ = importlib.machinery.ModuleSpec("faster_whisper", None)
        made.WhisperModel = WhisperModel  # type: ignore[attr-defined]
        return made


def install(monkeypatch: Any, library: Library) -> None:
    """Let `import faster_whisper` find the stand-in."""
    monkeypatch.setitem(sys.modules, "faster_whisper", library.module())
