"""drom audio: the sound, made and spoken."""

import sys
from typing import Annotated

import typer
from rich.progress import Progress

from app.cli import room
from app.cli.start import parts
from app.service import doctor_audio, record, shelf
from app.service.record import Report
from app.settings import Settings
from app.store.database import Unavailable

audio = typer.Typer(no_args_is_help=True, help="The sound.")
for command in (room.invite, room.waiting, room.approve, room.withdraw):
    audio.command()(command)


@audio.command("build")
def build(
    processes: Annotated[int, typer.Option(help="how many at once")] = record.CORES,
    again: Annotated[bool, typer.Option("--again", help="try anew what the first engine could not say")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="clear away what no text says any more")] = False,
) -> None:
    """Make the sound that is missing, and say what there is. The notes of partners are in the database, if any."""
    made = parts(with_database=Settings().has_database)
    with Progress(transient=True) as bar:
        task = bar.add_task("sound", total=None)
        report = record.build(
            made, processes, lambda done, wanted: bar.update(task, completed=done, total=wanted), again=again
        )
    _tell(report)
    if prune:
        try:
            print(f"sound: {shelf.prune(made)} old files cleared away")
        except Unavailable as away:
            print(f"sound: nothing cleared away, since nobody can tell which notes are said: {away}", file=sys.stderr)
            raise typer.Exit(1) from away
    for one in shelf.stock(made):
        stood_in = f", {one.stand_ins} not by the first engine (--again tries anew)" if one.stand_ins else ""
        print(f"{one.language}: {one.there} of {one.wanted} clips, {one.human} by people, "
              f"{one.seconds:.0f} seconds, {one.megabytes:.1f} MB{stood_in}")  # fmt: skip


def _tell(report: Report) -> None:
    if report.wanted:
        made = ", ".join(f"{language} {engine} {number}" for (language, engine), number in sorted(report.made.items()))
        print(f"sound: {report.made.total()} of {report.wanted} made ({made})")
    for kind, names in sorted(report.stand_ins.items(), key=lambda item: -len(item[1])):
        print(f"sound: {kind.language}: {len(names)} by {kind.engine}, because {'; '.join(kind.troubles)}")
    for trouble in report.failed:
        print(f"sound: could not make {trouble}", file=sys.stderr)


@audio.command("doctor")
def doctor() -> None:
    """Say which voices each language has, how they measure, and how to get the others."""
    for line in doctor_audio.examine(parts(with_database=False)):
        print(line)
