"""drom stats: what was asked in a month, for whoever runs it."""

import sys
from typing import Annotated

import typer

from app.cli.start import parts
from app.service import stats as numbers
from app.service.stats import HIDDEN, NOTE, Cell, Table, describe

NOT_SAID = "(not said)"


def stats(
    month: Annotated[str, typer.Option(help="2026-10; the newest month that is over if left out")] = "",
    partner: Annotated[str, typer.Option(help="only those who came in by this partner")] = "",
) -> None:
    """Print the tables of a month. Give nobody the tables of all beside those of one partner: see docs/counts.md."""
    made = parts()
    try:
        if partner and partner not in made.library.partners:
            raise ValueError(f'there is no partner "{partner}"; there are {", ".join(made.library.partners)}')
        found = numbers.report(made, month or numbers.newest(made), partner)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        raise typer.Exit(1) from wrong
    finally:
        made.database.close()
    print(f"{found.month}, up to {found.upto}, {found.partner or 'all'}\n{NOTE}")
    for table in found.tables.values():
        print(f"\n{table.id}: {describe()[table.id]}")
        print("\n".join(_lines(table)))


def _lines(table: Table) -> list[str]:
    """Write a table in columns; rows in which nothing happened are left out."""
    rows = [["", *(column or NOT_SAID for column in table.columns), "total"]]
    for name, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True):
        if any(cell != 0 for cell in cells):
            rows.append([name or NOT_SAID, *map(_shown, (*cells, total))])
    rows.append(["total", *map(_shown, (*table.column_totals, table.total))])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _shown(cell: Cell) -> str:
    return HIDDEN if cell is None else str(cell)
