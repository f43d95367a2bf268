"""Messenger: the voice as an audio message, the words after it, and a quick reply for every choice."""

import logging
from collections.abc import Mapping
from typing import Any

import httpx
from pydantic import BaseModel, Field

from app.channels import as_form, configure, download, get, post, read_answer, read_clip, word
from app.channels.messenger.reading import NAME, read
from app.channels.messenger.refusals import is_about_the_clip, refusal
from app.channels.messenger.writing import AUDIO, FILE, render
from app.domain.message import Incoming
from app.domain.report import Report
from app.domain.signature import is_same, is_signed
from app.ports.channel import BadSignature, Delivery, Finding, GiveUp, Manner, Payload, Sound, Stale, TryLater, Upload

__all__ = ["MANNER", "Messenger", "Settings", "build", "render"]

# The window: https://developers.facebook.com/docs/messenger-platform/policy/policy-overview
MANNER = Manner(merges=True, window=24 * 3600, pace=None, uploads=True)
SIGNATURE_HEADER = "x-hub-signature-256"  # https://developers.facebook.com/docs/messenger-platform/webhooks
UPLOAD = (
    "me/message_attachments"  # https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api
)
KEPT_SECONDS = 89 * 24 * 3600.0  # the same page: ids end after 90 days
# https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps
EVENTS = ("messages", "messaging_postbacks", "messaging_referrals")
# Where Meta keeps what people send. Its pages name no host; these are the ones that its deliveries show.
HOSTS = ("fbsbx.com", "fbcdn.net")
GUIDE = "docs/channels/messenger.md"

log = logging.getLogger("drom.messenger")


class Settings(BaseModel):
    """Hold what `DROM_MESSENGER_…` says."""

    page_token: str = Field(pattern=r"^[\w.|-]+$", repr=False)
    app_secret: str = Field(repr=False)
    verify_token: str = Field(repr=False)
    api_url: str = Field(default="https://graph.facebook.com/v23.0", pattern=r"^https?://[^\s/]+")


def build(values: Mapping[str, str], client: httpx.Client) -> "Messenger | None":
    """Make the channel from its settings; None where it is off."""
    settings = configure(Settings, NAME, values)
    return Messenger(settings, client) if settings else None


class Messenger:
    """The talks of one Facebook page."""

    name = NAME
    manner = MANNER

    def __init__(self, settings: Settings, client: httpx.Client) -> None:
        self._settings = settings
        self._url = settings.api_url.rstrip("/")
        self._client = client

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """Give the challenge back to who knows the verify token."""
        known = is_same(self._settings.verify_token, query.get("hub.verify_token", ""))
        if not known or query.get("hub.mode") != "subscribe":
            raise BadSignature("the verify token is missing or wrong")
        return query.get("hub.challenge", "")

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check Meta's signature, made with the app secret."""
        if not is_signed(self._settings.app_secret, body, headers.get(SIGNATURE_HEADER, "")):
            raise BadSignature("the signature is missing or wrong")

    def read(self, body: bytes) -> tuple[Incoming | Report, ...]:
        """Read a delivery. What Meta says of our own messages is left out: it does not give our marks back."""
        return read(body)

    def acknowledge(self, body: bytes) -> str:  # noqa: ARG002  the contract names it
        """Say that all is stored."""
        return "ok"

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        """Turn a reply into calls."""
        return render(delivery)

    def send(self, payload: Payload) -> None:
        """Make one call. Of a clip that Meta refuses for its form the words, which follow, are what she gets."""
        response = self._post(payload)
        if _is_taken(response):
            return
        trouble = refusal(response)
        if isinstance(trouble, GiveUp) and not (trouble.left or trouble.closed) and "message" in payload.fields:
            clip = _clip(payload)
            if "attachment_id" in clip and is_about_the_clip(response):
                raise Stale("messenger no longer knows a clip")
            if clip:
                log.warning("messenger refused a clip; the words go alone: %s", trouble)
                return
        raise trouble

    def upload(self, sound: Sound) -> Upload:
        """Give a clip to Meta, for this page and for 90 days."""
        response = self._post(Payload(UPLOAD, {"message": AUDIO}, FILE, sound.file))
        name = word(read_answer(response), "attachment_id")
        if not response.is_success or not name:
            raise refusal(response)
        return Upload(name, KEPT_SECONDS)

    def fetch(self, incoming: Incoming, most: int) -> bytes:
        """Get a voice note. Its address came signed by Meta, and is followed to Meta's own hosts only."""
        if not self._is_metas(incoming.content):
            raise GiveUp("messenger: a voice note lies at a place that is not Meta's")
        return download(self._client, NAME, incoming.content, most)

    def check(self, webhook: str) -> tuple[Finding, ...]:
        """Ask whose token it is, and what the page sends us. That the app is live, Meta tells nobody."""
        try:
            page = self._get("me", "id,name")
            apps = self._get("me/subscribed_apps", "id,subscribed_fields").get("data")
        except (TryLater, GiveUp) as trouble:
            return (Finding(False, f"{trouble}; see {GUIDE}"),)
        told = {field for app in (apps if isinstance(apps, list) else ()) for field in _fields(app)}
        missing = [event for event in EVENTS if event not in told]
        token = Finding(True, f"the token is that of the page “{word(page, 'name')}”")
        if not missing:
            return (token, Finding(True, "the page sends us what people write, tap and scan"))
        advice = f"the page does not send {', '.join(missing)} to {webhook}: subscribe it, as {GUIDE} says in step 6"
        return (token, Finding(False, advice))

    def _is_metas(self, address: str) -> bool:
        try:
            url, own = httpx.URL(address), httpx.URL(self._url)
        except (httpx.InvalidURL, ValueError):
            return False
        if (url.scheme, url.host, url.port) == (own.scheme, own.host, own.port):
            return True
        plain = url.scheme == "https" and url.port is None and not url.userinfo
        return plain and any(url.host == host or url.host.endswith(f".{host}") for host in HOSTS)

    def _post(self, payload: Payload) -> httpx.Response:
        address, headers = f"{self._url}/{payload.call}", self._headers()
        if not payload.file:
            return post(self._client, NAME, address, json=dict(payload.fields), headers=headers)
        sound = read_clip(NAME, payload.file.with_suffix(".mp3"))  # not every Messenger plays OGG
        files = {payload.file_field: ("voice.mp3", sound, "audio/mpeg")}
        return post(self._client, NAME, address, data=as_form(payload.fields), files=files, headers=headers)

    def _get(self, call: str, fields: str) -> Mapping[str, Any]:
        response = get(self._client, NAME, f"{self._url}/{call}", params={"fields": fields}, headers=self._headers())
        if not _is_taken(response):
            raise refusal(response)
        return read_answer(response)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._settings.page_token}"}  # in the address it would stand in logs


def _is_taken(response: httpx.Response) -> bool:
    answer = read_answer(response)
    return response.is_success and bool(answer) and "error" not in answer


def _clip(payload: Payload) -> Mapping[str, Any]:
    """Give what a call says of the clip that it sends; empty where it sends none."""
    message = payload.fields["message"]
    attachment = message.get("attachment") if isinstance(message, dict) else None
    found = attachment.get("payload") if isinstance(attachment, dict) else None
    return found if isinstance(found, dict) else {}


def _fields(app: object) -> list[str]:
    found = app.get("subscribed_fields") if isinstance(app, dict) else None
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
