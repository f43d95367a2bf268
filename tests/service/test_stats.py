"""The numbers of a month: what each table counts, for whom, and that a month is told only when it is over."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from app.domain.hours import ZONE
from app.service import stats
from app.service.parts import Parts
from app.service.stats import Table
from app.store import counts, hours, told
from app.store.counts import Count
from tests.conftest import NOW
from tests.empty import emptied

MONTH = "2026-10"
CENTRE, COUNTY = "example-centre", "example-county"


@pytest.fixture
def empty(parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    monkeypatch.setattr("app.domain.suppress.ONE_MORE", 0.0)  # so that what is hidden is only what must be
    with emptied(parts, tmp_path) as made:
        yield made


def happen(parts: Parts, day: date, n: int, event: str, card: str = "", **kind: str) -> None:
    """Let something happen so many times on a day."""
    count = Count("web", "ro", event=event, card=card, topic=parts.library.topic_of(card))
    parts.database.run(lambda tx: counts.add(tx, day, {replace(count, **kind): n}))


@pytest.fixture
def october(empty: Parts) -> Parts:
    """A month with much of everything, and little of some."""
    for day, n in ((1, 30), (14, 20), (31, 12)):
        happen(empty, date(2026, 10, day), n, "opened", "kita", plan="settle", origin="romania", partner=CENTRE)
    happen(
        empty, date(2026, 10, 2), 40, "opened", "register-address", channel="telegram", plan="circular", language="bg"
    )
    happen(
        empty, date(2026, 10, 9), 25, "opened", "register-address", channel="telegram", plan="circular", language="bg"
    )
    happen(empty, date(2026, 9, 30), 50, "opened", "kita", partner=CENTRE)
    happen(empty, date(2026, 11, 1), 60, "opened", "kita", partner=CENTRE)
    happen(empty, date(2026, 10, 3), 7, "heard-machine", "kita")
    happen(empty, date(2026, 10, 3), 6, "heard-human", "kita", partner=CENTRE)
    happen(empty, date(2026, 10, 3), 21, "played-human", "kita", partner=CENTRE)
    happen(empty, date(2026, 10, 4), 5, "not-understood", "kita", partner=CENTRE)
    happen(empty, date(2026, 10, 4), 9, "not-understood")
    happen(empty, date(2026, 10, 5), 15, "plan:>settle", partner=CENTRE)
    happen(empty, date(2026, 10, 5), 11, "plan:settle>circular", partner=CENTRE)
    happen(empty, date(2026, 10, 5), 99, "opened", "kita", channel="terminal")
    for hour, n in ((9, 8), (21, 6)):
        moment = datetime(2026, 10, 5, hour, tzinfo=ZONE)
        empty.database.run(lambda tx, moment=moment, n=n: hours.add(tx, moment, CENTRE, n))
    return empty


def cell(table: Table, row: str, column: str) -> int | None:
    return table.cells[table.rows.index(row)][table.columns.index(column)]


# Read as: table · row · column · how often.
CELLS = [
    ("topics", "school", "1-7", 30),
    ("topics", "school", "8-14", 20),
    ("topics", "school", "29-31", 12),
    ("topics", "registration", "1-7", 40),
    ("topics", "health", "1-7", 0),
    ("cards", "kita", "opened", 62),
    ("cards", "kita", "heard", 13),
    ("cards", "kita", "not-understood", 5),
    ("missed", "kita", "not-understood", 5),
    ("listening", "kita", "played", 21),
    ("listening", "kita", "heard", 13),
    ("languages", "ro", "settle", 62),
    ("languages", "bg", "circular", 65),
    ("languages", "tr", "", 0),
    ("plans", "", "settle", 15),
    ("plans", "settle", "circular", 11),
    ("hours", "09", "asked", 8),
    ("hours", "10", "asked", 0),
    ("before", "school", "this-month", 62),
    ("before", "school", "month-before", 50),
    ("channels", "web", "romania", 62),
    ("channels", "telegram", "", 65),
    ("channels", "viber", "", 0),
]


@pytest.mark.parametrize(("name", "row", "column", "n"), CELLS)
def test_what_each_table_counts(october: Parts, name: str, row: str, column: str, n: int) -> None:
    report = stats.report(october, MONTH)
    assert (report.upto, list(report.tables)) == (date(2026, 10, 31), list(stats.TABLES))
    assert cell(report.tables[name], row, column) == n


def test_a_partner_sees_what_came_in_by_it(october: Parts) -> None:
    centre, county = (stats.report(october, MONTH, partner).tables for partner in (CENTRE, COUNTY))
    assert (centre["topics"].total, centre["hours"].total, centre["plans"].total) == (62, 14, 26)
    assert cell(centre["listening"], "kita", "heard") == 6
    assert {table.total for table in county.values()} == {0}


def test_little_is_hidden_and_what_would_tell_it_too(october: Parts) -> None:
    happen(october, date(2026, 10, 9), 2, "opened", "free-advice")
    tables = stats.report(october, MONTH).tables
    assert tables["topics"].total == 129, "the sum is told"
    hidden = [
        row for row, total in zip(tables["topics"].rows, tables["topics"].row_totals, strict=True) if total is None
    ]
    assert "help" in hidden
    assert len(hidden) >= 2
    before = tables["before"]
    assert [row for row in before.rows if cell(before, row, "this-month") is None] == hidden, "in every table"


def test_what_was_told_stays_told_when_cards_move_and_go(october: Parts) -> None:
    happen(october, date(2026, 10, 9), 3, "opened", "free-advice")
    library = october.library
    first = stats.report(october, MONTH)
    moved = replace(library.cards["kita"], topic="health")
    cards = {name: card for name, card in library.cards.items() if name != "free-advice"} | {"kita": moved}
    after = replace(october, library=replace(library, cards=cards))
    assert stats.report(after, MONTH) == first
    assert stats.report(after, MONTH, CENTRE) != first, "each partner has its own"


def test_a_month_in_which_nothing_was_counted_leaves_no_row(empty: Parts) -> None:
    stats.report(empty, "2000-01")
    assert empty.database.run(lambda tx: told.find(tx, "2000-01", "")) == {}


def test_the_same_month_is_told_the_same_again_and_again(october: Parts) -> None:
    happen(october, date(2026, 10, 9), 3, "opened", "free-advice", partner=CENTRE)
    first = stats.report(october, MONTH, CENTRE)
    assert stats.report(replace(october, now=lambda: NOW.replace(month=12)), MONTH, CENTRE) == first
    november = stats.report(replace(october, now=lambda: NOW.replace(month=12)), "2026-11", CENTRE).tables["before"]
    for row, total in zip(first.tables["topics"].rows, first.tables["topics"].row_totals, strict=True):
        assert cell(november, row, "month-before") == total, "also beside the month after"


@pytest.mark.parametrize("month", ["2026-11", "2027-01"])
def test_a_month_that_is_not_over_tells_nothing(october: Parts, month: str) -> None:
    report = stats.report(october, month)
    assert report.upto < date.fromisoformat(f"{month}-01")
    assert list(report.tables) == list(stats.TABLES)
    for table in report.tables.values():
        shown = {*table.row_totals, *table.column_totals, table.total, *(one for row in table.cells for one in row)}
        assert shown == {None}
    assert stats.newest(october) == MONTH


def test_the_first_month_that_may_be_asked_for_has_one_before_it(empty: Parts) -> None:
    assert stats.report(empty, "2000-01").tables["before"].total == 0


def test_the_last_day_ends_before_the_month_is_told(empty: Parts) -> None:
    for moment, newest in (("2026-10-31T23:59:59+00:00", "2026-09"), ("2026-11-01T00:00:00+00:00", MONTH)):
        assert stats.newest(replace(empty, now=lambda moment=moment: datetime.fromisoformat(moment))) == newest


@pytest.mark.parametrize("month", ["", "2026-13", "2026-1", "oktober", "1999-12", "2026-10-01", "2026-10\n"])
def test_what_is_no_month_is_said(empty: Parts, month: str) -> None:
    with pytest.raises(ValueError, match="write it like 2026-10"):
        stats.report(empty, month)


def test_a_card_that_is_gone_is_still_told(empty: Parts) -> None:
    happen(empty, date(2026, 10, 9), 33, "opened", "old-card", topic="school")
    tables = stats.report(empty, MONTH).tables
    assert cell(tables["cards"], "old-card", "opened") == 33
    assert tables["topics"].row_totals[tables["topics"].rows.index("school")] == 33


def test_csv_has_the_sums_and_says_what_is_hidden(october: Parts) -> None:
    happen(october, date(2026, 10, 9), 3, "not-helpful", "kita")
    tables = stats.report(october, MONTH).tables
    rows = list(csv.reader(stats.as_csv(tables["languages"]).splitlines()))
    assert rows[0] == ["languages", "not-said", "settle", "return", "circular", "transnational", "total"]
    assert rows[-1] == ["total", "0", "62", "0", "65", "0", "127"]
    missed = {row[0]: row[1:] for row in csv.reader(stats.as_csv(tables["missed"]).splitlines())}
    assert missed["kita"] == ["5", "hidden", "0", "hidden"]


def test_everything_in_a_table_is_described(october: Parts) -> None:
    told = stats.describe()
    tables = stats.report(october, MONTH).tables
    assert [name for name in tables if name not in told] == []
    events = {column for name in ("cards", "missed", "listening", "hours", "before") for column in tables[name].columns}
    assert events - told.keys() == set()
