"""A tiny project made of one case file: a card, its facts, its translation."""

import shutil
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polib
import pytest
import tomlkit

from app.checks import Book, runner
from app.domain.model import Model
from app.language import examples
from app.language import model as models
from app.settings import HOME

TODAY = date(2026, 11, 21)
NAMES = {"de": "Deutsch", "ro": "Română", "bg": "Български", "tr": "Türkçe", "rmy": "Romanes"}
LANGUAGE = 'name = "{name}"\norder = {order}\nstatus = "live"\nnumbers_like = "{like}"\n'
TOPIC = 'emoji = "🏠"\nlabel = "Adresse"\ncards = [{cards}]\n'
PRIORITY = {"plan": {"unknown": 3}, "stage": {"unknown": 3}}
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
    translations = {code: case[code] for code in NAMES if code in case} or {"ro": {}}
    _write_languages(home, ["de", *translations])
    for topic in ("registration", "health", "school", "help", "facts"):
        (home / "content" / topic).mkdir(parents=True)
        if topic != "facts":
            cards = '"sample"' if topic == "registration" else ""
            (home / "content" / topic / "topic.toml").write_text(TOPIC.format(cards=cards))
    (home / "content" / "office_words.toml").write_text(f"words = {case.get('office_words', [])}\n")
    shutil.copy(HOME / "content" / "never_said.toml", home / "content")
    (home / "content" / "phrases.toml").write_text("")
    (home / "content" / "first.toml").write_text("[plan]\n")
    (home / "content" / "desk.toml").write_text(
        "".join(f"[{page}]\n{toml(words)}" for page, words in case.get("desk", {}).items())
    )
    steps = "".join(f"[[steps]]\n{toml(step)}" for step in case["steps"])
    card = toml(
        {
            "emoji": "🏠",
            "label": case.get("label", "Adresse"),
            "title": case.get("title", "Wie geht das?"),
            "next": case.get("next", []),
            "priority": case.get("priority", PRIORITY),
        }
    )
    (home / "content" / "registration" / "sample.toml").write_text(card + steps)
    facts = "".join(f"[{name}]\n{toml({**FACT, **fact})}" for name, fact in case.get("facts", {}).items())
    (home / "content" / "facts" / "sample.toml").write_text(facts)
    for language, said in translations.items():
        label = {"bg": "Адрес", "tr": "Adres"}.get(language, "Adresa")
        whole = {"sample.label": label, "sample.title": f"{label}?"} | said
        _write_translation(home / "locales" / language / "LC_MESSAGES", case, whole, label)
    for language, said in case.get("examples", {}).items():
        folder = home / "locales" / language / "examples"
        folder.mkdir()
        lists = "".join(
            f"[{kind}]\n" + "".join(f'"{k}" = {v}\n' for k, v in some.items()) for kind, some in said.items()
        )
        (folder / "a.toml").write_text(f'writer = "a"\n{lists}')
    if "examples" in case:
        learned = "old" if case.get("old_model") else examples.fingerprint(examples.read_all(home / "locales"))
        models.write(home / "locales" / models.NAME, Model({}, (), {}), learned)
    (home / "content" / "partners").mkdir()
    for code, partner in case.get("partners", {}).items():
        (home / "content" / "partners" / f"{code}.toml").write_text(tomlkit.dumps(partner), encoding="utf-8")
    for language, reviews in case.get("reviews", {}).items():
        tables = "".join(f"[{name}]\n{toml(review)}" for name, review in reviews.items())
        (home / "locales" / language / "reviews.toml").write_text(tables)


def _write_languages(home: Path, codes: list[str]) -> None:
    for number, code in enumerate(codes):
        folder = home / "locales" / code
        (folder / "LC_MESSAGES").mkdir(parents=True)
        like = "de" if code == "rmy" else code
        (folder / "language.toml").write_text(LANGUAGE.format(name=NAMES[code], order=number, like=like))
        shutil.copy(HOME / "locales" / code / "speech.toml", folder)


def _write_translation(folder: Path, case: dict[str, Any], said: dict[str, str], topic_label: str) -> None:
    """Write what the case says in a language."""
    label, title = case.get("label", "Adresse"), case.get("title", "Wie geht das?")
    sources = {f"sample.{step['id']}": step["text"] for step in case["steps"]}
    sources |= {"sample.label": label, "sample.title": title}
    for topic in ("registration", "health", "school", "help"):
        file = polib.POFile()
        file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
        file.append(polib.POEntry(msgctxt=f"{topic}.label", msgid="Adresse", msgstr=topic_label))
        for context, words in said.items() if topic == "registration" else ():
            entry = polib.POEntry(msgctxt=context, msgid=sources[context], msgstr=words)
            entry.flags = ["fuzzy"] if context in case.get("fuzzy", []) else []
            file.append(entry)
        file.save(str(folder / f"{topic}.po"))


@pytest.fixture
def book_of(tmp_path: Path) -> Callable[[Path], tuple[Book, list[str]]]:
    def read(path: Path) -> tuple[Book, list[str]]:
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        make(tmp_path, case)
        return runner.read(tmp_path, case.get("today", TODAY)), case.get("finds", [])

    return read
