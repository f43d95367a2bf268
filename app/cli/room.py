"""drom audio invite, waiting, approve, withdraw: people who lend their voices."""

import sys
from typing import Annotated

import typer

from app.cli.start import parts
from app.domain.language import canonical
from app.service import room
from app.service.parts import Parts


def invite(
    language: Annotated[str, typer.Argument(help="ro, bg, tr, rmy, de")],
    days: Annotated[int, typer.Option(help="how long the link lasts")] = 14,
    reviewer: Annotated[bool, typer.Option("--reviewer", help="who listens and says yes, instead of speaking")] = False,
    variety: Annotated[str, typer.Option(help="how she speaks: Vlax, Erli, Arli …")] = "",
    role: Annotated[str, typer.Option(help="who she is to us: a role, never a name")] = "",
) -> None:
    """Print a link to the recording room. It needs no account; whoever has it may come in until its last day."""
    made = parts(with_database=False, with_key=True)
    try:
        invitation, token = room.invite(made, canonical(language), days, reviewer=reviewer, variety=variety, role=role)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        raise typer.Exit(1) from wrong
    print(f"{made.public_url}/room/{token}")
    print(f"until {invitation.until}" + ("" if reviewer else f", speaker {invitation.speaker}"))


def waiting(language: Annotated[str, typer.Argument(help="ro, bg, tr, rmy, de")]) -> None:
    """List the recordings that wait for a reviewer's yes."""
    made = parts(with_database=False)
    for recording, sentence in room.waiting(made, _known(made, language)):
        print(f"{recording.id}  {recording.recorded_on}  {recording.seconds:5.1f} s  {sentence.text}")


def approve(
    language: Annotated[str, typer.Argument(help="ro, bg, tr, rmy, de")],
    recordings: Annotated[list[str], typer.Argument(help="their names, as `drom audio waiting` lists them")],
    refuse: Annotated[bool, typer.Option("--refuse", help="drop them instead")] = False,
) -> None:
    """Publish recordings: from now on people hear them instead of the machine."""
    made = parts(with_database=False)
    code = _known(made, language)
    unknown = [name for name in recordings if not made.clips.recordings.decide(code, name, good=not refuse)]
    print(f"{len(recordings) - len(unknown)} recordings {'dropped' if refuse else 'published'}")
    for name in unknown:
        print(f"{name}: does not wait; `drom audio waiting {language}` lists what does", file=sys.stderr)
    raise typer.Exit(int(bool(unknown)))


def withdraw(speaker: Annotated[str, typer.Argument(help="the code that the speaker was given")]) -> None:
    """Remove everything that a speaker gave, as she wishes."""
    print(f"{parts(with_database=False).clips.recordings.withdraw(speaker)} recordings removed")


def _known(made: Parts, language: str) -> str:
    """Bring a language to its code, or say which ones there are and stop."""
    try:
        return room.known(made, canonical(language))
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        raise typer.Exit(1) from wrong
