"""Read the example messages that the model learns from: `locales/<lang>/examples/<writer>.toml`."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

VERSION = "1"  # of how it is learned (app/service/learn.py, app/flow/features.py): another one makes every model old
OUTSIDE = "-"
COMMAND = "!"  # before a command's name, so that it is told from a card


@dataclass(frozen=True, slots=True)
class Example:
    """One message, who wrote it, and what it means: a card, "!" and a command, or "-" for what is none of ours.

    A hint says something of the person instead: "plan:settle", "stage:here", "origin:romania".
    """

    text: str
    language: str
    writer: str
    label: str = ""
    hint: str = ""


def files(locales: Path) -> Mapping[str, tuple[Path, ...]]:
    """List the files by language."""
    return {folder.parent.name: tuple(sorted(folder.glob("*.toml"))) for folder in sorted(locales.glob("*/examples"))}


def read(path: Path, language: str) -> Iterator[Example]:
    """Read one writer's messages. Raises tomllib.TOMLDecodeError."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    writer = f"{language}/{path.stem}"
    labels = [
        *told.get("cards", {}).items(),
        *((COMMAND + name, texts) for name, texts in told.get("commands", {}).items()),
        (OUTSIDE, told.get("outside", {}).get("messages", ())),
    ]
    for label, texts in labels:
        yield from (Example(text, language, writer, label=label) for text in texts)
    for hint, texts in told.get("hints", {}).items():
        yield from (Example(text, language, writer, hint=hint) for text in texts)


def read_all(locales: Path) -> tuple[Example, ...]:
    """Read everything, in the same order wherever it is read."""
    return tuple(one for language, paths in files(locales).items() for path in paths for one in read(path, language))


def fingerprint(read: Sequence[Example]) -> str:
    """Name what is learned from, and how: another name means that the model is old."""
    told = "\n".join(f"{one.writer}|{one.label}{one.hint}|{one.text}" for one in read)
    return hashlib.sha256(f"{VERSION}\n{told}".encode()).hexdigest()[:16]
