"""`drom review`: what it prints, and how it ends."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from tests.reviewing import CATALOGUE, REVIEWS, filled_in, sheet_of, small_project


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DROM_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return small_project(tmp_path)


def drom(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["review", *arguments])


def test_export_says_where_the_sheet_is(home: Path) -> None:
    made = drom("export", "ro-RO", "--topic", "registration", "--only-open")
    assert (made.exit_code, made.output) == (0, "review-ro.html: 1 cards\n")
    assert (home / "review-ro.html").read_text() == sheet_of(home)


@pytest.mark.parametrize("wrong", [["xx"], ["de"], ["ro", "--card", "x"], ["ro", "--topic", "x"]])
def test_export_of_something_unknown_is_an_error(home: Path, wrong: list[str]) -> None:
    made = drom("export", *wrong)
    assert (made.exit_code, bool(made.stderr)) == (1, True)
    assert not list(home.glob("*.html"))


def test_import_lists_what_it_refuses_and_ends_with_one(home: Path) -> None:
    (home / "answer.json").write_bytes(filled_in(sheet_of(home), {"sample.answer": "Aveți timp."}))
    taken = drom("import", "answer.json", "--on", "2026-11-20")
    assert taken.exit_code == 1
    assert f'{CATALOGUE}: sample.answer: error[review]: keep "2 săptămâni" ({{deadline}}) in it' in taken.output
    assert taken.output.endswith("0 corrections, 0 cards good, 2 refused; next: drom check\n")


def test_import_of_a_wrong_file_names_it_and_changes_nothing(home: Path) -> None:
    (home / "answer.json").write_text(sheet_of(home))
    before = (home / CATALOGUE).read_bytes()
    taken = drom("import", "answer.json")
    assert taken.exit_code == 1
    assert taken.stderr.startswith("answer.json: it is no JSON file of a review sheet")
    assert ((home / CATALOGUE).read_bytes(), (home / REVIEWS).exists()) == (before, False)


def test_a_broken_file_of_reviews_is_said_in_words(home: Path) -> None:
    (home / REVIEWS).write_text("[")
    assert drom("status").stderr.startswith("locales/ro/reviews.toml: ")
