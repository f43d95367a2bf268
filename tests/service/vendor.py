"""A vendor, a clock and a service that tests of the delivery share."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.domain.message import Incoming, Kind
from app.domain.report import Mark
from app.language.sound import FORMATS
from app.ports.channel import Delivery, Finding, Manner, Payload, Sound, Upload
from app.service.dispatch import deliver_due
from app.service.parts import Parts
from app.service.receive import receive
from app.store.statement import Statement
from app.store.tables import outbox as table
from tests.conftest import NOW, make_parts


class Vendor:
    """A channel that does what a test tells it, in turn; then it takes everything.

    It sends each reply in as many messages as `messages` says, and writes the mark on each.
    """

    name = "vendor"

    def __init__(self, manner: Manner | None = None, messages: int = 1) -> None:
        self.manner = manner or Manner()
        self.messages = messages
        self.taken: list[str] = []
        self.marks: list[str] = []
        self.uploads: list[str] = []
        self.troubles: list[Exception | None] = []
        self.during: Callable[[], object] = lambda: None
        self.sounds: list[Exception | bytes] = []

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        parts = range(self.messages)
        marks = [str(Mark(delivery.reply_id, delivery.queued_at, part, self.messages)) for part in parts]
        text = delivery.reply.text + (f" [{delivery.sound.name}]" if delivery.sound and delivery.sound.name else "")
        return tuple(Payload("send", {"text": text, "mark": mark}) for mark in marks)

    def send(self, payload: Payload) -> None:
        self.during()
        self.marks.append(str(payload.fields["mark"]))
        if self.troubles and (trouble := self.troubles.pop(0)):
            raise trouble
        self.taken.append(str(payload.fields["text"]))

    def upload(self, sound: Sound) -> Upload:
        assert all(sound.file.with_suffix(f".{form}").exists() for form in FORMATS), "both are there"
        self.uploads.append(sound.file.stem)
        return Upload(f"media-{len(self.uploads)}", 1000.0)

    def acknowledge(self, body: bytes) -> str:
        return "ok"

    def handshake(self, query: object) -> None: ...

    def verify(self, headers: object, body: bytes) -> None: ...

    def read(self, body: bytes) -> tuple[Incoming, ...]:
        return ()

    def fetch(self, incoming: Incoming, most: int) -> bytes:
        sound = self.sounds.pop(0)
        if isinstance(sound, Exception):
            raise sound
        return sound

    def check(self, webhook: str) -> tuple[Finding, ...]:
        return ()


class Clock:
    """The time that a test says."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def wire(folder: Path, vendor: Vendor, clock: Clock) -> Parts:
    """Make the service with this vendor as its only channel."""
    return replace(make_parts(folder), channels={"vendor": vendor}, now=clock)


def go(wired: Parts) -> int:
    """Deliver what is due."""
    with ThreadPoolExecutor(2) as pool:
        return deliver_due(wired, pool)


def write(
    wired: Parts, number: int, text: str = "", kind: Kind = Kind.START, who: str = "A", sent_at: float | None = None
) -> bool:
    """Let somebody write to us."""
    incoming = Incoming("vendor", who, str(number), kind, text, sent_at=sent_at)
    return wired.database.run(lambda tx: receive(wired, tx, incoming))


def statuses(wired: Parts) -> list[str]:
    """List how all replies stand, oldest first."""
    rows = Statement(table.select().with_only_columns(table.c.status).order_by(table.c.id))
    return [row[0] for row in wired.database.run(lambda tx: tx.rows(rows))]
