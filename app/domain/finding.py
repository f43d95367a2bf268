"""What somebody who looks after a service is told: whether a thing is well, and what to do if not."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is: `note` is no fault, but worth a look."""

    WELL = "ok"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing looked at. `text` says what was found and, where it is not well, what to do."""

    about: str
    state: State
    text: str
