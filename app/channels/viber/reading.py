"""What Viber tells us of a talk, in our words. Pure."""

from collections.abc import Mapping
from typing import Any

from app.channels import part, read_object, word
from app.domain.message import Incoming, Kind
from app.domain.report import Fate, Report

NAME = "viber"
MARK = "::"  # ours: a tapped button comes as a text; so begins none that anybody types
LATEST = 10**14  # milliseconds, the year 5138: a later date is none


def read(body: bytes) -> tuple[Incoming | Report, ...]:
    """Read one event."""
    event = read_object(body)
    what = event.get("event")
    if what == "failed":
        reason = "a phone could not show what viber had taken"
        return (Report(NAME, Fate.FAILED, address=word(event, "user_id"), reason=reason),)
    reader = READERS.get(what) if isinstance(what, str) else None
    found = reader(event) if reader else None
    return (found,) if found and found.id and found.address else ()


def _read_message(event: Mapping[str, Any]) -> Incoming:
    """Read what she wrote or tapped. Voice notes come to no bot; whatever else there is, is nothing we can use."""
    message = part(event, "message")
    text = word(message, "text") if message.get("type") == "text" else ""
    choice = text.removeprefix(MARK).strip() if text.startswith(MARK) else ""
    if choice:
        return _incoming(event, "sender", Kind.CHOICE, choice)
    usable = text and text != MARK
    return _incoming(event, "sender", Kind.TEXT if usable else Kind.UNUSABLE, text if usable else "")


def _read_start(event: Mapping[str, Any]) -> Incoming:
    return _incoming(event, "user", Kind.START, word(event, "context"))


def _read_leaving(event: Mapping[str, Any]) -> Incoming:
    return _incoming({**event, "user": {"id": event.get("user_id")}}, "user", Kind.LEFT)


# https://developers.viber.com/docs/api/rest-bot-api/#callbacks
READERS = {"message": _read_message, "conversation_started": _read_start, "unsubscribed": _read_leaving}


def _incoming(event: Mapping[str, Any], who: str, kind: Kind, content: str = "") -> Incoming:
    person, language = part(event, who), word(part(event, who), "language")
    return Incoming(
        channel=NAME,
        address=word(person, "id"),
        id=word(event, "message_token"),
        kind=kind,
        content=content,
        languages=(language,) if language else (),
        sent_at=_sent_at(event.get("timestamp")),
    )


def _sent_at(given: object) -> float | None:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 < given < LATEST:
        return None
    return given / 1000
