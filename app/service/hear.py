"""Hear a voice note: fetch it, make words of it, and forget the sound. Nothing is stored or logged."""

from dataclasses import replace

from app.domain.message import Incoming, Kind
from app.ports.channel import Channel, GiveUp
from app.ports.listener import Unheard
from app.service.parts import Parts

MOST_BYTES = 2_000_000


def can_hear(parts: Parts, language: str) -> bool:
    """Say whether somebody here understands voice notes in a language."""
    return parts.listener is not None and language in parts.listener.languages


def hear(parts: Parts, incoming: Incoming, language: str, channel: Channel) -> Incoming:
    """Turn a voice note into what it says, SPOKEN, in the language of the talk.

    Where nothing can be made out it says nothing; where we have no ear for it, or it is gone, it stays as it was.
    Calls the vendor and may take seconds: never inside a transaction. Raises TryLater.
    """
    if incoming.kind is not Kind.VOICE or parts.listener is None or not can_hear(parts, language):
        return incoming
    try:
        words = parts.listener.hear(channel.fetch(incoming, MOST_BYTES), language)
    except Unheard:
        words = ""
    except GiveUp:
        return incoming
    return replace(incoming, kind=Kind.SPOKEN, content=words)
