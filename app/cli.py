"""The command line: drom serve, talk, check, audio build, deliver, forget."""

import json
import logging
import multiprocessing
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Annotated

import typer
import uvicorn
from rich.progress import Progress

from app.checks import runner
from app.content.load import BrokenContent
from app.language.catalogues import update
from app.language.registry import BrokenLanguage
from app.language.words import BrokenCatalogue
from app.service import deliver as delivery
from app.service import overview, record, studio, terminal
from app.service.converse import person_key
from app.service.parts import Parts
from app.settings import Settings
from app.store import forget as forgetting
from app.wiring import build

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Drom: how Germany works, said aloud.")
audio = typer.Typer(no_args_is_help=True, help="The sound.")
words = typer.Typer(no_args_is_help=True, help="The translations.")
app.add_typer(audio, name="audio")
app.add_typer(words, name="words")
CORES = max(1, multiprocessing.cpu_count())


def _parts(*, with_database: bool = True) -> Parts:
    """Put the parts together, or say what is wrong with the content and stop."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("httpx", "alembic"):  # the first would log addresses, which hold tokens
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        return build(Settings(), with_database=with_database)
    except BrokenContent as broken:
        for problem in broken.problems:
            print(problem, file=sys.stderr)
    except (BrokenLanguage, BrokenCatalogue, ValueError) as broken:
        print(broken, file=sys.stderr)
    raise typer.Exit(1)


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
) -> None:
    """Check the content: every problem with its file, its place and what to do."""
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


@audio.command("build")
def audio_build(
    processes: Annotated[int, typer.Option(help="how many at once")] = CORES,
) -> None:
    """Make the sound that is missing."""
    _build(_parts(with_database=False), processes)


def _build(parts: Parts, processes: int = CORES) -> None:
    with Progress(transient=True) as bar:
        task = bar.add_task("sound", total=None)
        report = record.build(parts, processes, lambda done, wanted: bar.update(task, completed=done, total=wanted))
    if report.wanted:
        made = ", ".join(f"{language} {number}" for language, number in sorted(report.made.items()))
        print(f"sound: {sum(report.made.values())} of {report.wanted} made ({made})")
    for trouble in report.failed:
        print(f"sound: could not make {trouble}", file=sys.stderr)


@words.command("update")
def words_update() -> None:
    """Bring the PO files up to the German source; changed sentences become fuzzy."""
    parts = _parts(with_database=False)
    others = [code for code in parts.library.languages if code != "de"]
    update(parts.library, Settings().home / "locales", others)


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
