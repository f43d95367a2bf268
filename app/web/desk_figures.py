"""The numbers of a month as the desk shows them: named in the reader's language, drawn, and as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from app.domain.library import Library
from app.domain.text import Text
from app.service import catalogue
from app.service.stats import Table
from app.web import chart
from app.web.chart import Figures
from app.web.desk_door import Door

Draw = Callable[[Figures], Markup]
Cells = tuple[int | None, ...]
MOST_DRAWN = 8  # rows of a chart of cards; the table beside it has them all


def _sum(_cells: Cells, total: int | None) -> str | None:
    return None if total is None else str(total)


def _change(cells: Cells, _total: int | None) -> str | None:
    """Say by how much the first is more than the second."""
    now, before = cells
    return None if now is None or before is None else f"{now - before:+d}".replace("-", "−")


def _share(cells: Cells, _total: int | None) -> str | None:
    """Say how much of the first the second is."""
    played, heard = cells
    if played is None or heard is None:
        return None
    return f"{heard / played:.0%}".replace("%", "\N{NO-BREAK SPACE}%") if played else "–"


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is shown: what its rows and columns are, its chart, and what the last column tells of a row."""

    rows: str
    columns: str
    kind: str
    draw: Draw
    last: str = ""
    tell: Callable[[Cells, int | None], str | None] = _sum


FORMS = {
    "topics": Form("topic", "week", "stacks", chart.stacks, "total"),
    "before": Form("topic", "when", "bars", chart.bars, "change", _change),
    "languages": Form("language", "plan", "matrix", chart.matrix, "total"),
    "plans": Form("plan", "plan", "matrix", chart.matrix, "total"),
    "missed": Form("card", "event", "bars", chart.bars, "total"),
    "listening": Form("card", "event", "bars", chart.bars, "share", _share),
    "cards": Form("card", "event", "matrix", chart.matrix),
    "hours": Form("hour", "event", "columns", partial(chart.columns, every=3)),
    "channels": Form("channel", "origin", "matrix", chart.matrix, "total"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its name, its cells, and what the last column tells of it. None is hidden."""

    name: str
    cells: Cells
    last: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its chart. `last` heads the last column; `silent` is said in place of a table that shows nothing.

    `rest` says that the chart leaves rows out, `left` that the table does. All four are "" where they do not apply.
    """

    id: str
    title: str
    told: str
    corner: str
    chart: Markup
    rest: str
    left: str
    silent: str
    columns: tuple[str, ...]
    last: str
    rows: tuple[Row, ...]
    totals: Row


def show(desk: Door, table: Table, most: int = MOST_DRAWN) -> Shown:
    """Show a table. Cards come with the most frequent first, and `most` of them are drawn."""
    form = FORMS[table.id]
    every = _rows(desk, form, table)
    rows = tuple(row for row in every if _is_worth(form, row))
    drawn = rows[:most] if form.rows == "card" else rows
    columns = tuple(name(desk, form.columns, column) for column in table.columns)
    totals = Row(desk.phrase("kind.total"), table.column_totals, form.tell(table.column_totals, table.total))
    title = desk.phrase(f"{table.id}.title")
    figures = Figures(
        id=f"chart-{table.id}",
        title=title,
        description=desk.phrase(f"chart.{form.kind}"),
        rows=table.rows if form.rows == "hour" else tuple(row.name for row in drawn),
        columns=columns,
        cells=tuple(row.cells for row in drawn),
        few=desk.phrase("few.word"),
    )
    return Shown(
        id=table.id,
        title=title,
        told=desk.phrase(f"{table.id}.told"),
        corner=desk.phrase(f"kind.{form.rows}"),
        chart=form.draw(figures),
        rest=desk.phrase("chart.first") if len(drawn) < len(rows) else "",
        left=desk.phrase("month.left") if form.rows == "card" and len(rows) < len(every) else "",
        silent=_silent(desk, every, totals),
        columns=columns,
        last=desk.phrase(f"kind.{form.last}") if form.last else "",
        rows=rows,
        totals=totals,
    )


def _is_worth(form: Form, row: Row) -> bool:
    """Say whether a row is worth its line: of the many cards those with a number, of messengers those in use."""
    if form.rows == "card":
        return any(row.cells)
    return form.rows != "channel" or any(cell != 0 for cell in row.cells)


def _silent(desk: Door, rows: tuple[Row, ...], totals: Row) -> str:
    """Say why there is nothing to show: nothing was counted, or all of it is hidden but perhaps the sum."""
    cells = {cell for row in rows for cell in row.cells}
    if any(cells):
        return ""
    if None not in cells:
        return desk.phrase("month.nothing")
    hidden = desk.phrase("month.hidden")
    return f"{hidden} {totals.name}: {totals.last}" if (totals.last or "").isdigit() else hidden


def _rows(desk: Door, form: Form, table: Table) -> tuple[Row, ...]:
    """Name the rows of a table; those of cards in the order of what was counted."""
    rows = [
        (total or sum(cell or 0 for cell in cells), Row(name(desk, form.rows, key), cells, form.tell(cells, total)))
        for key, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True)
    ]
    if form.rows == "card":
        rows.sort(key=lambda pair: -pair[0])
    return tuple(row for _, row in rows)


def name(desk: Door, kind: str, key: str) -> str:
    """Name a row or column in the desk's language; what has no name there stays as it is."""
    library = desk.parts.library
    if not key:
        return desk.phrase("kind.unsaid")
    if kind in {"hour", "week"}:
        return _span(desk, kind, key)
    if f"{kind}.{key}" in library.desk:
        return desk.phrase(f"{kind}.{key}")
    text = _label(library, kind, key)
    return catalogue.say(desk.parts, text, desk.language).text if text else key


def _label(library: Library, kind: str, key: str) -> Text | None:
    if kind == "topic" and key in library.topics:
        return library.topics[key].label
    if kind == "card" and key in library.cards:
        return library.cards[key].label
    phrase = library.phrases.get(f"{kind}.{key}.label")
    return phrase.text if phrase else None


def _span(desk: Door, kind: str, key: str) -> str:
    """Write an hour ("8") or some days of the month ("1-7"), never broken at its dash."""
    first, _, last = key.partition("-")
    told = f"{int(key)}–{int(key) + 1}" if kind == "hour" else desk.phrase("week.days", first=first, last=last)
    return told.replace("–", "\N{WORD JOINER}–\N{WORD JOINER}")
