"""A month of made numbers, with some that are hidden, for tests of how the desk shows them."""

from collections.abc import Sequence
from datetime import date

from app.service.parts import Parts
from app.service.stats import Report, Table

NEWEST = "2026-10"
PLANS = ("", "settle", "return", "circular", "transnational")


def table(name: str, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[int | None]]) -> Table:
    """Make a table; a sum with a hidden part is hidden here."""

    def total(numbers: Sequence[int | None]) -> int | None:
        return None if None in numbers else sum(filter(None, numbers))

    row_totals = tuple(map(total, cells))
    kept = tuple(map(tuple, cells))
    column_totals = tuple(total(column) for column in zip(*cells, strict=True))
    return Table(name, tuple(rows), tuple(columns), kept, row_totals, column_totals, total(row_totals))


def report(parts: Parts, month: str, partner: str = "") -> Report:
    """Give the same numbers for every month and partner; the sum of the topics tells the partners apart."""
    more = len(partner)
    cards = list(parts.library.cards)[:14]
    weeks = ("1-7", "8-14", "15-21", "22-28", "29-31")
    topics = [[41 + more, 52, 38, 66, 71], [23, 31, 44, 40, 29], [12, None, 19, 22, None], [8, 9, 14, 7, 11]]
    plans = [[0, 18, 7, 12, None], [0, 64, 0, 5, 0], [0, None, 31, 9, 0], [0, 6, None, 48, 7], [0, 0, 0, None, 22]]
    tables = [
        table("topics", tuple(parts.library.topics), weeks, topics),
        table("before", tuple(parts.library.topics), ("this-month", "month-before"), [[268, 251], [167, 180], [None, 49], [49, 61]]),
        table("languages", ("ro", "bg", "tr", "rmy", "de"), PLANS, [[80, 61, 22, 97, 14], [33, 40, 8, 21, 6], [9, 12, None, None, 0], [17, 26, None, 8, None], [5, 7, 0, None, None]]),
        table("plans", PLANS, PLANS, plans),
        table("cards", cards, ("opened", "played", "helpful"), [[90 - 6 * n, 55 - 4 * n if n < 12 else None, 12 - n or None] for n in range(14)]),
        table("missed", cards, ("not-understood", "not-helpful", "not-meant"), [[max(31 - 5 * n, 0), 9 - n if n < 5 else None, 0] for n in range(14)]),
        table("listening", cards, ("played", "heard"), [[70 - 5 * n, 44 - 3 * n] for n in range(14)]),
        table("hours", [f"{hour:02}" for hour in range(24)], ("asked",), [[0 if hour < 6 else None if hour in {6, 7, 22, 23} else 3 + (hour * 7) % 19] for hour in range(24)]),
        table("channels", ("telegram", "web", "whatsapp"), ("", "romania", "bulgaria", "other"), [[12, 31, 22, 0], [40, 66, 37, None], [55, 120, 64, 7]]),
    ]  # fmt: skip
    return Report(month, partner, date(2026, 10, 31), {each.id: each for each in tables})
