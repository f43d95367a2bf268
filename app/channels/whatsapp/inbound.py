"""What WhatsApp tells us: what people did, and what became of our messages."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.channels import part, read_object, word
from app.channels.whatsapp.refusals import is_final, number
from app.domain.message import Incoming, Kind
from app.domain.report import Fate, Report, read_mark

NAME = "whatsapp"
# Below is https://developers.facebook.com/documentation/business-messaging/whatsapp
USER = "user:"  # ours: before the id of a person whose number is hidden (…/business-scoped-user-ids)
VOICE = ("audio", "voice")  # …/webhooks/reference/messages/audio; "voice" is what the older API said
NOTES = frozenset(  # nobody waits for an answer: a heart on a message, a changed number, a correction, a deletion
    ("reaction", "system", "ephemeral", "edit", "revoke")  # …/webhooks/reference/messages/{reaction,system,edit,revoke}
)
# The same, where the vendor passes no more on than that: …/webhooks/reference/messages/unsupported
UNSUPPORTED_NOTES = NOTES | {"keep_in_chat", "pin", "poll_update"}
# Links to wa.me carry a text, but no code (https://faq.whatsapp.com/5913398998672934), so the code stands in the text.
START = re.compile(r"/?start(?:\s+([A-Za-z0-9_-]{1,64}))?", re.IGNORECASE | re.ASCII)
NOT_DIGIT = re.compile(r"[^0-9]")  # what people write between the digits, and what copying adds: marks of direction


def read(body: bytes, own: str) -> tuple[Incoming | Report, ...]:
    """Read one delivery: up to a thousand changes, of which only those of our own phone number id are ours."""
    found: list[Incoming | Report] = []
    seen = set()
    for value in _values(read_object(body)):
        if word(part(value, "metadata"), "phone_number_id") != own:
            continue
        for message in _objects(value, "messages"):
            incoming = _read_message(message, _objects(value, "contacts"))
            if incoming and incoming.id not in seen:  # the vendor sends the same one twice, even in one delivery
                seen.add(incoming.id)
                found.append(incoming)
        found += filter(None, map(_read_status, _objects(value, "statuses")))
    return tuple(found)


def _values(delivery: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in _objects(delivery, "entry"):
        for change in _objects(entry, "changes"):
            yield part(change, "value")


def _objects(value: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = value.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _read_message(message: Mapping[str, Any], contacts: list[dict[str, Any]]) -> Incoming | None:
    """Read one message; None for a group's, since what one person asks is nobody else's business."""
    said = None if message.get("group_id") else _said(message)
    user = word(message, "from_user_id") or (word(contacts[0], "user_id") if len(contacts) == 1 else "")
    address, identity = _address(word(message, "from"), user), word(message, "id")
    if not said or not address or not identity:
        return None
    sent_at = number(word(message, "timestamp"))
    return Incoming(
        channel=NAME,
        address=address,
        id=identity,
        kind=said[0],
        content=said[1],
        receipt=identity,
        sent_at=None if sent_at is None else float(sent_at),
    )


def _address(phone: str, user: str) -> str:
    """Prefer the number: the vendor goes on telling it only to those who write to it (…/business-scoped-user-ids)."""
    phone = phone.removeprefix("+")
    if phone.isascii() and phone.isdigit():
        return phone
    return f"{USER}{user}" if user else ""


def read_address(written: str) -> str:
    """Read what somebody types or copies: "+49 (0)176 12-34", "0049 …", or the id of who hides her number."""
    if any(letter.isalpha() for letter in written):
        return _address("", written.strip().removeprefix(USER))
    digits = NOT_DIGIT.sub("", written.replace("(0)", "")).removeprefix("00")
    if digits.startswith("0"):
        raise ValueError("write the number with its country's code, as WhatsApp does: +49 176 …")
    return _address(digits, "")


def _said(message: Mapping[str, Any]) -> tuple[Kind, str] | None:
    """Tell what the person did; None where nobody waits for an answer."""
    kind = word(message, "type")
    if kind in NOTES or word(part(message, "unsupported"), "type") in UNSUPPORTED_NOTES:
        return None
    if kind == "request_welcome":  # she opened the talk for the first time; the vendor is giving it up
        return Kind.START, ""
    if kind in VOICE:
        said = Kind.VOICE, word(part(message, kind), "id")
    elif kind == "interactive":
        tapped = part(message, "interactive")
        said = Kind.CHOICE, word(part(tapped, "button_reply"), "id") or word(part(tapped, "list_reply"), "id")
    elif kind == "button":  # a quick reply beneath a template
        said = Kind.CHOICE, word(part(message, "button"), "payload")
    else:
        said = Kind.TEXT, word(part(message, "text"), "body") if kind == "text" else ""
    if said[0] == Kind.TEXT and (start := START.fullmatch(said[1])):
        return Kind.START, start[1] or ""
    return said if said[1] else (Kind.UNUSABLE, "")


def _read_status(status: Mapping[str, Any]) -> Report | None:
    """Read what became of one of our messages. WhatsApp tells nobody that a person has blocked them."""
    if word(status, "status") not in {fate.value for fate in Fate}:
        return None
    fate = Fate(word(status, "status"))
    code = next((number(word(error, "code")) for error in _objects(status, "errors")), None)
    failed = fate == Fate.FAILED
    return Report(
        channel=NAME,
        fate=fate,
        mark=read_mark(word(status, "biz_opaque_callback_data")),
        address=_address(word(status, "recipient_id"), word(status, "recipient_user_id")),
        reason=str(code) if failed and code is not None else "",
        final=failed and is_final(code),
    )
