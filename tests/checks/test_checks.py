"""Each rule finds what is wrong in its bad examples and nothing in its good ones; the real content passes them all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.checks import Book, runner
from app.ports import discover
from app.settings import HOME
from tests.checks.conftest import TODAY

RULES = discover.modules("app.checks", "find")
CASES = sorted(Path(__file__).parent.glob("*/*.toml"))


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_good_and_a_bad_example(rule: str) -> None:
    assert {path.stem.split("-")[0] for path in CASES if path.parent.name == rule} == {"good", "bad"}


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_rule_finds_what_its_example_says(case: Path, book_of: Callable[[Path], tuple[Book, list[str]]]) -> None:
    book, expected = book_of(case)
    found = [problem.place.split(" ")[0] for problem in RULES[case.parent.name].find(book)]
    assert found == expected
    assert bool(expected) == case.stem.startswith("bad")


def test_the_content_has_no_error() -> None:
    errors = [str(problem) for problem in runner.check(HOME, TODAY) if not problem.warning]
    assert errors == []
