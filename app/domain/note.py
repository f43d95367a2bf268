"""A partner's dated word on a card or a topic, in its languages: "from 1 March the office asks for an appointment"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_DAYS = 90
MOST_AHEAD = 2 * 365  # days until the first one: what is further is a slip of the pen
MOST_PUBLIC = 3  # notes of one partner that somebody hears on one card
MOST_CHARACTERS = 160
MOST_WORDS = 15  # a sentence


class Status(StrEnum):
    """What became of a note. Only a reviewer's yes makes it public."""

    WAITING = "waiting"
    PUBLIC = "public"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Note:
    """`about` is a card or a topic, whose cards all have it; `texts` are by language; both days are included.

    `reviewer` is a role, never a name. `number` is 0 until it is kept.
    """

    partner: str
    about: str
    texts: Mapping[str, str]
    first_day: date
    last_day: date
    written_on: date
    status: Status = Status.WAITING
    reviewer: str = ""
    reviewed_on: date | None = None
    number: int = 0

    @property
    def days(self) -> int:
        """Count the days on which it is said."""
        return (self.last_day - self.first_day).days + 1

    def is_said_on(self, day: date) -> bool:
        """Say whether people hear it on a day."""
        return self.status is Status.PUBLIC and self.first_day <= day <= self.last_day

    def meets(self, other: "Note") -> bool:
        """Say whether there is a day on which both are said."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day
