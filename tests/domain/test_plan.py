"""All 48 combinations of three answers, and the plan that each suggests."""

from itertools import product

import pytest

from app.domain.plan import Family, Stay, Travel, suggest

# Read as: how long she stays · where her family is · how she travels -> the plan that is suggested. "*" is any.
TABLE = """
*            *                  several-countries  transnational
*            *                  every-season       circular
some-months  *                  rarely             circular
for-good     *                  rarely             settle
some-years   several-countries  rarely             transnational
unsure       several-countries  rarely             transnational
some-years   with-me            rarely             return
some-years   at-home            rarely             return
some-years   alone              rarely             return
unsure       at-home            rarely             return
unsure       alone              rarely             return
unsure       with-me            rarely             transnational
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]


def expected(given: tuple[str, str, str]) -> list[str]:
    return [row[3] for row in ROWS if all(cell in {"*", value} for cell, value in zip(row, given, strict=False))]


@pytest.mark.parametrize("given", list(product(Stay, Family, Travel)), ids=" ".join)
def test_three_answers_suggest_a_plan(given: tuple[Stay, Family, Travel]) -> None:
    assert [suggest(*given)] == expected(given)


def test_there_are_48_combinations() -> None:
    assert len(list(product(Stay, Family, Travel))) == 48
