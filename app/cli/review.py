"""drom review: what native speakers say of the texts."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.start import parts
from app.domain.language import canonical
from app.language import corrections
from app.service import progress, sheet
from app.service.review import BadAnswer, read, report, weigh

review = typer.Typer(no_args_is_help=True, help="What native speakers say of the texts.")


@review.command("export")
def review_export(
    language: Annotated[str, typer.Argument(help="ro, bg, tr, rmy …")],
    card: Annotated[list[str] | None, typer.Option(help="only this card; may be given again")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="only this topic; may be given again")] = None,
    only_open: Annotated[bool, typer.Option("--only-open", help="only what has no review that holds")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="the file to write")] = None,
) -> None:
    """Write the sheet that a native speaker reads, prints or fills in: one HTML file."""
    made, code = parts(with_database=False), canonical(language)
    try:
        sheet.language_of(made.library, code)
        cards = sheet.choose(made.library, code, card or (), topic or (), only_open=only_open)
    except sheet.UnknownName as unknown:
        print(unknown, file=sys.stderr)
        raise typer.Exit(1) from unknown
    path = output or Path(f"review-{code}.html")
    corrections.replace({path: sheet.page(made.library, made.words, code, cards)})
    print(f"{path}: {len(cards)} cards")


@review.command("import")
def review_import(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="what the sheet's button saved")],
    role: Annotated[str, typer.Option(help="who reviewed: a role, never a name")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day of the review")] = None,
) -> None:
    """Take corrections and reviews from a filled-in sheet. A file that is wrong as a whole changes nothing."""
    made, today = parts(with_database=False), date.today()  # noqa: DTZ011  # the editor's day
    try:
        outcome = weigh(made.library, made.words, read(file.read_bytes()), today, role, on.date() if on else None)
    except BadAnswer as bad:
        print(f"{file}: {bad}", file=sys.stderr)
        raise typer.Exit(1) from bad
    corrections.replace(outcome.files)
    print("\n".join(report(outcome)))
    raise typer.Exit(int(bool(outcome.refused)))


@review.command("status")
def review_status() -> None:
    """Print how far the review is, by topic and language."""
    made = parts(with_database=False)
    print(progress.HEAD)
    for row in progress.status(made.library, made.words):
        print(row)
