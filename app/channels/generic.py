"""Any other system (RapidPro, Chatwoot, one's own): JSON in, JSON out, both signed over the raw body."""

import hashlib
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import BaseModel, Field

from app.channels import configure, download, is_passing, passing, post, read_object, word
from app.domain.message import Incoming, Kind
from app.domain.report import Fate, Mark, Report, read_mark
from app.domain.signature import is_signed, sign
from app.ports.channel import (
    BadPayload,
    BadSignature,
    Delivery,
    Finding,
    GiveUp,
    Manner,
    Payload,
    Sound,
    TryLater,
    Upload,
)

# We are the vendor here: the contract is docs/channels/generic.md. Text has no limit, so nothing is ever split.
MANNER = Manner(echoes=True)
SIGNATURE_HEADER = "X-Drom-Signature"
KINDS = {kind.value: kind for kind in Kind}
FATES = {fate.value: fate for fate in Fate}
REPORT, CHECK = "report", "check"  # the types of what is no message
LATEST = 1 << 37  # a greater number is no time in seconds: some write milliseconds
LEFT = HTTPStatus.GONE  # the one answer that says: this person is no longer there
MISCONFIGURED = frozenset(  # the secret or the address is wrong: that can be mended, and the reply shall not be lost
    (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
)
MEND = "please check DROM_GENERIC_SECRET and DROM_GENERIC_API_URL"


class Settings(BaseModel):
    """Hold what `DROM_GENERIC_…` says."""

    secret: str = Field(min_length=16, repr=False)
    api_url: str = Field(pattern=r"^https?://[^\s/]+")
    media_url: str = Field(default="", pattern=r"^https?://[^\s/?#]+[^\s?#]*$")


def build(values: Mapping[str, str], client: httpx.Client) -> "Generic | None":
    """Make the channel from its settings; None where it is off."""
    settings = configure(Settings, "generic", values)
    return Generic(settings, client) if settings else None


class Generic:
    """A signed webhook in each direction."""

    name = "generic"
    manner = MANNER

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

    def read(self, body: bytes) -> tuple[Incoming | Report, ...]:
        """Read one message or several, and reports among them. If nothing can be read of any, the sender is told."""
        given = read_object(body)
        messages = given.get("messages", [given])
        if not isinstance(messages, list):
            raise BadPayload("messages is not a list")
        found = tuple(each for message in messages if (each := _read(message)))
        if messages and not found:
            raise BadPayload("a message needs an id and a from, a report a fate and a mark")
        return found

    def acknowledge(self, body: bytes) -> str:  # noqa: ARG002  the contract names it
        """Say that all is stored."""
        return "ok"

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        """Turn a reply into calls."""
        return render(delivery)

    def send(self, payload: Payload) -> None:
        """Post the reply to the other system, signed."""
        response = self._post(payload.fields)
        status = response.status_code
        if response.is_success:
            return
        if is_passing(status):
            raise passing(self.name, response)
        if _is_misconfigured(response):
            raise TryLater(f"generic answered {status}: {MEND}", down=True)
        # What the other system wrote is not quoted: it may well repeat the person's address or words.
        raise GiveUp(f"generic answered {status}", left=status == LEFT)

    def upload(self, sound: Sound) -> Upload:  # noqa: ARG002  the contract names it
        """There is nowhere to upload to: replies name the sound's own address."""
        raise GiveUp("generic takes no clips beforehand")

    def fetch(self, incoming: Incoming, most: int) -> bytes:
        """Get the sound from the place in the settings. What is asked for is signed, since a GET has no body."""
        if not self._settings.media_url or not incoming.content:
            raise GiveUp("generic: the message names no sound, or DROM_GENERIC_MEDIA_URL is not set")
        query = f"media={quote(incoming.content, safe='')}&sent_at={int(time.time())}"
        headers = {SIGNATURE_HEADER: sign(self._settings.secret, query.encode())}
        return download(self._client, self.name, f"{self._settings.media_url}?{query}", most, headers)

    def check(self, webhook: str) -> tuple[Finding, ...]:
        """Post a check, signed as a reply is. Whether the other system posts to us, only its operator knows."""
        ours = Finding(True, f"the other system must post what people do to {webhook}, signed with the same secret")
        try:
            response = self._post({"type": CHECK})
        except TryLater as error:
            return (Finding(False, f"{error}; see that the other system runs, and check DROM_GENERIC_API_URL"), ours)
        return (_judge_check(response), ours)

    def _post(self, fields: Mapping[str, object]) -> httpx.Response:
        message = {"id": uuid.uuid4().hex, **fields, "sent_at": int(time.time())}
        body = json.dumps(message, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: sign(self._settings.secret, body)}
        return post(self._client, self.name, self._settings.api_url, content=body, headers=headers)


def render(delivery: Delivery) -> tuple[Payload, ...]:
    """Say everything in one message. Its id stays the same when it is sent again, so that it can be told apart."""
    reply, sound = delivery.reply, delivery.sound
    voice = sound.voice if sound else ""
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
        "mark": str(Mark(delivery.reply_id, delivery.queued_at, 0, 1, reply.language, reply.card or "", voice)),
    }
    # What neither answers a message nor has waited in the outbox is new each time: `send` names it.
    named = delivery.receipt or delivery.reply_id
    return (Payload("", ({"id": _digest(fields)} if named else {}) | fields),)


def _read(message: object) -> Incoming | Report | None:
    """Read a message or a report; None where it has not what it needs."""
    if not isinstance(message, dict):
        return None
    if word(message, "type") == REPORT:
        return _report(message)
    return _incoming(message) if word(message, "id") and word(message, "from") else None


def _report(message: Mapping[str, Any]) -> Report | None:
    fate, mark, address = FATES.get(word(message, "fate")), read_mark(word(message, "mark")), word(message, "from")
    if fate is None or (mark is None and not address):
        return None
    final, left = message.get("final") is True, message.get("left") is True
    return Report(Generic.name, fate, mark, address, final=final, left=left)


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
        sent_at=_moment(message.get("sent_at")),
    )


def _moment(value: object) -> float | None:
    """Take Unix seconds; None for whatever else stands there."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < LATEST else None


def _said(message: Mapping[str, Any]) -> tuple[Kind, str]:
    """Tell what the person did. A text or a choice that says nothing is of no use."""
    text, choice = word(message, "text"), word(message, "choice")
    kind = KINDS.get(word(message, "type") or ("choice" if choice else "text"), Kind.UNUSABLE)
    media = word(message, "media")
    content = {Kind.TEXT: text, Kind.CHOICE: choice, Kind.START: text, Kind.VOICE: media}.get(kind, "")
    return (Kind.UNUSABLE, "") if kind in (Kind.TEXT, Kind.CHOICE) and not content else (kind, content)


def _is_misconfigured(response: httpx.Response) -> bool:
    return response.status_code in MISCONFIGURED or response.is_redirect


def _judge_check(response: httpx.Response) -> Finding:
    status = response.status_code
    if response.is_success:
        return Finding(True, "the other system takes what Drom signs")
    if _is_misconfigured(response):
        return Finding(False, f"the other system answered {status}: {MEND}")
    if is_passing(status):
        return Finding(False, f"the other system answered {status}: it is in trouble, try again later")
    return Finding(False, f'the other system answered {status}: let it answer {{"type": "{CHECK}"}} with 200')


def _digest(fields: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:32]
