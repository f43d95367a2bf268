"""A voice note becomes words, or stays what it was; trouble of the vendor passes through."""

from dataclasses import dataclass, field, replace

import pytest

from app.domain.message import Incoming, Kind
from app.ports.channel import GiveUp, TryLater
from app.ports.listener import Unheard
from app.service.hear import MOST_BYTES, can_hear, hear
from app.service.parts import Parts

NOTE = Incoming("test", "1001", "m1", Kind.VOICE, "file-1", "r1", sent_at=1.0)


@dataclass
class FakeListener:
    """Hears what it is told to."""

    hears: str | Exception = "Unde fac Anmeldung?"
    heard: list[tuple[bytes, str]] = field(default_factory=list)
    name: str = "fake"
    languages: frozenset[str] = frozenset({"ro", "de"})

    def hear(self, sound: bytes, language: str) -> str:
        self.heard.append((sound, language))
        if isinstance(self.hears, Exception):
            raise self.hears
        return self.hears


@dataclass
class FakeChannel:
    """Gives a sound out; only `fetch` of a channel is needed."""

    gives: bytes | Exception = b"a sound"
    asked: list[tuple[Incoming, int]] = field(default_factory=list)

    def fetch(self, incoming: Incoming, most: int) -> bytes:
        self.asked.append((incoming, most))
        if isinstance(self.gives, Exception):
            raise self.gives
        return self.gives


def test_what_a_voice_note_says_takes_its_place(parts: Parts) -> None:
    listener, channel = FakeListener(), FakeChannel()
    spoken = hear(replace(parts, listener=listener), NOTE, "ro", channel)
    assert spoken == replace(NOTE, kind=Kind.SPOKEN, content="Unde fac Anmeldung?")
    assert listener.heard == [(b"a sound", "ro")]
    assert channel.asked == [(NOTE, MOST_BYTES)]


@pytest.mark.parametrize("gives", [GiveUp("too big"), GiveUp("gone")])
def test_what_the_vendor_no_longer_has_stays_a_voice_note(parts: Parts, gives: Exception) -> None:
    assert hear(replace(parts, listener=FakeListener("Da.")), NOTE, "ro", FakeChannel(gives)) == NOTE


def test_where_nothing_can_be_made_out_nothing_is_said(parts: Parts) -> None:
    heard = hear(replace(parts, listener=FakeListener(Unheard("no clear words"))), NOTE, "ro", FakeChannel())
    assert heard == replace(NOTE, kind=Kind.SPOKEN, content="")


def test_the_vendor_may_be_asked_later(parts: Parts) -> None:
    with pytest.raises(TryLater):
        hear(replace(parts, listener=FakeListener()), NOTE, "ro", FakeChannel(TryLater("no answer")))


@pytest.mark.parametrize("language", ["", "rmy", "xx"])
def test_a_language_that_nobody_knows_is_not_even_fetched(parts: Parts, language: str) -> None:
    channel = FakeChannel()
    assert hear(replace(parts, listener=FakeListener()), NOTE, language, channel) == NOTE
    assert channel.asked == []


def test_without_a_listener_nothing_is_fetched(parts: Parts) -> None:
    channel = FakeChannel()
    assert hear(replace(parts, listener=None), NOTE, "ro", channel) == NOTE
    assert channel.asked == []


def test_other_messages_are_left_alone(parts: Parts) -> None:
    written, channel = replace(NOTE, kind=Kind.TEXT), FakeChannel()
    assert hear(replace(parts, listener=FakeListener()), written, "ro", channel) == written
    assert channel.asked == []


def test_who_can_be_heard(parts: Parts) -> None:
    listening = replace(parts, listener=FakeListener())
    assert [code for code in parts.library.languages if can_hear(listening, code)] == ["ro", "de"]
    assert not can_hear(replace(parts, listener=None), "ro")
