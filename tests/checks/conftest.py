"""A tiny project made of one case file: a card, its facts, its translation."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polib
import pytest

from app.checks import Book, runner

TODAY = date(2026, 11, 21)
LANGUAGE = 'name = "{name}"\norder = {order}\nstatus = "live"\nnumbers_like = "{code}"\n'
TOPIC = 'emoji = "🏠"\nlabel = "Adresse"\ncards = [{cards}]\n'
PRIORITY = "[priority]\nplan = { unknown = 3 }\nstage = { unknown = 3 }\n"
FACT = {
    "legal_basis": "§ 17 BMG",
    "source_url": "https://www.gesetze-im-internet.de/bmg/",
    "publisher": "Bundesministerium der Justiz",
    "statement": "Wer einzieht, meldet sich an.",
}


def toml(table: dict[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, date):
        return value.isoformat()
    return f'"{value}"' if isinstance(value, str) else repr(value)


def make(home: Path, case: dict[str, Any]) -> None:
    """Write the project."""
    for number, (code, name) in enumerate({"de": "Deutsch", "ro": "Română"}.items()):
        (home / "locales" / code / "LC_MESSAGES").mkdir(parents=True)
        (home / "locales" / code / "language.toml").write_text(LANGUAGE.format(name=name, order=number, code=code))
    for topic in ("registration", "health", "school", "help", "facts"):
        (home / "content" / topic).mkdir(parents=True)
        if topic != "facts":
            cards = '"sample"' if topic == "registration" else ""
            (home / "content" / topic / "topic.toml").write_text(TOPIC.format(cards=cards))
    (home / "content" / "office_words.toml").write_text("words = []\n")
    (home / "content" / "phrases.toml").write_text("")
    steps = "".join(f"[[steps]]\n{toml(step)}" for step in case["steps"])
    card = toml({"emoji": "🏠", "label": case.get("label", "Adresse"), "title": case.get("title", "Wie geht das?")})
    (home / "content" / "registration" / "sample.toml").write_text(card + PRIORITY + steps)
    facts = "".join(f"[{name}]\n{toml({**FACT, **fact})}" for name, fact in case.get("facts", {}).items())
    (home / "content" / "facts" / "sample.toml").write_text(facts)
    sources = {f"sample.{step['id']}": step["text"] for step in case["steps"]}
    for topic in ("registration", "health", "school", "help"):
        file = polib.POFile()
        file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
        file.append(polib.POEntry(msgctxt=f"{topic}.label", msgid="Adresse", msgstr="Adresa"))
        if topic == "registration":
            label, title = case.get("label", "Adresse"), case.get("title", "Wie geht das?")
            file.append(polib.POEntry(msgctxt="sample.label", msgid=label, msgstr="Adresa"))
            file.append(polib.POEntry(msgctxt="sample.title", msgid=title, msgstr="Cum se face?"))
            for context, said in case.get("ro", {}).items():
                entry = polib.POEntry(msgctxt=context, msgid=sources[context], msgstr=said)
                entry.flags = ["fuzzy"] if context in case.get("fuzzy", []) else []
                file.append(entry)
        file.save(str(home / "locales" / "ro" / "LC_MESSAGES" / f"{topic}.po"))


@pytest.fixture
def book_of(tmp_path: Path) -> Callable[[Path], tuple[Book, list[str]]]:
    def read(path: Path) -> tuple[Book, list[str]]:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        make(tmp_path, case)
        return runner.read(tmp_path, case.get("today", TODAY)), case.get("finds", [])

    return read
