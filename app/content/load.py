"""Read content/ into a Library. What is wrong is collected and said with file and place; nothing half-read gets out."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from app.content import partners
from app.content.cities import cities
from app.content.schema import CardFile, CityFile, FactFile, FirstFile, PartnerFile, Strict, TopicFile
from app.domain.card import Card, Step, Topic, When
from app.domain.fact import Fact, Kind
from app.domain.library import Library, Phrase
from app.domain.problem import Problem
from app.domain.text import Text

TOPICS = ("registration", "health", "school", "help")
Shape = TypeVar("Shape", bound=Strict)


class BrokenContent(Exception):
    """The content cannot be used. `problems` names every file and place that must be mended."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Reader:
    """Reads files below one folder and remembers what was wrong in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def complain(self, path: Path, place: str, rule: str, advice: str) -> None:
        """Remember a problem; file names are given from the folder above content/, with the line where it is known."""
        name = path.relative_to(self.folder.parent).as_posix()
        line = _line(path, place)
        self.problems.append(Problem(f"{name}:{line}" if line else name, place, rule, advice))

    def table(self, path: Path) -> dict[str, Any]:
        """Parse one TOML file; an unreadable one is an empty table and a problem."""
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.complain(path, "file", "schema", f"cannot be read: {error}")
            return {}

    def shaped(self, path: Path, place: str, shape: type[Shape], data: Mapping[str, Any]) -> Shape | None:
        """Bring a table into its shape, or remember why it does not fit."""
        try:
            return shape.model_validate(data)
        except ValidationError as error:
            for wrong in error.errors():
                where = ".".join(str(part) for part in wrong["loc"])
                self.complain(path, f"{place} {where}".strip(), "schema", wrong["msg"])
            return None

    def files(self, below: str, shape: type[Shape], *, but: str = "") -> Iterator[tuple[Path, str, Shape]]:
        """Walk the TOML files of a folder in name order: path, stem and content of each that fits."""
        for path in sorted((self.folder / below).glob("*.toml")):
            if path.name != but and (data := self.shaped(path, "", shape, self.table(path))):
                yield path, path.stem, data


def _line(path: Path, place: str) -> int:
    """Find the line that a place names: a [table], an id, or a key. 0 where none does."""
    words = [word for part in place.split() for word in part.split(".") if not word.isdigit()]
    if not words or not path.is_file():
        return 0
    pattern = re.compile("|".join(rf'^\[+{word}\b|^{word}\s*=|"{word}"' for word in map(re.escape, words)))
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if pattern.search(line)), 0)


def load(folder: Path) -> Library:
    """Read the folder content/. Raises BrokenContent with all that is wrong."""
    reader = Reader(folder)
    phrases = dict(_phrases(reader))
    files = {name: (path, data) for path, name, data in reader.files("cities", CityFile)}
    library = Library(
        topics=dict(_topics(reader)),
        cards=dict(_cards(reader)),
        facts=dict(_facts(reader)),
        phrases=phrases,
        cities=cities(reader, files, frozenset(phrases)),
        partners=partners.partners(reader, reader.files("partners", PartnerFile), frozenset(phrases)),
        desk=dict(_desk(reader)),
        first=_first(reader),
        office_words=tuple(reader.table(folder / "office_words.toml").get("words", ())),
    )
    _cross_check(reader, library)
    if reader.problems:
        raise BrokenContent(reader.problems)
    return library


def _facts(reader: Reader) -> Iterator[tuple[str, Fact]]:
    homes: dict[str, Path] = {}
    for path in sorted((reader.folder / "facts").glob("*.toml")):
        for name, table in reader.table(path).items():
            if homes.setdefault(name, path) != path:
                reader.complain(path, name, "twice", f"stands in {homes[name].name} as well: a value stands only once")
            if data := reader.shaped(path, name, FactFile, table):
                fields = data.model_dump(exclude={"research", "kind", "value"})
                value = data.value.isoformat() if isinstance(data.value, date) else data.value
                if value is None and data.kind != "right":
                    reader.complain(path, name, "schema", "a fact of this kind needs a value")
                yield name, Fact(id=name, kind=Kind(data.kind), value=value, **fields)


def _phrases(reader: Reader) -> Iterator[tuple[str, Phrase]]:
    def walk(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Phrase]]:
        for key, value in table.items():
            if isinstance(value, dict):
                name = f"{prefix}{key}"
                if "text" in value and isinstance(value["text"], str):
                    text = Text("messages", name, value["text"])
                    yield name, Phrase(name, str(value.get("emoji", "")), text, value.get("silent") is True)
                yield from walk(value, f"{name}.")

    yield from walk(reader.table(reader.folder / "phrases.toml"), "")


def _desk(reader: Reader) -> Iterator[tuple[str, Text]]:
    """Read the words of the desk: one table a page, one line a text."""
    path = reader.folder / "desk.toml"
    for page, table in reader.table(path).items():
        for name, words in table.items() if isinstance(table, dict) else (("", table),):
            key = f"{page}.{name}"
            if name and isinstance(words, str):
                yield key, Text("desk", key, words)
            else:
                reader.complain(path, key, "schema", 'write [page] and below it name = "text"')


def _first(reader: Reader) -> Mapping[str, tuple[str, ...]]:
    path = reader.folder / "first.toml"
    data = reader.shaped(path, "", FirstFile, reader.table(path))
    return {str(plan): cards for plan, cards in data.plan.items()} if data else {}


def _topics(reader: Reader) -> Iterator[tuple[str, Topic]]:
    for topic in TOPICS:
        path = reader.folder / topic / "topic.toml"
        if data := reader.shaped(path, "", TopicFile, reader.table(path)):
            yield topic, Topic(topic, data.emoji, Text(topic, f"{topic}.label", data.label), data.cards)


def _cards(reader: Reader) -> Iterator[tuple[str, Card]]:
    for topic in TOPICS:
        for _, name, data in reader.files(topic, CardFile, but="topic.toml"):
            yield name, _card(topic, name, data)


def _card(topic: str, name: str, data: CardFile) -> Card:
    steps = tuple(
        Step(
            step.id,
            step.emoji,
            Text(topic, f"{name}.{step.id}", step.text),
            When(step.when.plan, step.when.stage, step.when.origin),
            step.facts,
        )
        for step in data.steps
    )
    return Card(
        id=name,
        topic=topic,
        emoji=data.emoji,
        label=Text(topic, f"{name}.label", data.label),
        title=Text(topic, f"{name}.title", data.title),
        steps=steps,
        priority={
            "plan": {key: int(weight) for key, weight in data.priority.plan.items()},
            "stage": {key: int(weight) for key, weight in data.priority.stage.items()},
        },
        needs=data.needs,
        local=data.local,
        next=data.next,
    )


def _cross_check(reader: Reader, library: Library) -> None:
    """Names must point to something: cards of topics, first and next cards, facts of steps, cities of partners."""
    for topic in library.topics.values():
        path = reader.folder / topic.id / "topic.toml"
        for name in topic.cards:
            if name not in library.cards:
                reader.complain(path, "cards", "unknown-card", f'there is no card "{name}"; write it or take it out')
    for plan, names in library.first.items():
        for name in names:
            if name not in library.cards:
                reader.complain(reader.folder / "first.toml", plan, "unknown-card", f'there is no card "{name}"')
    for card in library.cards.values():
        _check_card(reader, library, card)
    partners.check(reader, reader.folder, library)


def _check_card(reader: Reader, library: Library, card: Card) -> None:
    path = reader.folder / card.topic / f"{card.id}.toml"
    if card.topic in library.topics and card.id not in library.topics[card.topic].cards:
        reader.complain(path, "file", "unreachable", "name the card in topic.toml, or nobody will find it")
    for name in card.next:
        if name not in library.cards:
            reader.complain(path, "next", "unknown-card", f'there is no card "{name}"')
    if len({step.id for step in card.steps}) < len(card.steps):
        reader.complain(path, "steps", "same-id", "two steps have the same id; translations would mix")
    for step in card.steps:
        for name in sorted((step.text.placeholders | set(step.facts)) - library.facts.keys()):
            reader.complain(path, step.id, "unknown-fact", f'there is no fact "{name}" in content/facts')
