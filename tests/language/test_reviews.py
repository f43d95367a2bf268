"""The file of reviews: written stably, read strictly, and worth nothing for a card that changed."""

from datetime import date
from pathlib import Path

import pytest

from app.domain.review import Review, digest
from app.language import reviews
from app.language.registry import BrokenLanguage

SAID = Review("b-card", "0123", 'teacher, "grandmother"', date(2026, 11, 21))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    other = Review("a-card", "4567", "mediator", date(2026, 1, 2))
    (tmp_path / reviews.FILE).write_text(reviews.written([SAID, other]), encoding="utf-8")
    assert reviews.read(tmp_path) == {"a-card": other, "b-card": SAID}
    assert list(reviews.read(tmp_path)) == ["a-card", "b-card"]


def test_without_a_file_nothing_is_reviewed(tmp_path: Path) -> None:
    assert reviews.read(tmp_path) == {}


@pytest.mark.parametrize("text", ["[", '[a]\ntexts = "x"\n', "a = 1\n", '[a]\ntexts = "x"\nby = "y"\non = "soon"\n'])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / reviews.FILE).write_text(text)
    with pytest.raises(BrokenLanguage, match=r"locales/.*/reviews\.toml"):
        reviews.read(tmp_path)


def test_every_word_place_and_order_counts() -> None:
    said = [("a", "ab"), ("b", "c")]
    others = [[("a", "a"), ("b", "bc")], [("b", "c"), ("a", "ab")], [("a", "ab")], [("a", "ab"), ("x", "c")]]
    assert len({digest(one) for one in [said, *others]}) == 5
