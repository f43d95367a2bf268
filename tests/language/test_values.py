"""How values are written in each language. A fact is a number; its unit is a word of the language."""

from datetime import date, time

import pytest

from app.domain.fact import Fact, Kind
from app.domain.hours import Weekday
from app.domain.text import Value
from app.language import registry, values
from app.settings import HOME

FOLDERS = registry.read(HOME / "locales")

# Read as: kind, value, unit · de · ro · bg · tr · rmy.
TABLE = [
    (Kind.DURATION, 1, "day", "1 Tag", "1 zi", "1 ден", "1 gün", "1 djes"),
    (Kind.DURATION, 14, "day", "14 Tage", "14 zile", "14 дни", "14 gün", "14 djesa"),
    (Kind.DURATION, 40, "day", "40 Tage", "40 de zile", "40 дни", "40 gün", "40 djesa"),
    (Kind.DURATION, 2, "week", "2 Wochen", "2 săptămâni", "2 седмици", "2 hafta", "2 kurke"),
    (Kind.DURATION, 3, "month", "3 Monate", "3 luni", "3 месеца", "3 ay", "3 čhon"),
    (Kind.AGE, 16, "year", "16 Jahre", "16 ani", "16 години", "16 yıl", "16 berš"),
    (Kind.MONEY, 259, "EUR", "259 €", "259 €", "259 €", "259 €", "259 €"),
    (Kind.MONEY, 13.9, "EUR", "13,90 €", "13,90 €", "13,90 €", "13,90 €", "13,90 €"),
    (Kind.MONEY, 1318.33, "EUR", "1.318,33 €", "1.318,33 €", "1.318,33 €", "1.318,33 €", "1.318,33 €"),
    (Kind.MONEY, 77400, "EUR", "77.400 €", "77.400 €", "77.400 €", "77.400 €", "77.400 €"),
    (Kind.PERCENT, 17.5, "", "17,5 %", "17,5 %", "17,5 %", "17,5 %", "17,5 %"),
    (Kind.PHONE, "116117", "", *["116 117"] * 5),
    (Kind.PHONE, "112", "", *["112"] * 5),
    (Kind.NAME, "A1", "", *["A1"] * 5),
    (Kind.DATE, "2026-03-15", "", *["15.03.2026"] * 5),
]


def fact(kind: Kind, value: float | str, unit: str) -> Fact:
    day = date(2026, 1, 1)
    return Fact("x", kind, "", value, unit, "", "https://example.org", "", day, day)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]} {row[1]}")
def test_a_value_is_written_in_every_language(row: tuple[Kind, float | str, str, str, str, str, str, str]) -> None:
    told = [values.written(fact(row[0], row[1], row[2]), FOLDERS[code]) for code in ("de", "ro", "bg", "tr", "rmy")]
    assert told == list(row[3:])


# Read as: what is given · de · ro · bg · tr · rmy.
GIVEN = [
    ("Bürgeramt", *["Bürgeramt"] * 5),
    (time(8), *["8"] * 5),
    (time(12, 30), *["12:30"] * 5),
    (Weekday.MONDAY, "Montag", "luni", "понеделник", "Pazartesi", "luja"),
    (Weekday.SUNDAY, "Sonntag", "duminică", "неделя", "Pazar", "kurko"),
]


@pytest.mark.parametrize("row", GIVEN, ids=lambda row: str(row[0]))
def test_a_name_a_time_and_a_day_are_written_in_every_language(row: tuple[Value, str, str, str, str, str]) -> None:
    assert [values.given(row[0], FOLDERS[code]) for code in ("de", "ro", "bg", "tr", "rmy")] == list(row[1:])


def test_a_bare_number_has_no_unit() -> None:
    assert [values.written(fact(Kind.DURATION, 14, "day"), folder, "n") for folder in FOLDERS.values()] == ["14"] * 5
