"""What holds for every channel, whatever comes: nothing but BadPayload on the way in, the limits on the way out."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_channels import CHANNELS, book, build

from app.domain.message import Incoming, Kind, Option, Reply
from app.domain.report import Fate, Report, read_mark
from app.domain.split import utf16_units
from app.ports.channel import BadPayload, BadSignature, Channel, Delivery, Sound
from tests.fakes import whatsapp

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
IDS = st.text("abcdefgh:-_", min_size=1, max_size=20)
LABELS = st.text(max_size=20)
OPTIONS = st.lists(st.builds(Option, IDS, st.sampled_from(["🏠", "", "🇷🇴"]), LABELS), max_size=5).map(tuple)
TEXTS = st.text(max_size=50) | st.builds(lambda text, times: text * times, st.text(min_size=1), st.integers(1, 3000))
REPLIES = st.builds(
    Reply,
    language=st.sampled_from(["ro", "bg", "tr", "rmy", "de"]),
    title=st.text(max_size=30) | TEXTS,
    text=TEXTS,
    choices=OPTIONS,
    fixed=OPTIONS,
    card=st.none() | IDS,
)
SOUNDS = st.none() | st.builds(Sound, st.just(Path("clip.ogg")), st.just("https://drom.test/c.ogg"), st.floats(0, 600))
DELIVERIES = st.builds(Delivery, st.just("1001"), REPLIES, SOUNDS, st.sampled_from(["", "r1"]))
MOST_OPTIONS = {"whatsapp": 10}  # where more are a ValueError, which `drom check` finds

many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
every_channel = pytest.mark.parametrize("name", CHANNELS)


@pytest.fixture
def channel(name: str) -> Iterator[Channel]:
    with httpx.Client() as client:
        yield build(name, client)


def examples(name: str) -> list[Any]:
    return [case["body"] for case in book(name)["in"] if "body" in case]


def read(channel: Channel, body: bytes) -> tuple[Incoming | Report, ...]:
    try:
        return channel.read(body)
    except BadPayload:
        return ()


@every_channel
@many
@given(body=st.binary() | JSON.map(json.dumps).map(str.encode))
def test_any_body_is_read_or_refused(channel: Channel, body: bytes):
    assert isinstance(read(channel, body), tuple)


@every_channel
@many
@given(data=st.data())
def test_a_real_body_with_something_strange_in_it(name: str, channel: Channel, data: st.DataObject):
    body = json.loads(json.dumps(data.draw(st.sampled_from(examples(name)))))
    for _ in range(data.draw(st.integers(1, 3))):
        spoil(body, data)
    for incoming in read(channel, json.dumps(body).encode()):
        assert incoming.channel == name
        if isinstance(incoming, Report):
            assert incoming.fate in Fate
            assert incoming.fate == Fate.FAILED or not (incoming.final or incoming.reason)
            continue
        assert incoming.address
        assert incoming.id
        assert incoming.kind in Kind
        assert all(isinstance(text, str) and "\0" not in text for text in (incoming.content, incoming.receipt))
        assert incoming.content or incoming.kind not in (Kind.TEXT, Kind.CHOICE)


def spoil(body: Any, data: st.DataObject) -> None:
    """Put something else, or nothing, in one place of a body."""
    while isinstance(body, dict | list) and body:
        keys = sorted(body) if isinstance(body, dict) else list(range(len(body)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(body[key], dict | list) and body[key] and data.draw(st.booleans()):
            body = body[key]
        elif data.draw(st.booleans()):
            body[key] = data.draw(JSON)
            return
        else:
            del body[key]
            return


@every_channel
@many
@given(headers=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3), body=st.binary())
def test_a_stranger_is_not_let_in(name: str, channel: Channel, headers: dict[str, str], body: bytes):
    known = [header for case in book(name)["in"] for header in case.get("headers", ())]
    for strange in (headers, dict.fromkeys(known, "sha256=0"), dict.fromkeys(known, ""), dict.fromkeys(known, "ѣ")):
        with pytest.raises(BadSignature):
            channel.verify(strange, body)


@every_channel
@many
@given(delivery=DELIVERIES)
def test_every_word_and_every_button_is_there(name: str, channel: Channel, delivery: Delivery):
    assume(len(delivery.reply.choices + delivery.reply.fixed) <= MOST_OPTIONS.get(name, 100))
    payloads = channel.render(delivery)
    sent = "\n".join(text for payload in payloads for text in strings(dict(payload.fields)))
    assert [word for word in set(delivery.reply.text.split()) if len(word) <= 20 and word not in sent] == []
    assert [option.id for option in delivery.reply.choices + delivery.reply.fixed if option.id not in sent] == []
    assert channel.render(delivery) == payloads, "the same delivery gives the same calls"


def strings(value: Any) -> Iterator[str]:
    """Find every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


@pytest.mark.parametrize("name", ["telegram"])
@many
@given(delivery=DELIVERIES)
def test_telegram_keeps_its_limits(channel: Channel, delivery: Delivery):
    payloads = [payload for payload in channel.render(delivery) if not payload.optional]
    assert sum(bool(payload.file) for payload in payloads) == bool(delivery.sound)
    for payload in payloads:
        assert utf16_units(str(payload.fields.get("caption", ""))) <= 1024
        assert payload.call == "sendVoice" or 1 <= utf16_units(str(payload.fields["text"]).strip()) <= 4096
    words = "".join(str(payload.fields.get("text", payload.fields.get("caption", ""))) for payload in payloads)
    assert "".join(delivery.reply.text.split()) in "".join(words.split())
    assert [bool(payload.fields.get("reply_markup")) for payload in payloads[:-1]] == [False] * (len(payloads) - 1)


@pytest.mark.parametrize("name", ["whatsapp"])
@many
@given(delivery=DELIVERIES)
def test_whatsapp_keeps_its_limits(channel: Channel, delivery: Delivery):
    if len({option.id for option in delivery.reply.choices + delivery.reply.fixed}) > MOST_OPTIONS["whatsapp"]:
        with pytest.raises(ValueError, match="10 rows at most"):
            channel.render(delivery)
        return
    payloads = [payload for payload in channel.render(delivery) if not payload.optional]
    assert {whatsapp.problem(payload.fields) for payload in payloads} == {""}
    assert ["audio" in payload.fields for payload in payloads] == [bool(delivery.sound)] + [False] * (len(payloads) - 1)
    assert ["interactive" in payload.fields for payload in payloads[:-1]] == [False] * (len(payloads) - 1)
    marks = [read_mark(payload.fields["biz_opaque_callback_data"]) for payload in payloads]
    assert [(mark.part, mark.parts) for mark in marks] == [(at, len(payloads)) for at in range(len(payloads))]
    words = "".join(text for payload in payloads for text in bodies(dict(payload.fields)))
    assert "".join(words.split()) == "".join(
        (delivery.reply.text.strip() or delivery.reply.title.strip() or "·").split()
    )


def bodies(fields: dict[str, Any]) -> list[str]:
    """Give what a message of WhatsApp says in words."""
    interactive = fields.get("interactive", {}).get("body", {}).get("text")
    return [text for text in (fields.get("text", {}).get("body"), interactive) if text]
