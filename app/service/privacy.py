"""The privacy notice: what is kept of a person, said step by step."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.library import Library
from app.domain.message import Clip
from app.domain.text import Line
from app.flow.say import line
from app.service import catalogue
from app.service.catalogue import Said
from app.service.parts import Parts
from app.store.forget import CONVERSATION_LASTS, DAY

STEPS = ("name", "state", "days", "stop", "counts", "messenger", "rights")
VALUES = {"privacy.days": {"days": str(round(CONVERSATION_LASTS / DAY))}}  # what phrases say besides facts


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice in one language; `clip` is the sound of all of it, None where a part is not made yet."""

    title: Said
    steps: tuple[Said, ...]
    clip: Clip | None


def lines(library: Library) -> Iterator[Line]:
    """List what the notice says, in its order."""
    for name in ("title", *STEPS):
        yield line(library, f"privacy.{name}", **VALUES.get(f"privacy.{name}", {}))


def notice(parts: Parts, language: str) -> Notice:
    """Say the notice. Raises catalogue.Missing."""
    said = [catalogue.say(parts, one.text, language, one.emoji, **one.values) for one in lines(parts.library)]
    title, *steps = said
    return Notice(title, tuple(steps), parts.clips.joined(catalogue.spoken(parts, said, language)))
