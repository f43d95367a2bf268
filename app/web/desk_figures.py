"""The numbers of a month as the desk shows them: named in the reader's language, drawn, and as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from app.service import catalogue
from app.service.stats import Table
from app.web import chart
from app.web.chart import Figures
from app.web.desk_door import Door

MOST_DRAWN = 10  # rows of a chart of cards; the table under it has them all
Draw = Callable[[Figures], Markup]


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is shown: what its rows and columns are, and the chart over it."""

    rows: str
    columns: str
    kind: str
    draw: Draw


FORMS = {
    "topics": Form("topic", "week", "stacks", chart.stacks),
    "before": Form("topic", "when", "bars", chart.bars),
    "languages": Form("language", "plan", "matrix", chart.matrix),
    "plans": Form("plan", "plan", "matrix", chart.matrix),
    "cards": Form("card", "event", "matrix", chart.matrix),
    "missed": Form("card", "missed", "bars", chart.bars),
    "listening": Form("card", "listening", "bars", chart.bars),
    "hours": Form("hour", "asked", "columns", partial(chart.columns, every=3)),
    "channels": Form("channel", "origin", "matrix", chart.matrix),
}
SHORT = "< 5"  # in the fields of a matrix, which have no room for words


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its chart. None in a cell is hidden; `rest` says that the chart leaves rows out."""

    id: str
    title: str
    told: str
    corner: str
    chart: Markup
    rest: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...], int | None], ...]
    totals: tuple[int | None, ...]
    total: int | None

    @property
    def empty(self) -> bool:
        """Say whether nothing was counted at all, not even a number that is hidden."""
        return all(cell == 0 for _, cells, _ in self.rows for cell in cells)


def show(desk: Door, table: Table) -> Shown:
    """Show a table. Cards come with the most frequent first."""
    form = FORMS[table.id]
    order = list(range(len(table.rows)))
    if form.rows == "card":
        order.sort(key=lambda number: -(table.row_totals[number] or 0))
    rows = tuple((name(desk, form.rows, table.rows[n]), table.cells[n], table.row_totals[n]) for n in order)
    columns = tuple(name(desk, form.columns, column) for column in table.columns)
    drawn = rows[:MOST_DRAWN] if form.rows == "card" else rows
    title = desk.phrase(f"{table.id}.title")
    figures = Figures(
        id=f"chart-{table.id}",
        title=title,
        description=desk.phrase(f"chart.{form.kind}"),
        rows=tuple(label for label, _, _ in drawn),
        columns=columns,
        cells=tuple(cells for _, cells, _ in drawn),
        few=SHORT if form.kind == "matrix" else desk.phrase("few.word"),
    )
    return Shown(
        id=table.id,
        title=title,
        told=desk.phrase(f"{table.id}.told"),
        corner=desk.phrase(f"kind.{form.rows}"),
        chart=form.draw(figures),
        rest=desk.phrase("chart.first", number=str(len(drawn))) if len(drawn) < len(rows) else "",
        columns=columns,
        rows=rows,
        totals=table.column_totals,
        total=table.total,
    )


def show_all(desk: Door, tables: Sequence[Table]) -> list[Shown]:
    """Show several tables."""
    return [show(desk, table) for table in tables]


def name(desk: Door, kind: str, key: str) -> str:
    """Name a row or column in the desk's language; what has no name there stays as it is."""
    library, language = desk.parts.library, desk.language
    if not key:
        return desk.phrase("kind.unsaid")
    if f"{kind}.{key}" in library.desk:
        return desk.phrase(f"{kind}.{key}")
    if kind == "topic" and key in library.topics:
        return catalogue.say(desk.parts, library.topics[key].label, language).text
    if kind == "card" and key in library.cards:
        return catalogue.say(desk.parts, library.cards[key].label, language).text
    if f"{kind}.{key}.label" in library.phrases:
        return catalogue.phrase(desk.parts, f"{kind}.{key}.label", language).text
    return key
