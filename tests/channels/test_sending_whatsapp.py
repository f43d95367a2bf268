"""A turn over WhatsApp, over real sockets: clip up, receipt, voice, words, and what becomes of them."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.channels import whatsapp
from app.domain.message import Incoming, Kind, Option, Reply
from app.domain.report import Fate, Mark, Report
from app.ports.channel import Channel, Delivery, GiveUp, Sound, Stale, TryLater
from tests.fakes.whatsapp import SECRET, FakeWhatsApp

TOKEN = "EAA-the-token-of-the-tests"
FIXED = (Option("again", "🔁", "Încă o dată"), Option("person", "🧑", "Un om"), Option("menu", "☰", "Meniu"))
PLANS = (Option("plan:settle", "🏠", "Rămân"), Option("plan:circular", "🔁", "Vin și plec"))


@pytest.fixture
def vendor() -> Iterator[FakeWhatsApp]:
    with FakeWhatsApp(TOKEN) as vendor:
        yield vendor


@pytest.fixture
def made(vendor: FakeWhatsApp) -> Iterator[Channel]:
    settings = {"access_token": TOKEN, "phone_number_id": vendor.number, "app_secret": SECRET, "verify_token": "v"}
    with httpx.Client() as client:
        yield whatsapp.build({**settings, "api_url": f"{vendor.url}/v23.0"}, client)


@pytest.fixture
def sound(tmp_path: Path) -> Sound:
    file = tmp_path / "clip.ogg"
    file.write_bytes(b"OggS" + bytes(range(256)) * 40)
    return Sound(file, "https://drom.test/clip.ogg", 3.4, voice="human")


def delivery(text: str = "Ce plan aveți? 🏠", **more: object) -> Delivery:
    reply = Reply("ro", "Titlu", text, choices=PLANS, fixed=FIXED, card="plan")
    return replace(Delivery("1001", reply, receipt="wamid.9", reply_id=12, queued_at=1767225600.5), **more)


def send(channel: Channel, one: Delivery) -> None:
    for payload in channel.render(one):
        channel.send(payload)


def test_a_turn(made: Channel, vendor: FakeWhatsApp, sound: Sound):
    upload = made.upload(sound)
    assert vendor.media[upload.name] == sound.file.read_bytes()
    assert upload.seconds < 30 * 24 * 3600
    send(made, delivery(sound=replace(sound, name=upload.name)))
    assert [call.status for call in vendor.calls] == [200] * 4
    voice, words = vendor.messages
    assert voice.fields["audio"] == {"id": upload.name, "voice": True}
    assert [row["title"] for part in words.fields["interactive"]["action"]["sections"] for row in part["rows"]] == [
        "🏠 Rămân",
        "🔁 Vin și plec",
        "🔁 Încă o dată",
        "🧑 Un om",
        "☰ Meniu",
    ]


def test_a_report_names_the_reply(made: Channel, vendor: FakeWhatsApp, sound: Sound):
    send(made, delivery(sound=replace(sound, name=vendor.give(b"OggS"))))
    voice, words = vendor.messages
    headers, body = vendor.report(words, "delivered")
    made.verify(headers, body)
    assert made.read(body) == (
        Report("whatsapp", Fate.DELIVERED, Mark(12, 1767225600.5, 1, 2, "ro", "plan", "human"), "1001"),
    )
    (failed,) = made.read(vendor.report(voice, "failed", 131026)[1])
    assert isinstance(failed, Report)
    assert (failed.mark.part, failed.reason, failed.final, failed.left) == (0, "131026", True, False)


@pytest.mark.parametrize("text", ["Da", "Merg la birou. " * 80, "Merg la birou. " * 700, "🏠" * 5000])
@pytest.mark.parametrize("choices", [(), PLANS, PLANS * 2, FIXED[:1]])
def test_the_vendor_takes_texts_of_every_length(made: Channel, vendor: FakeWhatsApp, text: str, choices: tuple):
    for fixed in ((), FIXED):
        send(made, Delivery("1001", Reply("ro", "Titlu", text, choices=choices, fixed=fixed)))
    assert {call.status for call in vendor.calls} == {200}


def test_who_has_no_number_is_answered_all_the_same(made: Channel, vendor: FakeWhatsApp):
    send(made, delivery(address="user:RO.1001"))
    (words,) = vendor.messages
    assert (words.fields.get("to"), words.fields["recipient"]) == (None, "RO.1001")
    (report,) = made.read(vendor.report(words, "read")[1])
    assert report.address == "user:RO.1001"


def test_a_clip_that_the_vendor_has_forgotten_is_uploaded_anew(made: Channel, vendor: FakeWhatsApp, sound: Sound):
    with pytest.raises(Stale):
        send(made, delivery(sound=replace(sound, name="4711")))
    send(made, delivery(sound=replace(sound, name=made.upload(sound).name)))
    assert len(vendor.messages) == 2


def test_a_clip_that_has_gone_from_the_cache_is_made_again(made: Channel, vendor: FakeWhatsApp, sound: Sound):
    sound.file.unlink()
    with pytest.raises(TryLater, match="made again"):
        made.upload(sound)
    assert not vendor.calls


def test_after_a_day_nothing_goes_through(made: Channel, vendor: FakeWhatsApp):
    vendor.trouble(times=2, status=131047)
    with pytest.raises(GiveUp, match="131047") as caught:
        made.send(made.render(delivery())[-1])
    assert caught.value.closed


def test_a_voice_note_is_fetched_from_where_the_vendor_says(made: Channel, vendor: FakeWhatsApp):
    note = Incoming("whatsapp", "1001", "wamid.1", Kind.VOICE, vendor.give(b"OggS-unde"))
    assert made.fetch(note, 1000) == b"OggS-unde"
    with pytest.raises(GiveUp, match="too big"):
        made.fetch(note, 8)
    with pytest.raises(GiveUp, match="gone"):
        made.fetch(replace(note, content="4711"), 1000)
    assert [call.path.partition("?")[0] for call in vendor.calls[:2]] == ["/v23.0/1", "/download/1"]


def test_the_check_says_what_is_wrong(made: Channel, vendor: FakeWhatsApp):
    assert all(found.good for found in made.check(vendor.webhook))
    assert not made.check("https://drom.example/webhooks/whatsapp")[1].good
    vendor.token = "another"
    (found,) = made.check(vendor.webhook)
    assert not found.good
    assert "DROM_WHATSAPP_ACCESS_TOKEN" in found.text
    vendor.token, vendor.number = TOKEN, "888"
    assert "DROM_WHATSAPP_PHONE_NUMBER_ID" in made.check(vendor.webhook)[0].text


def test_the_token_is_never_logged(made: Channel, vendor: FakeWhatsApp, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        send(made, delivery())
    assert vendor.accepted
    assert TOKEN not in caplog.text
