"""Sending over real sockets, to another system that is signed for."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.channels import generic
from app.domain.message import Incoming, Kind, Option, Reply
from app.domain.report import Fate, Mark, Report
from app.ports.channel import Channel, Delivery, Finding, GiveUp, Sound, TryLater
from tests.fakes.generic import FakeGeneric

MENU = (Option("menu", "☰", "Meniu"),)


@pytest.fixture
def system() -> Iterator[FakeGeneric]:
    with FakeGeneric() as system:
        yield system


@pytest.fixture
def hook(system: FakeGeneric, client: httpx.Client) -> Channel:
    addresses = {"api_url": system.url + "/replies", "media_url": system.url + "/media"}
    made = generic.build({"secret": system.secret, **addresses}, client)
    assert made
    return made


@pytest.fixture
def sound(tmp_path: Path) -> Sound:
    file = tmp_path / "clip.ogg"
    file.write_bytes(b"OggS" + bytes(range(256)) * 40)
    return Sound(file, "https://drom.test/clip.ogg", 3.4)


def deliver(channel: Channel, delivery: Delivery) -> None:
    for payload in channel.render(delivery):
        channel.send(payload)


def reply(text: str = "Bună ziua! 🏠", **more: object) -> Reply:
    return Reply("ro", "Titlu", text, fixed=MENU, **more)


def spoken(name: str) -> Incoming:
    return Incoming("generic", "1001", "m1", Kind.VOICE, name)


def test_another_system_gets_everything_at_once_and_signed(hook: Channel, system: FakeGeneric, sound: Sound):
    deliver(hook, Delivery("1001", reply(card="health_here"), sound, receipt="m1"))
    (call,) = system.accepted
    assert call.path == "/replies"
    assert call.fields["to"] == "1001"
    assert call.fields["audio"] == {"url": "https://drom.test/clip.ogg", "seconds": 3.4}
    assert call.fields["card"] == "health_here"


def test_another_system_can_tell_a_repetition_by_the_id(hook: Channel, system: FakeGeneric):
    system.trouble(status=500, accepted=True)
    answered = Delivery("1001", reply(), receipt="m1")
    with pytest.raises(TryLater):
        deliver(hook, answered)
    deliver(hook, answered)
    assert len(system.accepted) == 2
    assert len(system.messages) == 1
    deliver(hook, Delivery("1001", reply(), receipt="m2"))
    deliver(hook, Delivery("1001", reply()))
    deliver(hook, Delivery("1001", reply()))
    assert len(system.messages) == 4


def test_another_system_can_tell_a_repetition_also_of_what_answers_nothing(hook: Channel, system: FakeGeneric):
    waiting = Delivery("1001", reply(), reply_id=12, queued_at=1767225600.5)
    deliver(hook, waiting)
    deliver(hook, waiting)
    deliver(hook, Delivery("1001", reply(), reply_id=13, queued_at=1767225600.5))
    assert len(system.messages) == 2


def test_another_system_reports_by_the_mark_it_got(hook: Channel, system: FakeGeneric, sound: Sound):
    deliver(hook, Delivery("1001", reply(card="plan"), sound, "m1", reply_id=12, queued_at=1767225600.5))
    mark = system.accepted[0].fields["mark"]
    body = json.dumps({"type": "report", "mark": mark, "fate": "played"}).encode()
    assert hook.manner.echoes
    assert hook.read(body) == (Report("generic", Fate.PLAYED, Mark(12, 1767225600.5, 0, 1, "ro", "plan")),)


def test_another_system_gives_out_a_voice_note_by_its_name(hook: Channel, system: FakeGeneric):
    name = "8 & 9/ț?.ogg=#%41"
    system.sounds[name] = b"OggS" + bytes(range(256)) * 40
    assert hook.fetch(spoken(name), 20_000) == system.sounds[name]
    assert system.calls[0].path.startswith("/media?media=8%20%26%209%2F")
    for strange in ("10", "", "../8"):
        with pytest.raises(GiveUp):
            hook.fetch(spoken(strange), 20_000)
    with pytest.raises(GiveUp):
        hook.fetch(spoken(name), 9_999)


def test_without_a_place_for_sounds_another_system_is_not_asked(system: FakeGeneric, client: httpx.Client):
    hook = generic.build({"secret": system.secret, "api_url": system.url}, client)
    assert hook
    with pytest.raises(GiveUp, match="DROM_GENERIC_MEDIA_URL"):
        hook.fetch(spoken("8"), 20_000)
    assert not system.calls


@pytest.mark.parametrize("address", ["ftp://system.test/", "https://system.test/media?a=b", "https:///media"])
def test_a_place_for_sounds_is_a_plain_address(client: httpx.Client, address: str):
    with pytest.raises(ValueError, match="DROM_GENERIC_MEDIA_URL"):
        generic.build({"secret": "a-secret-of-the-tests", "api_url": "https://s.test", "media_url": address}, client)


def test_another_system_takes_the_check(hook: Channel, system: FakeGeneric):
    assert hook.check("https://drom.test/webhooks/generic")[0] == Finding(
        True, "the other system takes what Drom signs"
    )
    assert not system.messages


def test_another_system_takes_no_clips_beforehand(hook: Channel, sound: Sound):
    assert not hook.manner.uploads
    with pytest.raises(GiveUp):
        hook.upload(sound)


def test_another_system_with_another_secret_loses_nothing(system: FakeGeneric, client: httpx.Client):
    hook = generic.build({"secret": "not-the-same-secret", "api_url": system.url}, client)
    assert hook
    with pytest.raises(TryLater, match="DROM_GENERIC_SECRET") as caught:
        deliver(hook, Delivery("1001", reply()))
    assert caught.value.down
    assert [found.good for found in hook.check("https://drom.test/webhooks/generic")] == [False, True]


def test_a_server_that_is_not_there(client: httpx.Client):
    with FakeGeneric() as system:
        hook = generic.build({"secret": system.secret, "api_url": system.url}, client)
    assert hook
    with pytest.raises(TryLater, match="ConnectError") as caught:
        deliver(hook, Delivery("1001", reply()))
    assert caught.value.after is None
