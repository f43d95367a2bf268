"""The command line: drom serve, talk, check, words, review, note, places, partner, audio, channels and others."""

import json
from datetime import date, datetime
from typing import Annotated

import typer

from app.checks import runner
from app.cli.audio import audio
from app.cli.backup import backup, restore
from app.cli.channels import channels
from app.cli.deliver import deliver
from app.cli.doctor import doctor
from app.cli.forget import forget
from app.cli.leaflet import leaflet
from app.cli.note import note
from app.cli.note import rows as note_rows
from app.cli.partner import partner
from app.cli.places import places
from app.cli.review import review
from app.cli.serve import serve
from app.cli.start import parts
from app.cli.stats import stats
from app.cli.words import words
from app.service import listen, overview, progress, record, terminal
from app.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Drom: how Germany works, said aloud.")
app.add_typer(audio, name="audio")
app.add_typer(words, name="words")
app.add_typer(review, name="review")
app.add_typer(note, name="note")
app.add_typer(places, name="places")
app.add_typer(channels, name="channels")
app.add_typer(partner, name="partner")
for command in (serve, deliver, doctor, backup, restore, stats, leaflet, forget):
    app.command()(command)


@app.command()
def talk(
    language: Annotated[str, typer.Option("--language", "-l", help="begin in this language")] = "",
) -> None:
    """Talk to it here, as in a messenger. An empty line ends it."""
    made = parts()
    terminal.talk(made, language, input, print)
    made.database.close()


@app.command()
def check(
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="pretend it is that day")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON list instead of lines")] = False,
    as_table: Annotated[bool, typer.Option("--table", help="how far each topic is in each language")] = False,
    sound: Annotated[bool, typer.Option("--audio", help="listen to every clip that is made instead")] = False,
) -> None:
    """Check the content: every problem with its file, its place and what to do."""
    if sound:
        _listen()
    if as_table:
        print("\n".join((progress.TABLE_HEAD, *progress.table(parts(with_database=False)))))
        return
    on = day.date() if day else date.today()  # noqa: DTZ011  # the editor's day
    problems = runner.check(Settings().home, on)
    problems += note_rows(on)
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


def _listen() -> None:
    found = listen.examine(parts(with_database=False), record.CORES)
    faults = [fault for heard in found.values() for fault in heard.faults]
    print("\n".join((*listen.table(found), *faults, f"{len(faults)} faults")))
    raise typer.Exit(int(bool(faults)))


@app.command("overview")
def show_overview() -> None:
    """Print who hears what, in Markdown: docs/cards.md."""
    made = parts(with_database=False)
    print(overview.page(made.library, made.words), end="")


def main() -> None:
    """Run the command line."""
    app()
