"""Change a place in its TOML file, keeping comments and order, and try the content before it is kept."""

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Item, Table

from app.content.load import load
from app.domain.place_report import Told

FOLDERS = ("cities", "partners")
LAST = "last_confirmed"


class NoSuchPlace(LookupError):
    """No file has a place of this id."""


def amended(content: Path, place: str, change: Mapping[str, Told], day: date | None) -> tuple[Path, str]:
    """Give the file of a place and its new text: changed, and confirmed on that day unless it was later already.

    Where nobody said that all of it is true, there is no day, and the last one stays.
    Nothing is written. Raises NoSuchPlace.
    """
    for folder in FOLDERS:
        for path in sorted((content / folder).glob("*.toml")):
            document = tomlkit.parse(path.read_text(encoding="utf-8"))
            for table in _places(document):
                if table.get("id") == place:
                    _change(table, change, day)
                    return path, tomlkit.dumps(document)
    raise NoSuchPlace(f'no file in content/cities or content/partners has a place "{place}"; was its id changed?')


def attempt(content: Path, files: Mapping[Path, str]) -> None:
    """Load a copy of the content with these files in it. Raises BrokenContent; the content itself is not touched."""
    with tempfile.TemporaryDirectory() as aside:
        copy = Path(aside) / content.name
        shutil.copytree(content, copy)
        for path, text in files.items():
            (copy / path.relative_to(content)).write_text(text, encoding="utf-8", newline="\n")
        load(copy)


def _places(document: tomlkit.TOMLDocument) -> list[Table]:
    found: Any = document.get("places")
    return list(found.body) if isinstance(found, AoT) else []


def _change(table: Table, change: Mapping[str, Told], day: date | None) -> None:
    """Write the fields; new ones come before the day of the last confirmation, which is the last as in all places.

    Nothing is appended: what stands between two places (a comment on the next one) is the end of the first one's table.
    """
    if day is not None:
        _replace(table, LAST, max(date.fromisoformat(str(table[LAST])), day))
    added = {name: value for name, value in change.items() if value is not None and name not in table}
    for name, value in change.items():
        if value is None:
            table.pop(name, None)
        elif name in table:
            _replace(table, name, value)
    body = table.value.body
    before = next(number for number, (key, _) in enumerate(body) if key is not None and key.key == LAST)
    body[before:before] = [(tomlkit.key(name), tomlkit.item(value)) for name, value in added.items()]


def _replace(table: Table, name: str, value: Told | date) -> None:
    """Put another value; what is written behind it in its line stays."""
    made, before = tomlkit.item(value), table.item(name)
    if isinstance(before, Item):
        made.trivia.comment, made.trivia.comment_ws = before.trivia.comment, before.trivia.comment_ws
    table[name] = made
