"""The command line: drom serve, talk, check, words, review, audio build and doctor, deliver, forget."""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from app.checks import runner
from app.cli_audio import audio
from app.cli_parts import CORES
from app.cli_parts import parts as _parts
from app.domain.language import canonical
from app.language import corrections
from app.language.catalogues import update
from app.service import deliver as delivery
from app.service import overview, progress, sheet, studio, terminal
from app.service.converse import person_key
from app.service.review import BadAnswer, read, report, weigh
from app.settings import Settings
from app.store import forget as forgetting

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Drom: how Germany works, said aloud.")
words = typer.Typer(no_args_is_help=True, help="The translations.")
app.add_typer(audio, name="audio")
review = typer.Typer(no_args_is_help=True, help="What native speakers say of the texts.")
app.add_typer(words, name="words")
app.add_typer(review, name="review")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="the address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="the port to listen on")] = 8000,
) -> None:
    """Serve the pages, the API and the webhooks, deliver what waits, and make what sound is missing."""
    _parts().database.close()  # says what is wrong, before anything is served
    print(f"Drom is there: http://{host}:{port}", flush=True)
    uvicorn.run("app.main:create_app", factory=True, host=host, port=port, access_log=False, log_level="warning")


@app.command()
def talk(
    language: Annotated[str, typer.Option("--language", "-l", help="begin in this language")] = "",
) -> None:
    """Talk to it here, as in a messenger. An empty line ends it."""
    parts = _parts()
    terminal.talk(parts, language, input, print)
    parts.database.close()


@app.command()
def check(
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="pretend it is that day")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON list instead of lines")] = False,
    as_table: Annotated[bool, typer.Option("--table", help="how far each topic is in each language")] = False,
) -> None:
    """Check the content: every problem with its file, its place and what to do."""
    if as_table:
        print("\n".join((progress.TABLE_HEAD, *progress.table(_parts(with_database=False)))))
        return
    problems = runner.check(Settings().home, day.date() if day else date.today())  # noqa: DTZ011  # the editor's day
    if as_json:
        rows = [
            {"file": p.file, "place": p.place, "rule": p.rule, "advice": p.advice, "note": p.warning} for p in problems
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            print(problem)
        print(f"{sum(not p.warning for p in problems)} errors, {sum(p.warning for p in problems)} notes")
    raise typer.Exit(int(any(not problem.warning for problem in problems)))


@app.command("overview")
def show_overview() -> None:
    """Print who hears what, in Markdown: docs/cards.md."""
    parts = _parts(with_database=False)
    print(overview.page(parts.library, parts.words), end="")


@words.command("update")
def words_update() -> None:
    """Bring the PO files up to the German source; changed sentences become fuzzy."""
    parts = _parts(with_database=False)
    others = [code for code in parts.library.languages if code != "de"]
    update(parts.library, Settings().home / "locales", others)


@review.command("export")
def review_export(
    language: Annotated[str, typer.Argument(help="ro, bg, tr, rmy …")],
    card: Annotated[list[str] | None, typer.Option(help="only this card; may be given again")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="only this topic; may be given again")] = None,
    only_open: Annotated[bool, typer.Option("--only-open", help="only what has no review that holds")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="the file to write")] = None,
) -> None:
    """Write the sheet that a native speaker reads, prints or fills in: one HTML file."""
    parts, code = _parts(with_database=False), canonical(language)
    try:
        sheet.language_of(parts.library, code)
        cards = sheet.choose(parts.library, code, card or (), topic or (), only_open=only_open)
    except sheet.UnknownName as unknown:
        print(unknown, file=sys.stderr)
        raise typer.Exit(1) from unknown
    path = output or Path(f"review-{code}.html")
    corrections.replace({path: sheet.page(parts.library, parts.words, code, cards)})
    print(f"{path}: {len(cards)} cards")


@review.command("import")
def review_import(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="what the sheet's button saved")],
    role: Annotated[str, typer.Option(help="who reviewed: a role, never a name")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day of the review")] = None,
) -> None:
    """Take corrections and reviews from a filled-in sheet. A file that is wrong as a whole changes nothing."""
    parts, today = _parts(with_database=False), date.today()  # noqa: DTZ011  # the editor's day
    try:
        outcome = weigh(parts.library, parts.words, read(file.read_bytes()), today, role, on.date() if on else None)
    except BadAnswer as bad:
        print(f"{file}: {bad}", file=sys.stderr)
        raise typer.Exit(1) from bad
    corrections.replace(outcome.files)
    print("\n".join(report(outcome)))
    raise typer.Exit(int(bool(outcome.refused)))


@review.command("status")
def review_status() -> None:
    """Print how far the review is, by topic and language."""
    parts = _parts(with_database=False)
    print(progress.HEAD)
    for row in progress.status(parts.library, parts.words):
        print(row)


@app.command()
def deliver(
    once: Annotated[bool, typer.Option(help="deliver what is due now and stop")] = False,
) -> None:
    """Deliver what waits, beside a server that was started with DROM_DELIVER=0."""
    parts = _parts()
    stopping = threading.Event()
    maker = threading.Thread(target=studio.run, args=(parts, stopping, CORES), name="studio")
    if Settings().make_sound:
        maker.start()
    try:
        if once:
            with ThreadPoolExecutor(delivery.AT_ONCE) as pool:
                while delivery.deliver_due(parts, pool):
                    pass
        else:
            delivery.run(parts, stopping)
    except KeyboardInterrupt:
        print("stopped")
    stopping.set()
    if maker.is_alive():
        maker.join()
    parts.database.close()


@app.command()
def forget(
    channel: Annotated[str, typer.Argument(help="telegram, generic, web …")],
    address: Annotated[str, typer.Argument(help="the person's address there; it is not written anywhere")],
) -> None:
    """Forget a person at once: the conversation and everything that waits."""
    parts = _parts()
    key = person_key(parts, channel, address)
    parts.database.run(lambda tx: forgetting.forget(tx, key))
    print("forgotten")
    parts.database.close()


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
