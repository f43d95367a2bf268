"""The languages there are: one folder each under locales/, with a language.toml that says all that is particular."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from app.domain.language import Language


class LanguageFile(BaseModel):
    """locales/<lang>/language.toml.

    `numbers_like` is the language whose dates and numbers Babel formats (itself, but German for Romanes).
    `units` holds one and many, `weekdays` the days from Monday, where Babel has none. `commands`, `numbers` and
    `choices` are what people say.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    order: int
    status: str
    numbers_like: str
    speech: tuple[str, ...] = ("espeak", "google")
    units: dict[str, tuple[str, ...]] = {}
    weekdays: tuple[str, str, str, str, str, str, str] | None = None
    commands: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, tuple[str, ...]] = {}
    choices: dict[str, tuple[str, ...]] = {}


class BrokenLanguage(Exception):
    """A language folder cannot be used; the message names the file and what to mend."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One language's folder, read."""

    language: Language
    file: LanguageFile
    path: Path


def read(locales: Path) -> Mapping[str, Folder]:
    """Read all languages, in their order. Raises BrokenLanguage."""
    folders = [_folder(path) for path in sorted(locales.glob("*/language.toml"))]
    return {folder.language.code: folder for folder in sorted(folders, key=lambda folder: folder.language.order)}


def _folder(path: Path) -> Folder:
    code = path.parent.name
    try:
        data = LanguageFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise BrokenLanguage(f"locales/{code}/language.toml: {error}") from error
    language = Language(code, data.name, data.status, data.order, data.numbers_like, speech=data.speech)
    return Folder(language, data, path.parent)
