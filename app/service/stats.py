"""What was asked in a month, in numbers that lead to nobody: the tables behind the desk, the API and `drom stats`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.service.parts import Parts

Cell = int | None  # None: hidden. Fewer than five, or hidden so that one of those cannot be worked out.


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by row and column, with their sums. `rows` and `columns` are codes: cards, plans, languages, events."""

    id: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    row_totals: tuple[Cell, ...]
    column_totals: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class Report:
    """All tables of a month ("2026-10"), for one partner or for all (""). `upto` is the last day that is counted."""

    month: str
    partner: str
    upto: date
    tables: Mapping[str, Table]


def newest(parts: Parts) -> str:
    """Name the newest month that is over. Only such months are published (decision 020)."""
    raise NotImplementedError


def report(parts: Parts, month: str, partner: str = "") -> Report:
    """Give the tables of a month that is over; of a month that is not, every cell is hidden and `upto` lies before it.

    Raises ValueError where `month` is none.
    """
    raise NotImplementedError


def describe() -> Mapping[str, str]:
    """Say in English what each table ("cards") and each column ("cards.opened") counts."""
    raise NotImplementedError


def as_csv(table: Table) -> str:
    """Write a table as CSV (RFC 4180) with its sums; what is hidden is written as "<5"."""
    raise NotImplementedError
