"""What Meta tells us of a page's talks, in our words. Pure."""

from collections.abc import Mapping
from typing import Any

from app.channels import part, read_object, word
from app.domain.message import Incoming, Kind

# The events: https://developers.facebook.com/docs/messenger-platform/reference/webhook-events (messages, message-edits,
# messaging_postbacks, messaging_referrals)
NAME = "messenger"
# docs/channels/messenger.md tells to set the button "Get Started" to the first of these.
STARTS = ("GET_STARTED", "start")
# Events come in milliseconds, and some referrals in seconds: this is the year 5138 in seconds, and 1973 in the other.
MOST_SECONDS = 10**11
MOST_MILLISECONDS = 10**14


def read(body: bytes) -> tuple[Incoming, ...]:
    """Read a delivery: several talks, several events each. What another app answers ("standby") is not ours."""
    given = read_object(body)
    if given.get("object") != "page":
        return ()
    events = (event for entry in _list(given, "entry") for event in _list(entry, "messaging"))
    found = (_read_event(event) for event in events if isinstance(event, dict))
    return tuple(each for each in found if each and each.id and each.address)


def _read_event(event: Mapping[str, Any]) -> Incoming | None:
    """Read one event. Receipts, reactions, opt-ins and whatever Meta invents are left out: nobody waits."""
    return _read_message(event) or _read_edit(event) or _read_postback(event) or _read_referral(event)


def _read_message(event: Mapping[str, Any]) -> Incoming | None:
    message = part(event, "message")
    if not message or message.get("is_echo") is True or message.get("is_deleted") is True:
        return None
    kind, content = _said(message)
    return _incoming(event, word(message, "mid"), kind, content)


def _said(message: Mapping[str, Any]) -> tuple[Kind, str]:
    choice, text = word(part(message, "quick_reply"), "payload"), word(message, "text")
    if choice:
        return Kind.CHOICE, choice
    if text:
        return Kind.TEXT, text
    sounds = (part(each, "payload") for each in _list(message, "attachments") if word(each, "type") == "audio")
    address = next((word(sound, "url") for sound in sounds), "")
    return (Kind.VOICE, address) if address else (Kind.UNUSABLE, "")


def _read_edit(event: Mapping[str, Any]) -> Incoming | None:
    """Read a correction. It is a message of its own: what she now says may lead elsewhere."""
    edit = part(event, "message_edit")
    mid, number, text = word(edit, "mid"), word(edit, "num_edit"), word(edit, "text")
    return _incoming(event, f"{mid}:{number}", Kind.TEXT, text) if mid and text else None


def _read_postback(event: Mapping[str, Any]) -> Incoming | None:
    """Read a tap in the menu or on "Get Started", or that somebody new came by a link."""
    postback = part(event, "postback")
    if not postback:
        return None
    choice, code = word(postback, "payload"), word(part(postback, "referral"), "ref")
    identity = word(postback, "mid") or _made_up(event, "postback")
    if code or choice in STARTS:
        return _incoming(event, identity, Kind.START, code)
    return _incoming(event, identity, Kind.CHOICE if choice else Kind.UNUSABLE, choice)


def _read_referral(event: Mapping[str, Any]) -> Incoming | None:
    """Read that somebody who knows us came by a link (m.me/page?ref=CODE)."""
    code = word(part(event, "referral"), "ref")
    return _incoming(event, _made_up(event, "referral"), Kind.START, code) if code else None


def _made_up(event: Mapping[str, Any], what: str) -> str:
    """Make an id for an event that has none. Repeated by Meta it is the same."""
    time, sender = word(event, "timestamp"), word(part(event, "sender"), "id")
    return f"{what}:{time}:{sender}" if time else ""


def _incoming(event: Mapping[str, Any], identity: str, kind: Kind, content: str) -> Incoming:
    sender = word(part(event, "sender"), "id")
    return Incoming(NAME, sender, identity, kind, content, receipt=sender, sent_at=_sent_at(event.get("timestamp")))


def _sent_at(given: object) -> float | None:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 < given < MOST_MILLISECONDS:
        return None
    return float(given) if given < MOST_SECONDS else given / 1000


def _list(value: object, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []
