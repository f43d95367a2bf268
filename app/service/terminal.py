"""The same talk in a terminal, for those who build and those who write."""

import secrets
from collections.abc import Callable

from app.domain.message import Incoming, Kind, Reply
from app.service.converse import converse
from app.service.parts import Parts
from app.store import counts

CHANNEL = counts.MADE_HERE


def talk(parts: Parts, language: str, read: Callable[[str], str], write: Callable[[str], None]) -> None:
    """Talk until an empty line. Nothing of it is kept afterwards."""
    address = secrets.token_urlsafe(8)
    incoming = Incoming(CHANNEL, address, "", Kind.START)
    if language:
        incoming = Incoming(CHANNEL, address, "", Kind.CHOICE, f"lang:{language}")
    while True:
        taken = incoming
        answer = parts.database.run(lambda tx: converse(parts, tx, taken))  # noqa: B023  # run ends before the next round
        for reply in answer.replies:
            write(show(parts, reply))
        try:
            said = read("> ").strip()
        except EOFError:
            said = ""
        if not said:
            parts.database.run(lambda tx: converse(parts, tx, Incoming(CHANNEL, address, "", Kind.LEFT)))
            return
        incoming = Incoming(CHANNEL, address, "", Kind.TEXT, said)


def show(parts: Parts, reply: Reply) -> str:
    """Write a reply as a messenger would show it."""
    clip = parts.clips.joined(reply.sound)
    sound = f"🔊 {clip.seconds:.0f} s  {parts.clips.ready(clip.id)}" if clip else "🔇"
    choices = [f"  {number} {option.emoji} {option.label}" for number, option in enumerate(reply.choices, start=1)]
    fixed = "   ".join(f"{option.emoji} {option.label}" for option in reply.fixed)
    return "\n".join(line for line in (sound, reply.text, *choices, f"  [{fixed}]" if fixed else "") if line) + "\n"
