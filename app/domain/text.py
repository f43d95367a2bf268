"""A text before it is in anybody's language: the German sentence and the place where its translations stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from app.domain.hours import Weekday

Value = str | time | Weekday  # a time and a day are written in the words of each language
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z]+))?\}")


@dataclass(frozen=True, slots=True)
class Text:
    """`domain` is the catalogue ("messages", "registration" …), `context` the msgctxt, `source` the German msgid."""

    domain: str
    context: str
    source: str

    @property
    def placeholders(self) -> frozenset[str]:
        """Names of the facts and values that the sentence needs."""
        return frozenset(match.group(1) for match in PLACEHOLDER.finditer(self.source))


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: a picture, a text, and the values that are not facts (a place's name, its telephone).

    `language` is set where a line is always in one language, as in the welcome that greets in all of them.
    `extra` is a line that may be missing, in words or in sound, without keeping back the rest.
    """

    emoji: str
    text: Text
    values: Mapping[str, Value] = field(default_factory=dict)
    step: str = ""
    facts: tuple[str, ...] = ()
    language: str = ""
    extra: bool = False
