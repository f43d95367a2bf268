"""The contract of a channel. A channel is one file in app/channels; its `build` makes it from its own settings.

Where people write an address in several ways, the file has a `read_address` too, which gives the one that `read` gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.message import Incoming, Reply
from app.domain.report import Report


class BadSignature(Exception):
    """The request is not from the vendor. The webhook answers 403."""


class BadPayload(Exception):
    """The body is not what the vendor documents at all (not JSON, say). The webhook answers 400."""


class TryLater(Exception):
    """The vendor could not take the message now. `after` is in seconds, None where the vendor named no time.

    `down` says that the vendor itself is in trouble, not this person or message. `unknown` says that it may have taken
    the message nevertheless: it hung up, or its server broke.
    """

    def __init__(self, reason: str, after: float | None = None, *, down: bool = False, unknown: bool = False) -> None:
        super().__init__(reason)
        self.after, self.down, self.unknown = after, down, unknown


class Stale(TryLater):
    """The vendor no longer knows a clip that was uploaded. It is uploaded anew, at once."""


class GiveUp(Exception):
    """The vendor will never take this message.

    `left` says that the person has blocked us: the conversation ends. `closed` says that she wrote too long ago.
    """

    def __init__(self, reason: str, *, left: bool = False, closed: bool = False) -> None:
        super().__init__(reason)
        self.left, self.closed = left, closed


@dataclass(frozen=True, slots=True)
class Pace:
    """How many messages one person may get: so many at once, then one in so many seconds."""

    burst: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Manner:
    """What is special about a vendor's delivery.

    `merges`: voice and words are two messages there, so that a turn is made one reply. `window`: for how many seconds
    after her message a person may be answered; None for ever. `echoes`: its reports give our mark back, so that they
    settle what a time-out left unknown. `uploads`: clips are uploaded once, and named from then on.
    """

    merges: bool = False
    window: float | None = None
    pace: Pace | None = None
    echoes: bool = False
    uploads: bool = False


@dataclass(frozen=True, slots=True)
class Sound:
    """A clip ready to be sent: OGG/Opus mono for voice notes, and its public address for vendors that fetch it.

    Beside it lies the same as MP3 (`file.with_suffix(".mp3")`, and the address likewise). `name` is what the vendor
    calls it where it was uploaded; `voice` is "human" or "machine".
    """

    file: Path
    url: str
    seconds: float
    name: str = ""
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """What the vendor calls an uploaded clip, and for how many seconds from now it knows it."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """One reply on its way to one person. `reply_id` and `queued_at` are for the marks (app/domain/report.py)."""

    address: str
    reply: Reply
    sound: Sound | None = None
    receipt: str = ""
    reply_id: int = 0
    queued_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Payload:
    """One call to the vendor: method name or path, JSON fields, and a file to upload under `file_field`.

    An `optional` one is no message (a read receipt): it may fail. `pause` are seconds to wait before it, where a vendor
    would show two messages in the wrong order.
    """

    call: str
    fields: Mapping[str, object]
    file_field: str = ""
    file: Path | None = None
    optional: bool = False
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `drom channels check` saw: good, or what is wrong and what to do about it. Never a secret."""

    good: bool
    text: str


class Channel(Protocol):
    """A messenger. `read` and `render` are pure; `send`, `upload`, `fetch` and `check` talk to the vendor."""

    name: str
    manner: Manner

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """Answer the vendor's GET check, or None where the vendor has none. Raises BadSignature."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check, in constant time, that the vendor sent this. Header names are in lower case. Raises BadSignature."""
        ...

    def read(self, body: bytes) -> tuple[Incoming | Report, ...]:
        """Read what people did and what became of our messages, in the vendor's order. Raises BadPayload.

        Kinds we do not know are UNUSABLE, or left out where nobody waits for an answer.
        """
        ...

    def acknowledge(self, body: bytes) -> str:
        """Say what the webhook answers once all is stored: "ok", or JSON where the vendor takes a first word there."""
        ...

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        """Turn a reply into the vendor's calls, within the vendor's limits; nothing is cut."""
        ...

    def send(self, payload: Payload) -> None:
        """Make one call. Raises TryLater, Stale or GiveUp."""
        ...

    def upload(self, sound: Sound) -> Upload:
        """Give a clip to the vendor (only where `manner.uploads`). Raises TryLater or GiveUp."""
        ...

    def fetch(self, incoming: Incoming, most: int) -> bytes:
        """Get the sound of a voice note, `most` bytes at most. Raises TryLater or GiveUp (gone, too big, none here)."""
        ...

    def check(self, webhook: str) -> tuple[Finding, ...]:
        """Ask the vendor whether the settings are right; `webhook` is the address that it should call."""
        ...
