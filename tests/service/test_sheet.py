"""The sheet says all that a speaker needs, and holds all that it needs itself."""

import re
from pathlib import Path

import pytest

from app.checks import lengths
from app.service import sheet
from tests.reviewing import Fields, filled_in, open_project, sheet_of, small_project, visible


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return small_project(tmp_path)


def test_it_shows_each_sentence_its_german_and_who_hears_it(home: Path) -> None:
    seen = visible(sheet_of(home))
    assert "Copiii de la 16 vin și ei." in seen
    assert "Deutsch: Kinder ab 16 kommen mit." in seen
    assert "Das hört, wer aus Rumänien kommt" in seen
    assert "Das hört, wer kommt und geht oder wer den Plan nicht gesagt hat" in seen
    assert "Das hören alle" in seen
    assert "{" not in seen


def test_values_are_marked(home: Path) -> None:
    assert "Aveți la dispoziție <mark>2 săptămâni</mark> pentru asta" in sheet_of(home)


def test_a_missing_translation_is_asked_for(home: Path) -> None:
    html = sheet_of(home, "bg")
    assert "Noch nicht übersetzt" in visible(html)
    assert Fields(html).cards["sample"]["sample.age"]["data-values"] == '["16"]'


def test_it_needs_no_network(home: Path) -> None:
    html = sheet_of(home)
    assert not re.search(r"""(?:src|href)\s*=|@import|url\(|https?:""", html.replace("link.href = URL", ""))


def test_its_limits_are_those_of_the_check() -> None:
    assert (sheet.LABEL, sheet.TITLE, sheet.STEP) == (lengths.LABEL, lengths.TITLE, lengths.STEP)


def test_a_part_can_be_chosen(home: Path) -> None:
    library, _ = open_project(home)
    card = library.cards["sample"]
    assert sheet.choose(library, "ro") == (card,)
    assert sheet.choose(library, "ro", cards=["sample"], topics=["health"]) == (card,)
    assert sheet.choose(library, "ro", topics=["health"]) == ()


@pytest.mark.parametrize(("cards", "topics", "said"), [(["x"], [], "card"), ([], ["x"], "topic")])
def test_an_unknown_part_is_named_with_those_there_are(
    home: Path, cards: list[str], topics: list[str], said: str
) -> None:
    library, _ = open_project(home)
    with pytest.raises(sheet.UnknownName, match=f'no {said} "x"; there are'):
        sheet.choose(library, "ro", cards, topics)


@pytest.mark.parametrize(("code", "said"), [("xx", "there are ro, bg"), ("de", "correct it in content/")])
def test_only_translations_are_reviewed(home: Path, code: str, said: str) -> None:
    library, _ = open_project(home)
    with pytest.raises(sheet.UnknownName, match=said):
        sheet.language_of(library, code)


def test_the_answer_carries_what_was_read(home: Path) -> None:
    assert filled_in(sheet_of(home)) != filled_in(sheet_of(home, "bg"))
