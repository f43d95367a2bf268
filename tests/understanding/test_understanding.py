"""What was promised of understanding, on messages that the model has not seen."""

import math
from collections import Counter

import pytest

from app.flow.detect import detect
from app.flow.search import search
from app.language import examples
from app.language import model as models
from app.service.parts import Parts
from app.settings import HOME
from tests.understanding.messages import LANGUAGES, languages, read, share

LIVE = tuple(language for language in LANGUAGES if language != "rmy")

# Read as: of which messages · in which language · how many right, of a hundred, among the first so many.
PROMISED = [
    *(("card", language, 85, 1) for language in LIVE),
    *(("card", language, 95, 3) for language in LIVE),
    ("card", "rmy", 80, 3),
    *(("command", language, 95, 1) for language in LIVE),
    *(("outside", language, 90, 1) for language in LIVE),
]


@pytest.mark.parametrize(("kind", "language", "percent", "among"), PROMISED)
def test_what_was_promised(kind: str, language: str, percent: int, among: int, parts: Parts) -> None:
    messages = [message for message in read(language) if message.kind == kind]
    assert wrong(share(messages, parts.library, among), len(messages)) <= allowed(percent, len(messages))


@pytest.mark.parametrize("language", LIVE)
def test_the_language_is_right(language: str, parts: Parts) -> None:
    count = len(read(language))
    assert wrong(languages(read(language), parts.library), count) <= allowed(97, count)


def wrong(right: float, count: int) -> int:
    return round((1 - right) * count)


def allowed(percent: int, count: int) -> int:
    """Say how many of so few may be wrong: a whole message, where the share is a part of one."""
    return math.ceil(count * (100 - percent) / 100)


@pytest.mark.parametrize("text", ["ja", "ok", "🏠", "12345", "", "asdf", "hallo du"])
def test_what_is_short_or_nothing_changes_nothing(text: str, parts: Parts) -> None:
    assert detect(text, parts.library) is None
    assert not search(text, parts.library).sure


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examination_is_big_enough_and_nobody_has_learned_it(language: str) -> None:
    asked = read(language)
    assert len(asked) >= 120
    learned = {one.text for one in examples.read_all(HOME / "locales")}
    assert [message.text for message in asked if message.text in learned] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_has_many_examples_of_several_writers(language: str, parts: Parts) -> None:
    read_all = [one for one in examples.read_all(HOME / "locales") if one.language == language]
    count = Counter(one.label for one in read_all)
    fewest = 15 if language == "rmy" else 40
    assert {card: count[card] for card in parts.library.cards if count[card] < fewest} == {}
    assert len({one.writer for one in read_all}) >= 3


def test_the_model_answers_all_questions() -> None:
    assert set(models.read(HOME / "locales" / models.NAME).heads) == {"ask", "language", "plan", "stage", "origin"}
