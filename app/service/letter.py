"""What lies sealed in the outbox: a reply and where it goes, or a voice note that is still to be heard."""

import json
from dataclasses import dataclass

from app.domain.message import Option, Reply

SILENT = Reply("", "", "")


@dataclass(frozen=True, slots=True)
class Letter:
    """One errand. `note` is the vendor's name of a voice note to be heard; there is no reply yet then."""

    address: str
    reply: Reply = SILENT
    receipt: str = ""
    note: str = ""


def pack(letter: Letter) -> bytes:
    """Write a letter; it is sealed before it is stored."""
    reply = letter.reply
    options = [[[option.id, option.emoji, option.label] for option in row] for row in (reply.choices, reply.fixed)]
    said = [reply.language, reply.title, reply.text, reply.sound, *options, reply.card, reply.opener]
    fields = [letter.address, letter.receipt, *said, letter.note]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(data: bytes) -> Letter:
    """Read back what `pack` wrote, or the version before it, which ended with the card."""
    address, receipt, language, title, text, sound, choices, fixed, card, *more = json.loads(data)
    opener, note = more or ("", "")
    rows = [tuple(Option(*option) for option in row) for row in (choices, fixed)]
    reply = Reply(language, title, text, tuple(sound), rows[0], rows[1], card, opener)
    return Letter(address, reply, receipt, note)
