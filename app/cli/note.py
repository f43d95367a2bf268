"""drom note: what partners write on a card, and a reviewer's yes or no to it."""

import sys
from collections.abc import Callable, Collection
from datetime import date
from typing import Annotated

import typer

from app.cli.start import parts
from app.content.load import BrokenContent
from app.domain.note import Note, Status
from app.domain.problem import Problem
from app.service import note as notes
from app.service import record
from app.service.note import NoSuchNote
from app.service.parts import Parts
from app.settings import Settings
from app.store import backup
from app.wiring import build

note = typer.Typer(no_args_is_help=True, help="What partners write on a card.")
Number = Annotated[int, typer.Argument(help="its number, as `drom note list` shows it")]


@note.command("list")
def note_list(
    every: Annotated[bool, typer.Option("--all", help="also those that are refused, withdrawn or past")] = False,
) -> None:
    """List the notes that wait, are said today, or will be."""
    made = parts()
    today = notes.today(made)
    there = [one for one in notes.listed(made) if every or (one.status in notes.OPEN and one.last_day >= today)]
    for one in there:
        print(_line(one))
    print(f"{len(there)} notes, {sum(one.status is Status.WAITING for one in there)} wait for a reviewer")
    made.database.close()


@note.command("show")
def note_show(number: Number) -> None:
    """Show a note with all its texts."""
    _with(lambda made: _show(notes.find(made, number)))


@note.command("approve")
def note_approve(
    number: Number, role: Annotated[str, typer.Option(help="who reviewed: a role, never a name")]
) -> None:  # fmt: skip
    """Say yes: it is public from its first day on, with its sound."""

    def approve(made: Parts) -> None:
        _show(notes.approve(made, number, role))
        silent = {made.clips.name(text, language) for text, language in notes.sentences(made)} - {""}
        silent = {name for name in silent if not made.clips.is_made(name)}
        if Settings().make_sound:
            _make_sound(made, silent)
        elif silent:
            print(f"sound: {len(silent)} sentences of public notes have none yet; drom audio build makes them")

    _with(approve)


@note.command("refuse")
def note_refuse(number: Number) -> None:
    """Say no: nobody gets to see it."""
    _with(lambda made: _show(notes.refuse(made, number)))


@note.command("withdraw")
def note_withdraw(number: Number) -> None:
    """Take a note back: within a minute nobody hears it any more."""
    _with(lambda made: _show(notes.withdraw(made, number)))


def rows(day: date) -> list[Problem]:
    """Check the notes in the database, as if it were that day; none where there is no database or broken content.

    A database whose schema is older is left alone: a check changes nothing, the next start brings it up.
    """
    settings = Settings()
    there, newest = backup.revisions(settings.database)
    if not there or there != newest:
        return []
    try:
        made = build(settings, with_database=False)
    except BrokenContent:
        return []  # the content's own check has said so
    try:
        return notes.problems(made, day)
    finally:
        made.database.close()


def _make_sound(made: Parts, names: Collection[str]) -> None:
    """Make these clips here and now, so that no server's studio has to be waited for."""
    jobs = [record.job(made, name) for name in names]
    done = record.make(record.engines_by_language(made), made.clips.built, jobs)
    print(f"sound: {sum(bool(one.engine) for one in done)} of {len(jobs)} clips made")


def _with(work: Callable[[Parts], None]) -> None:
    made = parts()
    try:
        work(made)
    except (NoSuchNote, ValueError) as wrong:
        print(wrong, file=sys.stderr)
        raise typer.Exit(1) from wrong
    finally:
        made.database.close()


def _show(one: Note) -> None:
    print(_line(one))
    print(f"  written on {one.written_on}" + (f", reviewed on {one.reviewed_on}" if one.reviewed_on else "")
          + (f" by {one.reviewer}" if one.reviewer else ""))  # fmt: skip
    for language, text in one.texts.items():
        print(f"  {language}: {text}")


def _line(one: Note) -> str:
    languages = " ".join(one.texts)
    return f"{one.number:4}  {one.status:9}  {one.first_day} to {one.last_day}  {one.partner}  {one.about}  {languages}"
