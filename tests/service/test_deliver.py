"""Delivery: in order, again after trouble, never twice when it went well, and an end for what cannot go."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.message import Incoming, Kind
from app.ports.channel import Delivery, GiveUp, Payload, TryLater
from app.service.converse import person_key
from app.service.deliver import FIRST_WAIT, MOST_TRIES, deliver_due
from app.service.parts import Parts
from app.service.receive import receive
from app.store import conversations, outbox
from app.store.statement import Statement
from app.store.tables import outbox as table
from tests.conftest import NOW, make_parts


class Vendor:
    """A channel that does what a test tells it, in turn; then it takes everything."""

    name = "vendor"

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.troubles: list[Exception] = []

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        return (Payload("send", {"to": delivery.address, "text": delivery.reply.text}),)

    def send(self, payload: Payload) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.taken.append(str(payload.fields["text"]))


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def vendor() -> Vendor:
    return Vendor()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wired(tmp_path: Path, vendor: Vendor, clock: Clock) -> Iterator[Parts]:
    made = make_parts(tmp_path)
    yield replace(made, channels={"vendor": vendor}, now=clock)
    made.database.close()


@pytest.fixture
def go(wired: Parts) -> Callable[[], int]:
    def deliver() -> int:
        with ThreadPoolExecutor(2) as pool:
            return deliver_due(wired, pool)

    return deliver


def write(wired: Parts, number: int, text: str = "", kind: Kind = Kind.START) -> bool:
    incoming = Incoming("vendor", "address", str(number), kind, text)
    return wired.database.run(lambda tx: receive(wired, tx, incoming))


def statuses(wired: Parts) -> list[str]:
    rows = Statement(table.select().with_only_columns(table.c.status).order_by(table.c.id))
    return [row[0] for row in wired.database.run(lambda tx: tx.rows(rows))]


def test_a_message_is_answered_once_however_often_it_comes(wired: Parts, vendor: Vendor, go: Callable[[], int]) -> None:
    assert [write(wired, 1), write(wired, 1), write(wired, 1)] == [True, False, False]
    assert [go(), go()] == [1, 0]
    assert len(vendor.taken) == 1


def test_what_failed_comes_again_later_and_before_what_is_younger(
    wired: Parts, vendor: Vendor, clock: Clock, go: Callable[[], int]
) -> None:
    vendor.troubles = [TryLater("busy")]
    write(wired, 1)
    go()
    write(wired, 2, "lang:ro", Kind.CHOICE)
    assert go() == 0, "the younger waits"
    clock.now += timedelta(seconds=FIRST_WAIT * 1.3)
    assert [go(), go()] == [1, 1]
    assert "Bună ziua" in vendor.taken[0]
    assert "Ce plan aveți" in vendor.taken[1]


def test_the_vendors_own_time_is_obeyed(wired: Parts, vendor: Vendor, clock: Clock, go: Callable[[], int]) -> None:
    vendor.troubles = [TryLater("too many", after=30)]
    write(wired, 1)
    go()
    clock.now += timedelta(seconds=29)
    assert go() == 0
    clock.now += timedelta(seconds=10)
    assert go() == 1


def test_who_has_blocked_us_is_forgotten(wired: Parts, vendor: Vendor, go: Callable[[], int]) -> None:
    vendor.troubles = [GiveUp("blocked", left=True)]
    write(wired, 1)
    go()
    key = person_key(wired, "vendor", "address")
    assert wired.database.run(lambda tx: conversations.load(tx, key)) is None
    assert statuses(wired) == ["given-up"]


def test_what_breaks_us_is_parked_and_stops_nobody_else(wired: Parts, vendor: Vendor, go: Callable[[], int]) -> None:
    vendor.troubles = [RuntimeError("a fault of ours")]
    write(wired, 1)
    write(wired, 2, "lang:ro", Kind.CHOICE)
    assert [go(), go()] == [1, 1]
    assert statuses(wired) == ["parked", "sent"]


def test_after_many_tries_it_is_parked(wired: Parts, vendor: Vendor, clock: Clock, go: Callable[[], int]) -> None:
    vendor.troubles = [TryLater("down")] * MOST_TRIES
    write(wired, 1)
    for _ in range(MOST_TRIES):
        go()
        clock.now += timedelta(hours=1)
    assert statuses(wired) == ["parked"]
    assert wired.database.run(outbox.backlog) == {}


def test_where_somebody_stands_survives_a_restart(tmp_path: Path) -> None:
    first = make_parts(tmp_path)
    for number, choice in enumerate(("lang:bg", "plan:return", "topic:school")):
        incoming = Incoming("vendor", "address", str(number), Kind.CHOICE, choice)
        first.database.run(lambda tx, incoming=incoming: receive(first, tx, incoming))
    key = person_key(first, "vendor", "address")
    first.database.close()
    second = make_parts(tmp_path)
    state = second.database.run(lambda tx: conversations.load(tx, key))
    second.database.close()
    assert state is not None
    assert '"language":"bg","plan":"return"' in state
    assert '"topic":"school"' in state
