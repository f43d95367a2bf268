"""Sending to Messenger over real sockets, and what a person would get."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from test_channel_properties import DELIVERIES, many

from app.channels import messenger
from app.domain.message import Incoming, Kind, Option, Reply
from app.ports.channel import Channel, Delivery, GiveUp, Payload, Sound, Stale, TryLater
from tests.fakes import Call
from tests.fakes.messenger import VERSION, FakeMessenger

TOKEN = "EAAthe-token-of-the-tests"
MENU = (Option("menu", "☰", "Meniu"),)
MP3 = b"ID3" + bytes(range(256)) * 40


@pytest.fixture
def vendor() -> Iterator[FakeMessenger]:
    with FakeMessenger(TOKEN) as vendor:
        yield vendor


def build(vendor: FakeMessenger, client: httpx.Client, token: str = TOKEN) -> Channel:
    settings = {"page_token": token, "app_secret": "s", "verify_token": "v", "api_url": vendor.url + VERSION}
    made = messenger.build(settings, client)
    assert made
    return made


@pytest.fixture
def page(vendor: FakeMessenger, client: httpx.Client) -> Channel:
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


def test_the_voice_comes_first_and_the_choices_hang_on_the_words(page: Channel, vendor: FakeMessenger, sound: Sound):
    deliver(page, Delivery("1001", reply(), sound, receipt="1001"))
    seen, typing, voice, words = vendor.accepted
    assert (seen.fields["sender_action"], typing.fields["sender_action"]) == ("mark_seen", "typing_on")
    assert voice.files == {"filedata": MP3}
    assert json.loads(voice.fields["recipient"]) == {"id": "1001"}
    assert words.fields["message"] == {
        "text": "Bună ziua! 🏠",
        "quick_replies": [{"content_type": "text", "title": "☰ Meniu", "payload": "menu"}],
    }


def test_a_clip_is_uploaded_once(page: Channel, vendor: FakeMessenger, sound: Sound):
    given = page.upload(sound)
    assert given.seconds == 89 * 24 * 3600
    for address in ("1001", "1002"):
        deliver(page, Delivery(address, reply(), replace(sound, name=given.name)))
    upload, *rest = vendor.accepted
    assert upload.files == {"filedata": MP3}
    assert not any(call.files for call in rest)
    assert rest[0].fields["message"]["attachment"]["payload"] == {"attachment_id": given.name}


def test_a_clip_that_has_run_out_is_uploaded_anew(page: Channel, sound: Sound):
    with pytest.raises(Stale):
        deliver(page, Delivery("1001", reply(), replace(sound, name="77")))


def test_a_clip_that_is_refused_does_not_keep_the_words(
    page: Channel, vendor: FakeMessenger, sound: Sound, caplog: pytest.LogCaptureFixture
):
    sound.file.with_suffix(".mp3").write_bytes(b"no sound")
    deliver(page, Delivery("1001", reply(), sound))
    (words,) = vendor.accepted
    assert words.fields["message"]["text"] == "Bună ziua! 🏠"
    assert "the words go alone" in caplog.text
    assert "1001" not in caplog.text
    with pytest.raises(GiveUp):
        page.upload(sound)


def test_an_upload_without_a_name_is_tried_again(vendor: FakeMessenger, sound: Sound):
    answer = httpx.MockTransport(lambda _: httpx.Response(200, json={"attachment": "A"}))
    with httpx.Client(transport=answer) as client, pytest.raises(TryLater, match="not Meta's"):
        build(vendor, client).upload(sound)


@pytest.mark.parametrize("text", ["Da", "Merg la birou. " * 80, "Merg la birou. " * 700, "🏠" * 5000])
def test_the_vendor_takes_texts_of_every_length(page: Channel, vendor: FakeMessenger, sound: Sound, text: str):
    deliver(page, Delivery("1001", reply(text)))
    deliver(page, Delivery("1001", reply(text), sound))
    assert {call.status for call in vendor.calls} == {200}


@pytest.mark.parametrize(("status", "what"), [(410, "left"), (403, "closed")])
def test_who_cannot_be_answered(page: Channel, vendor: FakeMessenger, status: int, what: str):
    vendor.trouble(status=status)
    with pytest.raises(GiveUp) as caught:
        deliver(page, Delivery("1001", reply()))
    assert getattr(caught.value, what)
    assert not vendor.accepted


def test_the_vendor_names_the_time_to_wait(page: Channel, vendor: FakeMessenger):
    vendor.trouble(status=429, retry_after=7)
    with pytest.raises(TryLater) as caught:
        deliver(page, Delivery("1001", reply()))
    assert caught.value.after == 7
    deliver(page, Delivery("1001", reply()))
    assert len(vendor.accepted) == 1


def test_a_vendor_that_hangs_is_not_waited_for(page: Channel, vendor: FakeMessenger, client: httpx.Client):
    client.timeout = httpx.Timeout(0.2)
    vendor.trouble(hang=30)
    with pytest.raises(TryLater, match="ReadTimeout") as caught:
        deliver(page, Delivery("1001", reply()))
    assert caught.value.unknown


def test_a_wrong_token_is_everybodys_trouble(vendor: FakeMessenger, client: httpx.Client):
    wrong = build(vendor, client, token="EAAanother")
    with pytest.raises(TryLater, match="DROM_MESSENGER_PAGE_TOKEN") as caught:
        deliver(wrong, Delivery("1001", reply()))
    assert caught.value.down
    assert [found.good for found in wrong.check("https://drom.test/webhooks/messenger")] == [False]


def test_the_check_asks_the_vendor(page: Channel, vendor: FakeMessenger):
    assert [found.good for found in page.check("https://drom.test/webhooks/messenger")] == [True, True]
    vendor.subscribed = ("messages",)
    assert [found.good for found in page.check("https://drom.test/webhooks/messenger")] == [True, False]


def test_a_voice_note_of_a_fake_is_fetched_from_the_fake(page: Channel, vendor: FakeMessenger):
    note = Incoming("messenger", "1001", "m1", Kind.VOICE, f"{vendor.url}{VERSION}/me")
    with pytest.raises(GiveUp, match="400"):  # the fake is reached; without the token, which no note gets
        page.fetch(note, 1000)
    assert "authorization" not in vendor.calls[-1].headers


def test_the_token_is_never_logged(page: Channel, sound: Sound, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        deliver(page, Delivery("1001", reply(), sound))
        page.check("https://drom.test/webhooks/messenger")
    assert TOKEN not in caplog.text


def as_call(payload: Payload) -> Call:
    """Make the request of a call, without a socket."""
    files = {payload.file_field: MP3} if payload.file else {}
    headers = {"authorization": f"Bearer {TOKEN}"}
    return Call(f"{VERSION}/{payload.call}", headers, b"", json.loads(json.dumps(dict(payload.fields))), files)


@many
@given(delivery=DELIVERIES)
def test_whatever_is_said_the_vendor_takes_it(vendor: FakeMessenger, delivery: Delivery):
    payloads = messenger.render(replace(delivery, receipt="1001" if delivery.receipt else ""))
    assert {vendor.judge(as_call(payload)).status for payload in payloads} == {200}
    first, *words = [dict(payload.fields)["message"] for payload in payloads if not payload.optional]
    assert ("attachment" in first) == bool(delivery.sound)
    assert not any("attachment" in message for message in words)
    assert not any("quick_replies" in message for message in [first, *words][:-1])
    said = "".join("".join(message.get("text", "").split()) for message in (first, *words))
    assert "".join(delivery.reply.text.split()) in said
