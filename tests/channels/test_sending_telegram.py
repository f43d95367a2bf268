"""Sending over real sockets, to servers that behave like the vendors."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import app.channels
from app.channels import generic, telegram
from app.domain.message import Option, Reply
from app.ports.channel import Channel, Delivery, GiveUp, Sound, TryLater
from tests.fakes.generic import FakeGeneric
from tests.fakes.telegram import FakeTelegram

TOKEN = "1001:the-token-of-the-tests"
MENU = (Option("menu", "☰", "Meniu"),)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


@pytest.fixture
def vendor() -> Iterator[FakeTelegram]:
    with FakeTelegram(TOKEN) as vendor:
        yield vendor


@pytest.fixture
def system() -> Iterator[FakeGeneric]:
    with FakeGeneric() as system:
        yield system


@pytest.fixture
def bot(vendor: FakeTelegram, client: httpx.Client) -> Channel:
    made = telegram.build({"bot_token": TOKEN, "secret_token": "s", "api_url": vendor.url}, client)
    assert made
    return made


@pytest.fixture
def hook(system: FakeGeneric, client: httpx.Client) -> Channel:
    made = generic.build({"secret": system.secret, "api_url": system.url + "/replies"}, client)
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


def test_a_voice_note_arrives_byte_for_byte(bot: Channel, vendor: FakeTelegram, sound: Sound):
    deliver(bot, Delivery("1001", reply(), sound, receipt="77"))
    tapped, note = vendor.accepted
    assert (tapped.method, tapped.fields) == ("answerCallbackQuery", {"callback_query_id": "77"})
    assert note.method == "sendVoice"
    assert note.files == {"voice": sound.file.read_bytes()}
    assert json.loads(note.fields.pop("reply_markup")) == {
        "inline_keyboard": [[{"text": "☰ Meniu", "callback_data": "menu"}]]
    }
    assert note.fields == {"chat_id": "1001", "duration": "3", "caption": "Bună ziua! 🏠"}


@pytest.mark.parametrize("text", ["Da", "Merg la birou. " * 80, "Merg la birou. " * 700, "🏠" * 5000])
def test_the_vendor_takes_texts_of_every_length(bot: Channel, vendor: FakeTelegram, sound: Sound, text: str):
    deliver(bot, Delivery("1001", reply(text)))
    deliver(bot, Delivery("1001", reply(text), sound))
    assert {call.status for call in vendor.calls} == {200}


def test_who_has_blocked_us_has_left(bot: Channel, vendor: FakeTelegram):
    vendor.trouble(status=403)
    with pytest.raises(GiveUp) as caught:
        deliver(bot, Delivery("1001", reply()))
    assert caught.value.left
    assert not vendor.accepted


def test_the_vendor_names_the_time_to_wait(bot: Channel, vendor: FakeTelegram):
    vendor.trouble(status=429, retry_after=7)
    with pytest.raises(TryLater) as caught:
        deliver(bot, Delivery("1001", reply()))
    assert caught.value.after == 7
    deliver(bot, Delivery("1001", reply()))
    assert len(vendor.accepted) == 1


def test_a_vendor_that_hangs_is_not_waited_for(bot: Channel, vendor: FakeTelegram, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(app.channels, "TIMEOUT", httpx.Timeout(0.2))
    vendor.trouble(hang=30)
    with pytest.raises(TryLater, match="ReadTimeout"):
        deliver(bot, Delivery("1001", reply()))


def test_a_clip_that_has_gone_from_the_cache_is_made_again(bot: Channel, vendor: FakeTelegram, sound: Sound):
    sound.file.unlink()
    with pytest.raises(TryLater, match="made again"):
        deliver(bot, Delivery("1001", reply(), sound))
    assert not vendor.calls


def test_the_token_is_never_logged(bot: Channel, vendor: FakeTelegram, sound: Sound, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        deliver(bot, Delivery("1001", reply(), sound))
    assert vendor.accepted
    assert TOKEN not in caplog.text


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


def test_another_system_with_another_secret_loses_nothing(system: FakeGeneric, client: httpx.Client):
    hook = generic.build({"secret": "not-the-same-secret", "api_url": system.url}, client)
    assert hook
    with pytest.raises(TryLater, match="DROM_GENERIC_SECRET"):
        deliver(hook, Delivery("1001", reply()))


def test_a_server_that_is_not_there(client: httpx.Client):
    with FakeGeneric() as system:
        hook = generic.build({"secret": system.secret, "api_url": system.url}, client)
    assert hook
    with pytest.raises(TryLater, match="ConnectError") as caught:
        deliver(hook, Delivery("1001", reply()))
    assert caught.value.after is None
