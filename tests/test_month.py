"""The made month of the bench: its people can talk to us, and its days are those of last month."""

from datetime import date
from itertools import islice

from app.service.parts import Parts
from app.web.talk_schemas import ChatIn
from bench import people
from bench.month import divided

SOME = 400


def test_whoever_is_drawn_says_what_the_api_takes(parts: Parts) -> None:
    for talk in islice(people.people(1), SOME):
        assert talk.language in parts.library.languages
        assert talk.partner in ("", *parts.library.partners)
        for message in talk.messages:
            ChatIn(lang=talk.language, message=message)  # type: ignore[arg-type]


def test_the_same_seed_draws_the_same_people_and_another_others() -> None:
    first, second, other = (list(islice(people.people(seed), SOME)) for seed in (1, 1, 2))
    assert first == second != other


def test_the_shares_are_those_that_are_said() -> None:
    drawn = list(islice(people.people(3), 4000))
    for code, share in people.LANGUAGES.items():
        assert abs(sum(talk.language == code for talk in drawn) / len(drawn) - share / 100) < 0.04
    settle = sum(talk.messages[1] == {"choice": "plan:settle"} for talk in drawn) / len(drawn)
    assert abs(settle - people.PLANS["settle"] / 100) < 0.04


def test_the_days_are_those_of_the_month_that_is_over_and_weekends_have_fewer() -> None:
    days = divided(31_000, date(2026, 11, 21))
    assert (min(days), max(days), len(days), sum(days.values())) == (date(2026, 10, 1), date(2026, 10, 31), 31, 31_000)
    assert days[date(2026, 10, 4)] < days[date(2026, 10, 5)], "a Sunday and a Monday"
