"""Run every rule over the content."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from app.checks import Book
from app.content.load import BrokenContent, load
from app.domain.problem import Problem
from app.language import registry
from app.language.words import Words
from app.ports import discover


def check(home: Path, today: date) -> list[Problem]:
    """Read the content of a project folder and give all that is wrong with it on that day, errors first."""
    try:
        return run(read(home, today))
    except BrokenContent as broken:
        return broken.problems


def read(home: Path, today: date) -> Book:
    """Read content and languages. Raises BrokenContent, BrokenLanguage or BrokenCatalogue."""
    folders = registry.read(home / "locales")
    library = load(home / "content")
    words = Words(folders, library.facts)
    languages = {code: folder.language for code, folder in folders.items()}
    library = replace(library, languages=languages, lexicons=words.lexicons(library))
    return Book(library, words, folders, today)


def run(book: Book) -> list[Problem]:
    """Put every rule to the book."""
    rules = discover.modules("app.checks", "find").values()
    problems = [problem for rule in rules for problem in rule.find(book)]
    return sorted(problems, key=lambda problem: (problem.warning, problem.file, problem.place))
