"""drom audio: the sound, made and spoken."""

import sys
from typing import Annotated

import typer
from rich.progress import Progress

from app.cli import room
from app.cli.start import parts
from app.service import record, shelf
from app.service.parts import Parts

audio = typer.Typer(no_args_is_help=True, help="The sound.")
for command in (room.invite, room.waiting, room.approve, room.withdraw):
    audio.command()(command)


@audio.command("build")
def audio_build(
    processes: Annotated[int, typer.Option(help="how many at once")] = record.CORES,
    prune: Annotated[bool, typer.Option("--prune", help="clear away what no text says any more")] = False,
) -> None:
    """Make the sound that is missing, and say what there is."""
    made = parts(with_database=False)
    _build(made, processes)
    if prune:
        print(f"sound: {shelf.prune(made)} old files cleared away")
    for one in shelf.stock(made):
        print(f"{one.language}: {one.there} of {one.wanted} clips, {one.human} by people, "
              f"{one.seconds:.0f} seconds, {one.megabytes:.1f} MB")  # fmt: skip


def _build(parts: Parts, processes: int = record.CORES) -> None:
    with Progress(transient=True) as bar:
        task = bar.add_task("sound", total=None)
        report = record.build(parts, processes, lambda done, wanted: bar.update(task, completed=done, total=wanted))
    if report.wanted:
        made = ", ".join(f"{language} {number}" for language, number in sorted(report.made.items()))
        print(f"sound: {sum(report.made.values())} of {report.wanted} made ({made})")
    for trouble in report.failed:
        print(f"sound: could not make {trouble}", file=sys.stderr)
