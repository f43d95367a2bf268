"""The contract of a channel. A channel is one file in app/channels; its `build` makes it from its own settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.message import Incoming, Reply


class BadSignature(Exception):
    """The request is not from the vendor. The webhook answers 403."""


class BadPayload(Exception):
    """The body is not what the vendor documents at all (not JSON, say). The webhook answers 400."""


class TryLater(Exception):
    """The vendor could not take the message now. `after` is in seconds, None where the vendor named no time."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class GiveUp(Exception):
    """The vendor will never take this message. `left` says that the person has blocked us: the conversation ends."""

    def __init__(self, reason: str, *, left: bool = False) -> None:
        super().__init__(reason)
        self.left = left


@dataclass(frozen=True, slots=True)
class Sound:
    """A clip ready to be sent: OGG/Opus mono for voice notes, and its public address for vendors that fetch it."""

    file: Path
    url: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """One reply on its way to one person."""

    address: str
    reply: Reply
    sound: Sound | None = None
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Payload:
    """One call to the vendor: method name or path, JSON fields, and a file to upload under `file_field`."""

    call: str
    fields: Mapping[str, object]
    file_field: str = ""
    file: Path | None = None
    optional: bool = False


class Channel(Protocol):
    """A messenger. `read` and `render` are pure; only `send` talks to the vendor."""

    name: str

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """Answer the vendor's GET check, or None where the vendor has none. Raises BadSignature."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check, in constant time, that the vendor sent this. Header names are in lower case. Raises BadSignature."""
        ...

    def read(self, body: bytes) -> tuple[Incoming, ...]:
        """Read what people did. Kinds we do not know are UNUSABLE or left out. Raises BadPayload."""
        ...

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        """Turn a reply into the vendor's calls, within the vendor's limits; nothing is cut."""
        ...

    def send(self, payload: Payload) -> None:
        """Make one call. Raises TryLater or GiveUp."""
        ...
