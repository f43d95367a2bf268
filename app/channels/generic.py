"""Any other system (RapidPro, Chatwoot, one's own): JSON in, JSON out, both signed over the raw body."""

import hashlib
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import httpx
from pydantic import BaseModel, Field

from app.channels import configure, is_passing, passing, post, read_object, word
from app.domain.message import Incoming, Kind
from app.domain.signature import is_signed, sign
from app.ports.channel import BadPayload, BadSignature, Delivery, GiveUp, Manner, Payload, TryLater

# We are the vendor here: the contract is docs/channels/generic.md. Text has no limit, so nothing is ever split.
SIGNATURE_HEADER = "X-Drom-Signature"
KINDS = {kind.value: kind for kind in Kind}
LEFT = HTTPStatus.GONE  # the one answer that says: this person is no longer there
MISCONFIGURED = frozenset(  # the secret or the address is wrong: that can be mended, and the reply shall not be lost
    (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
)


class Settings(BaseModel):
    """Hold what `DROM_GENERIC_…` says."""

    secret: str = Field(min_length=16, repr=False)
    api_url: str = Field(pattern=r"^https?://[^\s/]+")


def build(values: Mapping[str, str], client: httpx.Client) -> "Generic | None":
    """Make the channel from its settings; None where it is off."""
    settings = configure(Settings, "generic", values)
    return Generic(settings, client) if settings else None


class Generic:
    """A signed webhook in each direction."""

    name = "generic"
    manner = Manner()

    def __init__(self, settings: Settings, client: httpx.Client) -> None:
        self._settings = settings
        self._client = client

    def handshake(self, query: Mapping[str, str]) -> str | None:  # noqa: ARG002  the contract names it
        """There is none."""
        return None

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check the signature. An old request sent again does no harm: its message ids are known already."""
        if not is_signed(self._settings.secret, body, headers.get(SIGNATURE_HEADER.lower(), "")):
            raise BadSignature("the signature is missing or wrong")

    def read(self, body: bytes) -> tuple[Incoming, ...]:
        """Read one message or several. Those without id or sender are left out; if none remains, the sender is told."""
        given = read_object(body)
        messages = given.get("messages", [given])
        if not isinstance(messages, list):
            raise BadPayload("messages is not a list")
        found = tuple(_incoming(message) for message in messages if word(message, "id") and word(message, "from"))
        if messages and not found:
            raise BadPayload("a message needs an id and a from")
        return found

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        """Turn a reply into calls."""
        return render(delivery)

    def send(self, payload: Payload) -> None:
        """Post the reply to the other system, signed."""
        message = {"id": uuid.uuid4().hex, **payload.fields, "sent_at": int(time.time())}
        body = json.dumps(message, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: sign(self._settings.secret, body)}
        response = post(self._client, self.name, self._settings.api_url, content=body, headers=headers)
        status = response.status_code
        if response.is_success:
            return
        if is_passing(status):
            raise passing(self.name, response)
        if status in MISCONFIGURED or response.is_redirect:
            raise TryLater(f"generic answered {status}: please check DROM_GENERIC_SECRET and DROM_GENERIC_API_URL")
        # What the other system wrote is not quoted: it may well repeat the person's address or words.
        raise GiveUp(f"generic answered {status}", left=status == LEFT)


def render(delivery: Delivery) -> tuple[Payload, ...]:
    """Say everything in one message. Its id stays the same when it is sent again, so that it can be told apart."""
    reply, sound = delivery.reply, delivery.sound
    fields: dict[str, object] = {
        "to": delivery.address,
        "in_reply_to": delivery.receipt or None,
        "language": reply.language,
        "title": reply.title,
        "text": reply.text,
        "audio": {"url": sound.url, "seconds": sound.seconds} if sound else None,
        "choices": [asdict(option) for option in reply.choices],
        "fixed": [asdict(option) for option in reply.fixed],
        "card": reply.card,
    }
    # Without a message that it answers, the same words a month later are a new message: `send` names it.
    return (Payload("", ({"id": _digest(fields)} if delivery.receipt else {}) | fields),)


def _incoming(message: Mapping[str, Any]) -> Incoming:
    kind, content = _said(message)
    language = word(message, "language")
    return Incoming(
        channel=Generic.name,
        address=word(message, "from"),
        id=word(message, "id"),
        kind=kind,
        content=content,
        receipt=word(message, "id"),
        languages=(language,) if language else (),
    )


def _said(message: Mapping[str, Any]) -> tuple[Kind, str]:
    """Tell what the person did. A text or a choice that says nothing is of no use."""
    text, choice = word(message, "text"), word(message, "choice")
    kind = KINDS.get(word(message, "type") or ("choice" if choice else "text"), Kind.UNUSABLE)
    content = {Kind.TEXT: text, Kind.CHOICE: choice, Kind.START: text}.get(kind, "")
    return (Kind.UNUSABLE, "") if kind in (Kind.TEXT, Kind.CHOICE) and not content else (kind, content)


def _digest(fields: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:32]
