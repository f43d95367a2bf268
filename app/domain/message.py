"""What comes in from a channel and what goes out: values without any vendor's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.text import Line, Text


class Kind(StrEnum):
    """What a person did."""

    START = "start"
    TEXT = "text"
    CHOICE = "choice"
    VOICE = "voice"
    SPOKEN = "spoken"
    UNUSABLE = "unusable"
    LEFT = "left"


BEGIN = "start"  # the choice that is left when all is forgotten


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from one person.

    `address` is where an answer goes, `id` the vendor's id of the message; neither is ever logged or kept in clear.
    `content` is the text, or the choice's id; of a voice note, the name by which the vendor gives the sound out, and
    once it was heard (SPOKEN) what it says.
    `receipt` is what the vendor wants acknowledged (a tapped button, a message read). `sent_at` is when she sent it, in
    Unix seconds by the vendor's clock: vendors repeat for days, in any order.
    """

    channel: str
    address: str
    id: str
    kind: Kind
    content: str = ""
    receipt: str = ""
    languages: tuple[str, ...] = ()
    sent_at: float | None = None

    @property
    def begins(self) -> bool:
        """Whether she begins: by a start, or by the choice of that name, which stays tappable on an old screen."""
        return self.kind is Kind.START or (self.kind is Kind.CHOICE and self.content == BEGIN)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a person can tap, say as a number, or type. Ids keep their meaning for ever: old buttons still work.

    `spoken` is what is said aloud for it where that is more than the label; `language` is as in Line.
    """

    id: str
    emoji: str
    label: Text
    spoken: Text | None = None
    language: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Say:
    """What the talk says next, before it is in words: lines, choices, and the fixed row beneath them.

    `card` is the card these lines are, if they are one.
    """

    lines: tuple[Line, ...]
    choices: tuple[Choice, ...] = ()
    fixed: tuple[Choice, ...] = ()
    card: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A choice in somebody's language."""

    id: str
    emoji: str
    label: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a channel delivers: text, the clips it consists of (hashes, in order), choices, and the fixed row.

    `title` is a short first line for channels whose captions are short; `opener` is written on the button that opens
    the choices, where the channel hides them behind one.
    """

    language: str
    title: str
    text: str
    sound: tuple[str, ...] = ()
    choices: tuple[Option, ...] = ()
    fixed: tuple[Option, ...] = ()
    card: str | None = None
    opener: str = ""


def merged(replies: Sequence[Reply]) -> tuple[Reply, ...]:
    """Make one reply of a turn, for channels where voice and words are two messages: all is said, the last asks."""
    if len(replies) <= 1:
        return tuple(replies)
    first, last = replies[0], replies[-1]
    spoken = [reply.sound for reply in replies]
    return (
        replace(
            last,
            title=first.title,
            text="\n\n".join(reply.text for reply in replies),
            sound=tuple(name for names in spoken for name in names) if all(spoken) else (),
            card=first.card or last.card,
        ),
    )


@dataclass(frozen=True, slots=True)
class Clip:
    """One sound file in two forms. `voice` is "human" or "machine"; `seconds` is how long it plays."""

    id: str
    seconds: float
    voice: str
