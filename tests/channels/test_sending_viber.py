"""Sending to Viber over real sockets, and what a person would get."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from test_channel_properties import DELIVERIES, many

from app.channels import viber
from app.domain.message import Kind, Option, Reply
from app.ports.channel import Channel, Delivery, GiveUp, Payload, Sound, TryLater
from tests.fakes import Call
from tests.fakes.viber import FakeViber

TOKEN = "1001-the-token-of-the-tests"
WEBHOOK = "https://drom.test/webhooks/viber"
MENU = (Option("menu", "☰", "Meniu"),)
MP3 = b"ID3" + bytes(range(256)) * 40


@pytest.fixture
def vendor() -> Iterator[FakeViber]:
    with FakeViber(TOKEN, WEBHOOK) as vendor:
        yield vendor


def build(vendor: FakeViber, client: httpx.Client, token: str = TOKEN) -> Channel:
    made = viber.build({"auth_token": token, "api_url": f"{vendor.url}/pa"}, client)
    assert made
    return made


@pytest.fixture
def bot(vendor: FakeViber, client: httpx.Client) -> Channel:
    return build(vendor, client)


@pytest.fixture
def sound(tmp_path: Path) -> Sound:
    file = tmp_path / "clip.ogg"
    file.write_bytes(b"OggS")
    file.with_suffix(".mp3").write_bytes(MP3)
    return Sound(file, "https://drom.test/clip.ogg", 3.4)


def deliver(channel: Channel, delivery: Delivery) -> None:
    for payload in channel.render(delivery):
        channel.send(payload)


def reply(text: str = "Bună ziua! 🏠") -> Reply:
    return Reply("ro", "Titlu", text, fixed=MENU)


def test_the_voice_comes_first_with_its_size_and_the_keyboard_last(bot: Channel, vendor: FakeViber, sound: Sound):
    deliver(bot, Delivery("1001", reply(), sound))
    voice, words = vendor.accepted
    assert voice.fields == {
        "receiver": "1001",
        "type": "file",
        "media": "https://drom.test/clip.mp3",
        "file_name": "drom.mp3",
        "size": len(MP3),
        "sender": {"name": "Drom"},
    }
    assert words.fields["text"] == "Bună ziua! 🏠"
    assert [button["ActionBody"] for button in words.fields["keyboard"]["Buttons"]] == ["::menu"]


def test_what_a_button_says_is_read_as_that_choice(bot: Channel, vendor: FakeViber):
    deliver(bot, Delivery("1001", reply()))
    (call,) = vendor.accepted
    tapped = call.fields["keyboard"]["Buttons"][0]["ActionBody"]
    message = {"event": "message", "message_token": 7, "sender": {"id": "1001"}}
    (incoming,) = bot.read(json.dumps({**message, "message": {"type": "text", "text": tapped}}).encode())
    assert (incoming.kind, incoming.content) == (Kind.CHOICE, "menu")


@pytest.mark.parametrize("text", ["Da", "Merg la birou. " * 80, "Merg la birou. " * 1700, "🏠" * 9000, "ш" * 9000])
def test_the_vendor_takes_texts_of_every_length(bot: Channel, vendor: FakeViber, sound: Sound, text: str):
    deliver(bot, Delivery("1001", reply(text)))
    deliver(bot, Delivery("1001", reply(text), sound))
    assert vendor.accepted == vendor.calls


@pytest.mark.parametrize(("status", "left"), [(410, True), (404, False)])
def test_who_is_gone_and_who_has_only_looked_in(bot: Channel, vendor: FakeViber, status: int, left: bool):
    vendor.trouble(status=status)
    with pytest.raises(GiveUp) as caught:
        deliver(bot, Delivery("1001", reply()))
    assert caught.value.left == left
    assert not vendor.accepted


def test_too_many_at_once_come_later(bot: Channel, vendor: FakeViber):
    vendor.trouble(status=429)
    with pytest.raises(TryLater, match="too many") as caught:
        deliver(bot, Delivery("1001", reply()))
    assert not caught.value.down
    deliver(bot, Delivery("1001", reply()))
    assert len(vendor.accepted) == 1


def test_a_broken_server_may_have_taken_it(bot: Channel, vendor: FakeViber):
    vendor.trouble(status=500, accepted=True)
    with pytest.raises(TryLater) as caught:
        deliver(bot, Delivery("1001", reply()))
    assert caught.value.unknown
    assert len(vendor.accepted) == 1


def test_a_vendor_that_hangs_is_not_waited_for(bot: Channel, vendor: FakeViber, client: httpx.Client):
    client.timeout = httpx.Timeout(0.2)
    vendor.trouble(hang=30)
    with pytest.raises(TryLater, match="ReadTimeout"):
        deliver(bot, Delivery("1001", reply()))


def test_a_clip_that_has_gone_from_the_cache_is_made_again(bot: Channel, vendor: FakeViber, sound: Sound):
    sound.file.with_suffix(".mp3").unlink()
    with pytest.raises(TryLater, match="made again"):
        deliver(bot, Delivery("1001", reply(), sound))
    assert not vendor.calls


def test_a_wrong_token_is_everybodys_trouble(vendor: FakeViber, client: httpx.Client):
    wrong = build(vendor, client, token="1001-another")
    with pytest.raises(TryLater, match="DROM_VIBER_AUTH_TOKEN") as caught:
        deliver(wrong, Delivery("1001", reply()))
    assert caught.value.down
    assert [found.good for found in wrong.check(WEBHOOK)] == [False]


def test_the_check_asks_the_vendor(bot: Channel, vendor: FakeViber):
    assert [found.good for found in bot.check(WEBHOOK)] == [True, True]
    vendor.events.remove("unsubscribed")
    assert [found.good for found in bot.check(WEBHOOK)] == [True, False]
    vendor.webhook = ""
    assert [found.good for found in bot.check(WEBHOOK)] == [True, False]
    with pytest.raises(TryLater, match="webhook"):
        deliver(bot, Delivery("1001", reply()))


def test_the_token_is_never_logged(bot: Channel, sound: Sound, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        deliver(bot, Delivery("1001", reply(), sound))
        bot.check(WEBHOOK)
    assert TOKEN not in caplog.text


def as_call(payload: Payload) -> Call:
    """Make the request of a call, without a socket."""
    fields = {**payload.fields, "sender": {"name": "x" * 28}} | ({"size": 1} if payload.file else {})
    body = json.dumps(fields, ensure_ascii=False).encode()
    return Call(f"/pa/{payload.call}", {"x-viber-auth-token": TOKEN}, body, json.loads(body))


@many
@given(delivery=DELIVERIES)
def test_whatever_is_said_the_vendor_takes_it(vendor: FakeViber, delivery: Delivery):
    payloads = viber.render(delivery)
    assert {vendor.judge(as_call(payload)).body["status"] for payload in payloads} == {0}
    assert [payload.fields["type"] for payload in payloads].count("file") == bool(delivery.sound)
    assert not any("keyboard" in payload.fields for payload in payloads[:-1])
    said = "".join("".join(str(payload.fields.get("text", "")).split()) for payload in payloads)
    assert said == "".join((delivery.reply.text.strip() or delivery.reply.title.strip() or "·").split())
    assert viber.render(replace(delivery, receipt="")) == payloads


def test_who_only_opened_the_talk_gets_a_button_in_the_answer(bot: Channel):
    opened = b'{"event": "conversation_started", "user": {"id": "1001"}}'
    hello = json.loads(bot.acknowledge(opened))
    assert hello["keyboard"]["Buttons"][0]["ActionBody"] == "::again"
    assert bot.acknowledge(b'{"event": "message"}') == "ok"
