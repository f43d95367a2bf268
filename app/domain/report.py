"""What becomes of a reply that was sent: the vendor's report, and the mark by which we know what it is about."""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

FIELDS = 7
LAST = 2**63  # what a database takes for a number
MOST_PARTS = 100


class Fate(StrEnum):
    """How far a message came. A played one was also read; a failed one never arrives."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    PLAYED = "played"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Mark:
    """Names one message of one waiting reply, for vendors that give it back in their reports. It leads to nobody.

    `reply` and `queued_at` (Unix seconds) name the row in the outbox, also after the database was made anew; `part` of
    `parts` messages it is, counted from 0. Language, card and voice ("human", "machine" or "") are only for counting.
    """

    reply: int
    queued_at: float
    part: int
    parts: int
    language: str = ""
    card: str = ""
    voice: str = ""

    def __str__(self) -> str:
        place = (self.reply, repr(self.queued_at), self.part, self.parts)
        return "|".join(map(str, (*place, self.language, self.card, self.voice)))


def read_mark(text: str) -> Mark | None:
    """Read a mark back; None where it is not one of ours."""
    fields = text.split("|")
    if len(fields) != FIELDS:
        return None
    try:
        reply, queued_at, part, parts = int(fields[0]), float(fields[1]), int(fields[2]), int(fields[3])
    except ValueError:
        return None
    if not (0 <= reply < LAST and isfinite(queued_at) and 0 <= part < parts <= MOST_PARTS):
        return None
    return Mark(reply, queued_at, part, parts, *fields[4:])


@dataclass(frozen=True, slots=True)
class Report:
    """What a vendor says of one message. `mark` is None where the vendor does not give ours back.

    `final` says of a failed one that it will never come through; `left` that the person has blocked us.
    """

    channel: str
    fate: Fate
    mark: Mark | None = None
    address: str = ""
    reason: str = ""
    final: bool = False
    left: bool = False
