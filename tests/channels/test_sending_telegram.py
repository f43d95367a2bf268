"""Sending over real sockets, to a server that behaves like Telegram."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.channels import telegram
from app.domain.message import Incoming, Kind, Option, Reply
from app.ports.channel import Channel, Delivery, GiveUp, Sound, TryLater
from tests.fakes.telegram import FakeTelegram

TOKEN = "1001:the-token-of-the-tests"
MENU = (Option("menu", "☰", "Meniu"),)


@pytest.fixture
def vendor() -> Iterator[FakeTelegram]:
    with FakeTelegram(TOKEN) as vendor:
        yield vendor


@pytest.fixture
def bot(vendor: FakeTelegram, client: httpx.Client) -> Channel:
    made = telegram.build({"bot_token": TOKEN, "secret_token": "s", "api_url": vendor.url}, client)
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


def test_a_vendor_that_hangs_is_not_waited_for(bot: Channel, vendor: FakeTelegram, client: httpx.Client):
    client.timeout = httpx.Timeout(0.2)
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


def spoken(name: str) -> Incoming:
    return Incoming("telegram", "1001", "m1", Kind.VOICE, name)


def test_her_voice_note_is_fetched_byte_for_byte(bot: Channel, vendor: FakeTelegram, caplog: pytest.LogCaptureFixture):
    vendor.sounds["F2"] = b"OggS" + bytes(range(256)) * 40
    with caplog.at_level(logging.DEBUG):
        assert bot.fetch(spoken("F2"), 20_000) == vendor.sounds["F2"]
    assert TOKEN not in caplog.text
    assert [call.method for call in vendor.calls] == ["getFile", "F2.oga"]


def test_a_voice_note_that_is_too_big_is_not_fetched(bot: Channel, vendor: FakeTelegram):
    vendor.sounds |= {"F2": bytes(10_000), "F3": bytes(21 * 1024 * 1024)}
    for name, most in (("F2", 9_999), ("F3", 30_000_000), ("F4", 10)):
        with pytest.raises(GiveUp):
            bot.fetch(spoken(name), most)
    assert {call.method for call in vendor.calls} == {"getFile"}


def test_the_check_tells_a_right_webhook_from_none(bot: Channel, vendor: FakeTelegram):
    webhook = "https://drom.test/webhooks/telegram"
    assert [found.good for found in bot.check(webhook)] == [True, False]
    vendor.webhook["url"] = webhook
    assert all(found.good for found in bot.check(webhook))
    vendor.trouble(status=401)
    assert [found.good for found in bot.check(webhook)] == [False]


def test_telegram_takes_no_clips_beforehand(bot: Channel, sound: Sound):
    assert not bot.manner.uploads
    with pytest.raises(GiveUp):
        bot.upload(sound)
