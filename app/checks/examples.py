"""What people say leads to something that is there, to one thing only, and the model has learned it."""

from collections.abc import Iterator
from pathlib import Path
from tomllib import TOMLDecodeError

from app.checks import Book
from app.domain.problem import Problem
from app.flow.fold import fold
from app.language import examples
from app.language import model as models
from app.language.examples import COMMAND, OUTSIDE, Example

RULE = "example"
COMMANDS = frozenset({"menu", "back", "again", "language", "plan", "person", "stop", "someone"})
HINTS = frozenset(
    (
        *("plan:settle", "plan:return", "plan:circular", "plan:transnational"),
        *("stage:before", "stage:here", "stage:leaving", "origin:romania", "origin:bulgaria"),
    )
)


def find(book: Book) -> Iterator[Problem]:
    """Read every writer's messages, and compare them with the model."""
    locales = next(iter(book.folders.values())).path.parent
    read: list[Example] = []
    for language, paths in examples.files(locales).items():
        for path in paths:
            try:
                read += examples.read(path, language)
            except (TOMLDecodeError, AttributeError, TypeError) as broken:
                yield Problem(_named(path), "file", RULE, f"cannot be read: {broken}")
    if read:
        yield from _labels(book, read)
        yield from _twice(read)
        yield from _old(locales, read)


def _named(path: Path) -> str:
    return f"locales/{path.parent.parent.name}/examples/{path.name}"


def _file(one: Example) -> str:
    language, _, writer = one.writer.partition("/")
    return f"locales/{language}/examples/{writer}.toml"


def _labels(book: Book, read: list[Example]) -> Iterator[Problem]:
    """Find messages that lead nowhere."""
    known = {OUTSIDE, *book.library.cards, *(COMMAND + name for name in COMMANDS)}
    wrong = {
        (_file(one), one.label or one.hint)
        for one in read
        if (one.label and one.label not in known) or (one.hint and one.hint not in HINTS)
    }
    for file, label in sorted(wrong):
        yield Problem(file, label, RULE, "there is no such card, command or hint: mend its name, or take it out")


def _twice(read: list[Example]) -> Iterator[Problem]:
    """Find messages that are said to mean two things."""
    meant: dict[tuple[str, str], Example] = {}
    for one in read:
        if not one.label:
            continue
        first = meant.setdefault((one.language, fold(one.text)), one)
        if first.label != one.label:
            advice = f'"{one.text}" means {first.label} in {first.writer}: decide, or say it more clearly'
            yield Problem(_file(one), one.label, RULE, advice)


def _old(locales: Path, read: list[Example]) -> Iterator[Problem]:
    if models.made_from(locales / models.NAME) != examples.fingerprint(read):
        yield Problem(f"locales/{models.NAME}", "file", RULE, "what people say has changed since: drom words learn")
