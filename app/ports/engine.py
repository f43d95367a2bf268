"""The contract of a speech engine: one file in app/speech; its `build` makes it, or None where it cannot run.

Its `how(language)` says in one line how an operator gets a voice of the language, or "" where it has none.
"""

from dataclasses import dataclass
from typing import Protocol


class EngineFailed(Exception):
    """The engine could not speak this. The next engine in the language's order is tried."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of words in one language: German office words keep the German voice inside other languages."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Audio:
    """Mono sound: 16-bit signed little-endian samples at `rate` per second."""

    samples: bytes
    rate: int


class Engine(Protocol):
    """A voice or several. `name` is the word used in `speech = [...]` of a language."""

    name: str

    def voice(self, language: str) -> str | None:
        """Name the voice and its version for a language (part of the clip's hash), or None where it has none."""
        ...

    def licence(self, language: str) -> str:
        """Say on what terms the language's voice may be used, for the operator. Only for a language with a voice."""
        ...

    def speak(self, spans: tuple[Span, ...], language: str) -> Audio:
        """Say the spans in the language's voice. Raises EngineFailed."""
        ...
