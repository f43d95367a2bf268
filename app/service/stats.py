"""What was asked in a month, in numbers that lead to nobody: the tables behind the desk, the API and `drom stats`."""

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from app.domain.suppress import Cell, Draw
from app.ports import discover
from app.service import tables
from app.service.parts import Parts
from app.service.tables import Counted, Draws, Month, Table
from app.store import counts, hours, told
from app.store.counts import MADE_HERE, Count
from app.store.statement import Transaction

__all__ = ["HIDDEN", "NOTE", "Cell", "Report", "Table", "as_csv", "describe", "newest", "report"]

Weeks = Mapping[str, Counted]
DAY = timedelta(days=1)
CHANNEL = "web"  # pages, their talk, and whoever asks the API
STARTS = (1, 8, 15, 22, 29)
HIDDEN, NOT_SAID = "hidden", "not-said"
NOTE = (
    "Hidden (null in JSON) is a number from 1 to 4, or one from which such a number could be worked out. "
    "Nothing is published of a month that is not over. docs/counts.md says how and why."
)
TABLES = {
    "topics": "cards that were opened, by topic and days of the month",
    "cards": "what happened with each card",
    "languages": "cards that were opened, by language and by the plan that was said",
    "plans": "plans that were said or changed in a talk: from the plan of the row to that of the column",
    "missed": "where a card did not help",
    "listening": "how often the sound of a card was started, and heard to its end",
    "hours": "in which hour of the day (time of Germany) people asked for a person",
    "before": "cards that were opened, by topic, in this month and the one before",
    "channels": "cards that were opened, by channel and by where people come from",
}
OWN = TABLES.keys() - {"before"}  # about one month alone
COLUMNS = {
    "opened": "a card was told in a talk, or opened on a page",
    "played": "its sound was started, as far as a page or messenger tells",
    "heard": "its sound came to its end, as far as a page tells",
    "helpful": "somebody said that it helped",
    "not-helpful": "somebody said that it did not help",
    "not-understood": "the next message after it was not understood",
    "not-meant": "it was offered, and something else was meant",
    "asked": "somebody asked for a person",
    "this-month": "the month of the report",
    "month-before": "the month before it",
    NOT_SAID: "this was not said",
    "total": "the sum of the row; over different events it is shown only where all of them are",
}


@dataclass(frozen=True, slots=True)
class Report:
    """All tables of a month ("2026-10"), for one partner or for all (""). `upto` is the last day that is counted."""

    month: str
    partner: str
    upto: date
    tables: Mapping[str, Table]


def newest(parts: Parts) -> str:
    """Name the newest month that is over. Only such months are published (docs/decisions/020-small-numbers.md)."""
    return f"{parts.now().date().replace(day=1) - DAY:%Y-%m}"


def report(parts: Parts, month: str, partner: str = "") -> Report:
    """Give the tables of a month that is over; of one that is not, every cell is hidden and `upto` lies before it.

    A partner's report counts only those who came in by it. Raises ValueError where `month` is none.
    """
    first = _first(month)
    last = _last(first)
    is_over = last < parts.now().date()
    if is_over:
        own, then = (_told(parts, day, partner) for day in (first, _month_before(first)))
    else:
        own = then = _draw(parts, first, partner, {week: {} for week in _weeks(first)}, {})
    found = {**own, "before": tables.before(own["topics"], then["topics"])}
    shown = {name: found[name] if is_over else _closed(found[name]) for name in TABLES}
    return Report(month, partner, last if is_over else first - DAY, shown)


def _told(parts: Parts, first: date, partner: str) -> Mapping[str, Table]:
    """Give what was told of a month; where nobody has asked before, draw it, and keep it if anything was counted."""
    month = f"{first:%Y-%m}"
    kept = parts.database.run(lambda tx: told.find(tx, month, partner))
    if not kept.keys() >= OWN:
        weeks, asked = parts.database.run(lambda tx: _read(tx, first, partner))
        drawn = _draw(parts, first, partner, weeks, asked)
        if not any(weeks.values()) and not asked:
            return drawn
        made = {name: asdict(table) for name, table in drawn.items()}
        kept = parts.database.run(lambda tx: told.keep(tx, month, partner, made))
    return {name: _table(table) for name, table in kept.items()}


def _table(kept: Mapping[str, Any]) -> Table:
    """Read a table that was kept."""
    across = {name: tuple(kept[name]) for name in ("rows", "columns", "row_totals", "column_totals")}
    return Table(id=kept["id"], cells=tuple(map(tuple, kept["cells"])), total=kept["total"], **across)


def _draw(parts: Parts, first: date, partner: str, weeks: Weeks, asked: Mapping[int, int]) -> Mapping[str, Table]:
    """Draw the tables of a month, but for the one that sets it beside the month before."""
    channels = (CHANNEL, *discover.modules("app.channels"))
    draws = _draws(parts, first, partner)
    drawn = (*Month(weeks, parts.library, channels, draws).tables(), tables.hours(asked, draws))
    return {table.id: table for table in drawn}


def _draws(parts: Parts, first: date, partner: str) -> Draws:
    """Draw what is hidden by chance: always the same for the same report, and only this installation can know it."""

    def draw(name: str) -> Draw:
        return random.Random(parts.vault.key("small numbers", first.isoformat(), partner, name)).random  # noqa: S311  # its seed is a keyed hash

    return draw


def _read(tx: Transaction, first: date, partner: str) -> tuple[Weeks, Mapping[int, int]]:
    """Read what was counted in the weeks of a month, and in which hours."""
    weeks = {name: _of(counts.total(tx, *span), partner) for name, span in _weeks(first).items()}
    asked = Counter[int]()
    for (by, hour), n in hours.total(tx, first, _last(first)).items():
        if partner in {"", by}:
            asked[hour] += n
    return weeks, asked


def _of(counted: Mapping[Count, int], partner: str) -> Mapping[Count, int]:
    """Keep what came in by a partner, or all; what is told in a terminal was asked by nobody."""
    return {count: n for count, n in counted.items() if partner in {"", count.partner} and count.channel != MADE_HERE}


def _first(month: str) -> date:
    """Give the first day of a month. Raises ValueError."""
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month):
        raise ValueError(f'"{month[:20]}" is no month; write it like 2026-10')
    return date.fromisoformat(f"{month}-01")


def _last(first: date) -> date:
    return (first + 31 * DAY).replace(day=1) - DAY


def _month_before(first: date) -> date:
    return (first - DAY).replace(day=1)


def _weeks(first: date) -> Mapping[str, tuple[date, date]]:
    """Divide a month into runs of seven days and what is left, as "8-14"."""
    end = _last(first).day
    starts = [start for start in STARTS if start <= end]
    spans = [(start, following - 1) for start, following in pairwise((*starts, end + 1))]
    return {f"{start}-{last}": (first.replace(day=start), first.replace(day=last)) for start, last in spans}


def _closed(table: Table) -> Table:
    """Hide a whole table."""
    nothing = (None,) * len(table.rows)
    across = (None,) * len(table.columns)
    return replace(table, cells=(across,) * len(table.rows), row_totals=nothing, column_totals=across, total=None)


def describe() -> Mapping[str, str]:
    """Say in English what each table and each column counts; a column by its code, or else it is a code of ours."""
    return {**TABLES, **COLUMNS}


def described_as_csv() -> str:
    """Write as CSV what each table and each column counts."""
    return _written([("name", "meaning"), *describe().items()])


def as_csv(table: Table) -> str:
    """Write a table as CSV with its sums. What is hidden is called "hidden", what nobody said "not-said"."""
    head = [table.id, *(column or NOT_SAID for column in table.columns), "total"]
    told = (*zip(table.rows, table.cells, table.row_totals, strict=True), ("total", table.column_totals, table.total))
    rows = ([name or NOT_SAID, *(HIDDEN if n is None else n for n in (*cells, total))] for name, cells, total in told)
    return _written([head, *rows])


def _written(rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
