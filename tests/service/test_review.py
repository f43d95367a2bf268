"""A reviewer's answers: taken whole where they fit, refused with a reason where not, and nothing in between."""

import difflib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.checks import runner
from app.language import corrections, reviews
from app.service import progress, review, sheet
from tests.reviewing import CATALOGUE, REVIEWS, TODAY, filled_in, open_project, sheet_of, small_project

BETTER = {"sample.papers": "Luați cu dumneavoastră buletinul."}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return small_project(tmp_path)


def take(home: Path, answer: bytes, **options: Any) -> review.Outcome:
    library, words = open_project(home)
    outcome = review.weigh(library, words, review.read(answer), TODAY, **options)
    corrections.replace(outcome.files)
    return outcome


def everything(home: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (home / "locales").rglob("*") if path.is_file()}


def advice(outcome: review.Outcome) -> list[str]:
    return [f"{problem.place}: {problem.advice}" for problem in outcome.refused]


def test_corrections_and_reviews_come_back(home: Path) -> None:
    before = (home / CATALOGUE).read_text().splitlines()
    outcome = take(home, filled_in(sheet_of(home), BETTER))
    after = (home / CATALOGUE).read_text().splitlines()
    changed = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    assert changed == ['- msgstr "Luați buletinul."', '+ msgstr "Luați cu dumneavoastră buletinul."']
    library, words = open_project(home)
    held = library.reviews["ro", "sample"]
    assert (held.by, held.on) == ("native speaker, teacher", date(2026, 11, 20))
    assert words.say(library.cards["sample"].steps[1].text, "ro") == BETTER["sample.papers"]
    assert outcome.refused == []
    assert sheet.choose(library, "ro", only_open=True) == ()
    assert len(sheet.choose(library, "bg", only_open=True)) == 1


def test_the_same_answer_twice_changes_nothing_more(home: Path) -> None:
    answer = filled_in(sheet_of(home), BETTER)
    take(home, answer)
    before = everything(home)
    assert take(home, answer).refused == []
    assert everything(home) == before


@pytest.mark.parametrize(
    "said",
    [
        "Pentru asta aveți  2 săptămâni .",
        "Pentru asta aveți {deadline} .",
        "2\u00a0săptămâni, nu mai mult: 2 săptămâni!",
    ],
)
def test_a_value_becomes_its_placeholder_again(home: Path, said: str) -> None:
    outcome = take(home, filled_in(sheet_of(home), {"sample.answer": said}))
    assert outcome.refused == []
    assert "{deadline}" in next(iter(outcome.corrections.values()))
    assert "2" not in next(iter(outcome.corrections.values()))


def test_the_form_of_a_placeholder_is_kept(home: Path) -> None:
    outcome = take(home, filled_in(sheet_of(home), {"sample.age": "Vin și copiii de 16 ani."}))
    assert list(outcome.corrections.values()) == ["Vin și copiii de {age:n} ani."]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Aveți timp.", 'keep "2 săptămâni" ({deadline}) in it'),
        ("Aveți 14 zile.", 'keep "2 săptămâni" ({deadline}) in it'),
        ("Aveți 12 săptămâni.", 'keep "2 săptămâni" ({deadline}) in it'),
        ("Aveți 2 săptămânile.", 'keep "2 săptămâni" ({deadline}) in it'),
        ("Aveți 2 săptămâni {other}.", "take out {other}"),
        ("Aveți 2 săptămâni {.", "take out the brace"),
        ("Aveți 2 săptămâni. " * 10, "189 characters; at most 160"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused_and_the_others_taken(home: Path, said: str, why: str) -> None:
    outcome = take(home, filled_in(sheet_of(home), {**BETTER, "sample.answer": said}))
    assert len(outcome.corrections) == 1
    assert outcome.refused[0].file == CATALOGUE
    assert advice(outcome)[0].startswith(f"sample.answer: {why}")
    assert advice(outcome)[1].startswith("sample: not recorded as good")
    assert not (home / REVIEWS).exists()


def test_a_missing_sentence_can_be_written_but_not_found_good(home: Path) -> None:
    html = sheet_of(home, "bg")
    assert "it is not translated yet" in advice(take(home, filled_in(html, language="bg")))[0]
    outcome = take(home, filled_in(html, {"sample.age": "Децата от 16 идват."}, language="bg"))
    assert (list(outcome.corrections.values()), len(outcome.reviews)) == (["Децата от {age:n} идват."], 1)


def test_a_text_that_changed_since_the_sheet_is_refused(home: Path) -> None:
    answer = filled_in(sheet_of(home), BETTER)
    path = home / CATALOGUE
    path.write_text(path.read_text().replace("Luați buletinul", "Aduceți buletinul"))
    before = everything(home)
    assert advice(take(home, answer))[0].startswith("sample.papers: the text has changed since")
    assert everything(home) == before


def test_a_german_text_that_changed_is_refused_too(home: Path) -> None:
    answer = filled_in(sheet_of(home), BETTER)
    path = home / "content" / "registration" / "sample.toml"
    path.write_text(path.read_text().replace("den Ausweis", "die Papiere"))
    assert advice(take(home, answer))[0].startswith("sample.papers: the text has changed since")


def test_a_step_that_came_or_went_takes_the_tick(home: Path) -> None:
    answer = json.loads(filled_in(sheet_of(home)))
    texts = answer["cards"]["sample"]["texts"]
    texts["sample.gone"] = texts.pop("sample.age")
    outcome = take(home, json.dumps(answer).encode())
    assert [line.split(":")[0] for line in advice(outcome)] == ["sample.age", "sample.gone", "sample"]


def test_a_review_is_lost_with_a_change_and_the_check_says_so(home: Path) -> None:
    take(home, filled_in(sheet_of(home)))
    assert [(row.reviewed, row.stale) for row in _rows(home, "ro")] == [(1, 0)]
    take(home, filled_in(sheet_of(home), BETTER, good=False))
    assert open_project(home)[0].reviews == {}
    assert [(row.reviewed, row.stale) for row in _rows(home, "ro")] == [(0, 1)]
    assert [str(one) for one in runner.check(home, TODAY) if one.rule == "review"] == [
        "locales/ro/reviews.toml: sample: note[review]: changed since 2026-11-20: `drom review export ro --card sample`"
    ]


def _rows(home: Path, language: str) -> list[progress.Row]:
    return [row for row in progress.status(*open_project(home)) if row.language == language and row.cards]


def test_the_status_counts_texts(home: Path) -> None:
    assert [(row.texts, row.wanted) for code in ("ro", "bg") for row in _rows(home, code)] == [(5, 5), (4, 5)]
    assert len(str(_rows(home, "ro")[0])) == len(progress.HEAD)


def test_another_role_and_day_overrule_the_file(home: Path) -> None:
    outcome = take(home, filled_in(sheet_of(home)), role="mediator", on=date(2026, 1, 2))
    assert (outcome.reviews[0].by, outcome.reviews[0].on) == ("mediator", date(2026, 1, 2))


def test_an_unknown_card_is_refused_and_the_rest_taken(home: Path) -> None:
    answer = json.loads(filled_in(sheet_of(home)))
    answer["cards"]["gone"] = answer["cards"]["sample"]
    outcome = take(home, json.dumps(answer).encode())
    assert advice(outcome) == ["gone: there is no such card any more; nothing of it is taken"]
    assert len(outcome.reviews) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"language": "xx"}, "there are ro, bg"),
        ({"language": "de"}, "German is the source"),
        ({"role": ""}, "role"),
        ({"role": "Ana, 0151 234567"}, "never a name"),
        ({"role": "ana@example.org"}, "never a name"),
        ({"on": "2026-11-22"}, "still to come"),
        ({"on": "yesterday"}, "on: "),
        ({"drom_review": 2}, "drom_review"),
        ({"cards": []}, "cards"),
        ({"more": 1}, "more"),
    ],
)
def test_a_bad_answer_changes_nothing(home: Path, changes: dict[str, Any], why: str) -> None:
    before = everything(home)
    with pytest.raises(review.BadAnswer, match=why):
        take(home, filled_in(sheet_of(home), BETTER, **changes))
    assert everything(home) == before


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"<!doctype html>", b"[1]", b'{"drom_review": 1', b"[" * 100_000]
)
def test_a_corrupted_file_is_said_so(content: bytes) -> None:
    with pytest.raises(review.BadAnswer):
        review.read(content)


def test_the_other_language_is_refused_text_by_text(home: Path) -> None:
    outcome = take(home, filled_in(sheet_of(home), BETTER, language="bg"))
    assert (outcome.corrections, outcome.reviews) == ({}, [])


def test_other_reviews_stay_and_the_file_is_sorted(home: Path) -> None:
    (home / REVIEWS).write_text('[zebra]\ntexts = "z"\nby = "teacher"\non = 2026-01-01\n')
    take(home, filled_in(sheet_of(home)))
    assert list(reviews.read(home / "locales" / "ro")) == ["sample", "zebra"]
    assert reviews.written(reviews.read(home / "locales" / "ro").values()) == (home / REVIEWS).read_text()
