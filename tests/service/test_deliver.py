"""Delivery: in order, again after trouble, never twice when it went well, and an end for what cannot go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.message import Clip, Incoming, Kind
from app.domain.report import Fate, Mark, Report, read_mark
from app.flow.conversation import parse
from app.language import sound
from app.language.clips import Clips
from app.ports.channel import Delivery, GiveUp, Manner, Pace, Payload, Sound, Stale, TryLater, Upload
from app.ports.listener import Unheard
from app.service.converse import person_key
from app.service.deliver import FIRST_WAIT, LEASE_SECONDS, MOST_TRIES, UNKNOWN_WAIT
from app.service.dispatch import tidy
from app.service.parts import Parts
from app.service.receive import MOST_WAITING, receive
from app.service.report import report
from app.store import conversations, counts, line, outbox
from tests.conftest import NOW, make_parts
from tests.service.vendor import Clock, Vendor, go, statuses, wire, write


@pytest.fixture
def vendor() -> Vendor:
    return Vendor()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wired(tmp_path: Path, vendor: Vendor, clock: Clock) -> Iterator[Parts]:
    made = wire(tmp_path, vendor, clock)
    yield made
    made.database.close()


@pytest.fixture
def talking(wired: Parts, vendor: Vendor) -> Parts:
    """The service while a person who has chosen her language and plan reads what she got."""
    for number, choice in enumerate(("lang:ro", "plan:settle", "stage:here", "origin:romania", "city:other")):
        write(wired, 900 + number, choice, Kind.CHOICE)
        go(wired)
    vendor.taken.clear()
    vendor.marks.clear()
    return wired


def mark_of(vendor: Vendor) -> Mark:
    found = read_mark(vendor.marks[-1])
    assert found
    return found


def counted(wired: Parts) -> dict[str, int]:
    found: dict[str, int] = {}
    for count, n in wired.database.run(lambda tx: counts.total(tx, NOW.date(), NOW.date())).items():
        found[count.event] = found.get(count.event, 0) + n
    return found


def test_a_message_is_answered_once_however_often_it_comes(wired: Parts, vendor: Vendor) -> None:
    assert [write(wired, 1), write(wired, 1), write(wired, 1)] == [True, False, False]
    assert [go(wired), go(wired)] == [1, 0]
    assert len(vendor.taken) == 1


def test_what_failed_comes_again_later_and_before_what_is_younger(talking: Parts, vendor: Vendor, clock: Clock) -> None:
    vendor.troubles = [TryLater("busy")]
    write(talking, 1, "card:register-address", Kind.CHOICE)
    go(talking)
    assert go(talking) == 0, "the question after the card waits behind it"
    clock.now += timedelta(seconds=FIRST_WAIT * 1.3)
    assert [go(talking), go(talking)] == [1, 1]
    assert "Anmeldung" in vendor.taken[0]
    assert "Anmeldung" not in vendor.taken[1]


def test_the_vendors_own_time_is_obeyed(wired: Parts, vendor: Vendor, clock: Clock) -> None:
    vendor.troubles = [TryLater("too many", after=30)]
    write(wired, 1)
    go(wired)
    clock.now += timedelta(seconds=29)
    assert go(wired) == 0
    clock.now += timedelta(seconds=10)
    assert go(wired) == 1


def test_who_has_blocked_us_is_forgotten(wired: Parts, vendor: Vendor) -> None:
    vendor.troubles = [GiveUp("blocked", left=True)]
    write(wired, 1)
    go(wired)
    key = person_key(wired, "vendor", "A")
    assert wired.database.run(lambda tx: conversations.load(tx, key)) is None
    assert statuses(wired) == []
    assert counted(wired)["left"] == 1


# --- what cannot go ---------------------------------------------------------------------------------------------------


def test_what_breaks_us_is_parked_and_stops_nobody_else(wired: Parts, vendor: Vendor) -> None:
    vendor.troubles = [RuntimeError("a fault of ours")]
    write(wired, 1)
    go(wired)
    write(wired, 2, "lang:ro", Kind.CHOICE)
    go(wired)
    assert statuses(wired) == ["parked", "sent"]


def test_a_parked_reply_can_be_looked_at_sent_again_or_dropped(wired: Parts, vendor: Vendor, clock: Clock) -> None:
    vendor.troubles = [RuntimeError("what a person wrote"), RuntimeError("the same")]
    write(wired, 1)
    write(wired, 2, who="B")
    go(wired)
    now = clock.now.timestamp()
    first, second = wired.database.run(lambda tx: line.parked(tx, now))
    assert (first.channel, first.trouble) == ("vendor", "a fault of ours: RuntimeError")
    assert wired.database.run(lambda tx: line.again(tx, [first.id], now)) == 1
    assert wired.database.run(lambda tx: line.drop(tx, [second.id, 4711], now)) == 1
    assert go(wired) == 1
    assert statuses(wired) == ["sent", "given-up"]


def test_after_many_tries_it_is_parked(wired: Parts, vendor: Vendor, clock: Clock) -> None:
    vendor.troubles = [TryLater("busy")] * MOST_TRIES
    write(wired, 1)
    for _ in range(MOST_TRIES):
        go(wired)
        clock.now += timedelta(minutes=20)
    assert statuses(wired) == ["parked"]
    assert wired.database.run(outbox.backlog) == {}


def test_a_vendor_that_is_down_parks_nothing(wired: Parts, vendor: Vendor, clock: Clock) -> None:
    vendor.troubles = [TryLater("cannot be reached", down=True)] * (MOST_TRIES + 5)
    write(wired, 1)
    for _ in range(MOST_TRIES + 5):
        go(wired)
        clock.now += timedelta(minutes=20)
    assert statuses(wired) == ["waiting"]
    go(wired)
    assert statuses(wired) == ["sent"]


def test_after_a_day_nobody_waits_for_it_any_more(wired: Parts, vendor: Vendor, clock: Clock) -> None:
    write(wired, 1)
    clock.now += timedelta(hours=24, seconds=1)
    assert go(wired) == 0
    tidy(wired)
    assert statuses(wired) == ["given-up"]


# --- two messages, and what is unknown --------------------------------------------------------------------------------


@pytest.fixture
def two(vendor: Vendor, talking: Parts) -> Vendor:
    """A vendor where each reply is two messages, and whose reports give our mark back."""
    vendor.messages, vendor.manner = 2, Manner(echoes=True)
    write(talking, 1, "menu", Kind.CHOICE)
    return vendor


def arrived(wired: Parts, mark: Mark, fate: Fate = Fate.SENT, **more: bool) -> None:
    wired.database.run(lambda tx: report(wired, tx, Report("vendor", fate, mark, **more)))


def test_only_what_was_not_taken_is_sent_again(talking: Parts, two: Vendor, clock: Clock) -> None:
    two.troubles = [None, TryLater("busy")]
    go(talking)
    clock.now += timedelta(seconds=FIRST_WAIT * 1.3)
    go(talking)
    assert [read_mark(mark).part for mark in two.marks] == [0, 1, 1]  # type: ignore[union-attr]
    assert statuses(talking)[-1] == "sent"


def test_a_report_settles_what_a_time_out_left_unknown(talking: Parts, two: Vendor, clock: Clock) -> None:
    two.troubles = [None, TryLater("no answer", unknown=True)]
    go(talking)
    arrived(talking, mark_of(two))
    clock.now += timedelta(hours=1)
    assert go(talking) == 0
    assert statuses(talking)[-1] == "sent"


def test_a_report_of_the_first_message_lets_only_the_second_go(talking: Parts, two: Vendor, clock: Clock) -> None:
    two.troubles = [TryLater("no answer", unknown=True)]
    go(talking)
    arrived(talking, mark_of(two))
    clock.now += timedelta(seconds=UNKNOWN_WAIT * 1.3)
    go(talking)
    assert [read_mark(mark).part for mark in two.marks] == [0, 1]  # type: ignore[union-attr]


def test_without_a_report_it_waits_some_seconds_and_goes_again(talking: Parts, two: Vendor, clock: Clock) -> None:
    two.troubles = [TryLater("no answer", unknown=True)]
    go(talking)
    clock.now += timedelta(seconds=UNKNOWN_WAIT - 1)
    assert go(talking) == 0
    clock.now += timedelta(seconds=UNKNOWN_WAIT)
    assert go(talking) == 1


def test_a_report_may_come_before_the_answer(talking: Parts, two: Vendor) -> None:
    two.during = lambda: arrived(talking, mark_of(two)) if len(two.marks) == 2 else None
    go(talking)
    assert statuses(talking)[-1] == "sent"
    assert len(two.taken) == 2


def test_a_report_settles_nothing_but_its_own_reply(talking: Parts, two: Vendor) -> None:
    two.troubles = [TryLater("no answer", unknown=True)]
    go(talking)
    arrived(talking, replace(mark_of(two), part=1, queued_at=1.0))
    assert statuses(talking)[-1] == "waiting", "the same number in a database that was made anew"


def test_a_message_that_failed_for_good_is_given_up_and_counted_once(talking: Parts, two: Vendor) -> None:
    two.troubles = [TryLater("no answer", unknown=True)]
    go(talking)
    for _ in range(2):
        arrived(talking, mark_of(two), Fate.FAILED, final=True)
    assert statuses(talking)[-1] == "given-up"
    assert counted(talking)["failed"] == 1


def test_who_played_it_is_counted_by_card_and_voice_and_nobody_is_named(talking: Parts) -> None:
    mark = Mark(1, 1.0, 0, 2, "ro", "register-address", "machine")
    for _ in range(2):
        arrived(talking, mark, Fate.PLAYED)
    found = talking.database.run(lambda tx: counts.total(tx, NOW.date(), NOW.date()))
    (count,) = (count for count in found if count.event == "played-machine")
    assert (count.card, count.language, found[count]) == ("register-address", "ro", 1)


def test_a_sender_that_lost_its_lease_sends_no_second_message(talking: Parts, two: Vendor, clock: Clock) -> None:
    def slow() -> None:
        if len(two.marks) == 0:
            clock.now += timedelta(seconds=LEASE_SECONDS + 1)
            now = clock.now.timestamp()
            assert talking.database.run(lambda tx: outbox.due(tx, now, 9, LEASE_SECONDS, ("vendor",)))

    two.during = slow
    go(talking)
    assert [read_mark(mark).part for mark in two.marks] == [0]  # type: ignore[union-attr]


# --- one person -------------------------------------------------------------------------------------------------------


def test_a_newer_turn_takes_the_place_of_menus_that_wait(talking: Parts, vendor: Vendor) -> None:
    for number in range(5):
        write(talking, number, "menu", Kind.CHOICE)
    go(talking)
    assert statuses(talking)[-5:] == ["replaced"] * 4 + ["sent"]
    assert len(vendor.taken) == 1


def test_cards_that_wait_are_not_replaced_by_a_menu(talking: Parts, vendor: Vendor) -> None:
    write(talking, 1, "card:register-address", Kind.CHOICE)
    write(talking, 2, "menu", Kind.CHOICE)
    assert [go(talking), go(talking), go(talking)] == [1, 1, 0]
    assert "Anmeldung" in vendor.taken[0]


def test_who_asks_for_a_hundred_cards_at_once_gets_the_newest(talking: Parts) -> None:
    cards = list(talking.library.cards)
    for number in range(100):
        write(talking, number, f"card:{cards[number % len(cards)]}", Kind.CHOICE)
    waiting = talking.database.run(outbox.backlog)["vendor"]
    assert waiting <= MOST_WAITING


def test_a_person_gets_no_more_than_the_vendor_allows(talking: Parts, vendor: Vendor, clock: Clock) -> None:
    vendor.manner = Manner(pace=Pace(burst=3, seconds=6.0))
    times = []
    cards = list(talking.library.cards)
    for second in range(60):
        write(talking, second, f"card:{cards[second % 5]}", Kind.CHOICE)
        times += [second] * sum(go(talking) for _ in range(3))
        clock.now += timedelta(seconds=1)
    assert times[:3] == [0, 0, 1]
    assert len([time for time in times if time >= 12]) <= 60 / 6


def test_after_the_window_nothing_is_sent_but_counted(wired: Parts, vendor: Vendor, clock: Clock) -> None:
    vendor.manner = Manner(window=86_400.0)
    now = clock.now.timestamp()
    write(wired, 1, sent_at=now - 86_401)
    assert go(wired) == 0
    assert counted(wired)["too-late"] == 1
    write(wired, 2, sent_at=now - 86_000)
    clock.now += timedelta(seconds=401)
    assert go(wired) == 0, "the window closed while it waited"
    write(wired, 3, sent_at=now + 3600)
    assert go(wired) == 1, "a clock that is fast closes no window"


def test_an_old_message_is_answered_and_leads_nobody_back(talking: Parts, vendor: Vendor, clock: Clock) -> None:
    now = clock.now.timestamp()
    write(talking, 1, "card:register-address", Kind.CHOICE, sent_at=now - 10)
    write(talking, 2, "city:duisburg", Kind.CHOICE, sent_at=now - 20)
    key = person_key(talking, "vendor", "A")
    state = talking.database.run(lambda tx: conversations.load(tx, key))
    assert state
    assert parse(state).step == "card"
    assert parse(state).person.city == "duisburg"
    go(talking)


def test_a_turn_is_one_reply_where_voice_and_words_are_two_messages(talking: Parts, vendor: Vendor) -> None:
    vendor.manner = Manner(merges=True)
    write(talking, 1, "card:register-address", Kind.CHOICE)
    assert [go(talking), go(talking)] == [1, 0]
    assert "Anmeldung" in vendor.taken[0]


@pytest.fixture
def spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every reply has the same voice; gives its file."""
    file = tmp_path / "abc.ogg"
    for form in sound.FORMATS:
        file.with_suffix(f".{form}").touch()
    monkeypatch.setattr(Clips, "joined", lambda _self, _names: Clip("ro/abc", 3.0, "machine"))
    monkeypatch.setattr(Clips, "ready", lambda _self, _name, form: file.with_suffix(f".{form}"))
    return file


@pytest.mark.parametrize("form", sound.FORMATS)
def test_where_the_sound_is_gone_the_words_go_alone(talking: Parts, vendor: Vendor, spoken: Path, form: str) -> None:
    vendor.manner = Manner(uploads=True)
    spoken.with_suffix(f".{form}").unlink()
    write(talking, 1, "menu", Kind.CHOICE)
    go(talking)
    assert len(vendor.taken) == 1
    assert vendor.uploads == []


@pytest.mark.usefixtures("spoken")
def test_a_clip_is_uploaded_once_and_again_when_the_vendor_knows_it_no_more(talking: Parts, vendor: Vendor) -> None:
    vendor.manner = Manner(uploads=True)
    for number in range(2):
        write(talking, number, "menu", Kind.CHOICE)
        go(talking)
    assert vendor.uploads == ["abc"]
    vendor.troubles = [Stale("unknown")]
    write(talking, 2, "menu", Kind.CHOICE)
    go(talking)
    go(talking)
    assert vendor.uploads == ["abc", "abc"]
    assert [text.rpartition("[")[2] for text in vendor.taken] == ["media-1]", "media-1]", "media-2]"]


class Courteous(Vendor):
    """Wants to be told that a message was read, and notes what came in which order."""

    def __init__(self) -> None:
        super().__init__(Manner(uploads=True))
        self.order: list[str] = []
        self.refused = 0

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        read = (Payload("read", {}, optional=True),) if delivery.receipt else ()
        return (*read, *super().render(delivery))

    def send(self, payload: Payload) -> None:
        self.order.append(payload.call)
        if not payload.optional:
            super().send(payload)

    def upload(self, sound: Sound) -> Upload:
        self.order.append("upload")
        if self.refused:
            self.refused -= 1
            raise TryLater("busy")
        return super().upload(sound)


@pytest.mark.usefixtures("spoken")
def test_that_her_message_was_read_is_told_before_the_upload_and_once(tmp_path: Path, clock: Clock) -> None:
    vendor = Courteous()
    wired = wire(tmp_path, vendor, clock)
    vendor.refused = 1
    incoming = Incoming("vendor", "A", "1", Kind.START, receipt="m1")
    wired.database.run(lambda tx: receive(wired, tx, incoming))
    go(wired)
    assert vendor.order == ["read", "upload"]
    clock.now += timedelta(minutes=1)
    go(wired)
    assert vendor.order == ["read", "upload", "upload", "send"]
    assert statuses(wired) == ["sent"]
    wired.database.close()


# --- voice notes ------------------------------------------------------------------------------------------------------


class Ear:
    """Hears what a sound says: its bytes are the words."""

    name, languages = "ear", frozenset({"ro"})

    def hear(self, sound: bytes, language: str) -> str:
        if not sound:
            raise Unheard("no clear words")
        return sound.decode()


@pytest.mark.parametrize(
    ("sounds", "says"),
    [
        ([b"meniu"], "Asta ați vrut să spuneți?"),
        ([TryLater("busy"), b"meniu"], "Asta ați vrut să spuneți?"),
        ([b""], "Nu am înțeles"),
        ([GiveUp("gone")], "Încă nu pot asculta"),
    ],
    ids=["heard", "heard at the second try", "nothing to make out", "gone"],
)
def test_a_voice_note_is_heard_and_said_back(
    talking: Parts, vendor: Vendor, clock: Clock, sounds: list[Exception | bytes], says: str
) -> None:
    hearing = replace(talking, listener=Ear())
    vendor.sounds = list(sounds)
    write(hearing, 1, "the vendor's name of it", Kind.VOICE)
    for _ in range(3):
        go(hearing)
        clock.now += timedelta(seconds=FIRST_WAIT * 1.3)
    assert len(vendor.taken) == 1
    assert says in vendor.taken[0]
    assert not vendor.sounds


def test_without_an_ear_a_voice_note_is_answered_at_once(talking: Parts, vendor: Vendor) -> None:
    write(talking, 1, "the vendor's name of it", Kind.VOICE)
    go(talking)
    assert "Încă nu pot asculta" in vendor.taken[0]


def test_where_somebody_stands_survives_a_restart(tmp_path: Path, vendor: Vendor, clock: Clock) -> None:
    first = wire(tmp_path, vendor, clock)
    for number, choice in enumerate(("lang:bg", "plan:return", "topic:school")):
        write(first, number, choice, Kind.CHOICE)
    key = person_key(first, "vendor", "A")
    first.database.close()
    second = make_parts(tmp_path)
    state = second.database.run(lambda tx: conversations.load(tx, key))
    second.database.close()
    assert state is not None
    assert '"language":"bg","plan":"return"' in state
    assert '"topic":"school"' in state
