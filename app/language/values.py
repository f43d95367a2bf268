"""Write a fact's value in a language: Babel's forms, and our own few where Babel has none."""

from datetime import date, time

from babel.dates import format_date, get_day_names
from babel.numbers import format_decimal
from babel.units import format_unit

from app.domain.fact import Fact, Kind
from app.domain.hours import Weekday
from app.domain.text import Value
from app.language.registry import Folder

SIGNS = {"EUR": "€", "RON": "lei", "BGN": "лв."}
DAY_PATTERN = "dd.MM.yyyy"
GROUP = 3


def written(fact: Fact, folder: Folder, form: str = "") -> str:
    """Write the value as a reader sees it: "2 Wochen", "259 €", "116 117". The form "n" gives the bare number."""
    if isinstance(fact.value, str):
        return _words(fact.kind, fact.value)
    if fact.value is None:
        return ""
    number = decimal(fact.value, folder, cents=fact.kind is Kind.MONEY)
    if form == "n":
        return number
    if fact.kind in {Kind.DURATION, Kind.AGE}:
        return _unit(fact.value, number, fact.unit, folder)
    if fact.kind is Kind.MONEY:
        return f"{number} {SIGNS[fact.unit]}"
    return f"{number} %" if fact.kind is Kind.PERCENT else number


def decimal(value: float, folder: Folder, *, cents: bool = False) -> str:
    """Write a number; cents always as two digits, thousands with a dot as on German letters."""
    pattern = "#,##0" if float(value).is_integer() else "#,##0.00" if cents else "#,##0.##"
    return str(format_decimal(value, format=pattern, locale=folder.language.numbers_like)).replace("\xa0", ".")


def day(value: date, folder: Folder) -> str:
    """Write a day as it stands on German letters, the same in all languages."""
    return str(format_date(value, DAY_PATTERN, locale=folder.language.numbers_like))


def month(value: date, folder: Folder) -> str:
    """Write a month by its name, as a heading begins: "November 2026"."""
    name = str(format_date(value, "LLLL y", locale=folder.language.numbers_like))
    return name[:1].upper() + name[1:]


def given(value: Value, folder: Folder) -> str:
    """Write what is no fact: a name as it is, a weekday by its name, a time as "8" or "12:30"."""
    if isinstance(value, Weekday):
        names = folder.file.weekdays or get_day_names("wide", "stand-alone", folder.language.numbers_like)
        return str(names[value])
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02}" if value.minute else str(value.hour)
    return value


def _words(kind: Kind, value: str) -> str:
    if kind is Kind.PHONE and value.isdigit() and len(value) > GROUP:
        return " ".join(value[start : start + GROUP] for start in range(0, len(value), GROUP))
    if kind is Kind.DATE:
        return date.fromisoformat(value).strftime("%d.%m.%Y")
    return value


def _unit(value: float, number: str, unit: str, folder: Folder) -> str:
    forms = folder.file.units.get(unit)
    if forms:
        return f"{number} {forms[0] if value == 1 else forms[-1]}"
    return str(format_unit(value, f"duration-{unit}", length="long", locale=folder.language.numbers_like))
