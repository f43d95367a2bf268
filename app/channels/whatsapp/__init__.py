"""WhatsApp: the Cloud API, where voice and words are two messages and everything waits at most a day."""

from collections.abc import Mapping
from urllib.parse import quote

import httpx
from pydantic import BaseModel, Field

from app.channels import configure, download, get, part, post, read_answer, read_clip, word
from app.channels.whatsapp import inbound, outbound
from app.channels.whatsapp.findings import judge_number, judge_webhook
from app.channels.whatsapp.refusals import PARAMETER, is_unknown, number, refusal
from app.domain.message import Incoming
from app.domain.report import Report
from app.domain.signature import is_same, is_signed
from app.ports.channel import BadSignature, Delivery, Finding, GiveUp, Manner, Pace, Payload, Sound, TryLater, Upload

# Below is https://developers.facebook.com/documentation/business-messaging/whatsapp
API_URL = (
    "https://graph.facebook.com/v23.0"  # a version lives two years: developers.facebook.com/docs/graph-api/changelog
)
SIGNATURE_HEADER = "x-hub-signature-256"  # …/webhooks/create-webhook-endpoint
WINDOW = 24 * 3600.0  # …/messages/send-messages, "Customer service windows"
PACE = Pace(burst=45, seconds=6.0)  # …/about-the-platform, "Pair rate limits"
MANNER = Manner(merges=True, window=WINDOW, pace=PACE, echoes=True, uploads=True)
SOUND_TYPE = "audio/ogg; codecs=opus"  # …/business-phone-numbers/media: "base audio/ogg" alone is refused
KEPT = 29 * 24 * 3600.0  # the vendor keeps a clip for 30 days: …/business-phone-numbers/media
# Where voice notes lie. The pages show lookaside.fbsbx.com in their examples and promise no host.
HOSTS, DOMAINS = ("lookaside.fbsbx.com",), (".whatsapp.net", ".facebook.com")
ABOUT_NUMBER = "display_phone_number,verified_name,quality_rating,status"  # …/business-phone-numbers/phone-numbers
ABOUT_WEBHOOK = "webhook_configuration,health_status"  # …/webhooks/override and …/support/health-status


class Settings(BaseModel):
    """Hold what `DROM_WHATSAPP_…` says."""

    access_token: str = Field(pattern=r"^[!-~]+$", repr=False)
    phone_number_id: str = Field(pattern=r"^[0-9]+$")
    app_secret: str = Field(pattern=r"^[!-~]+$", repr=False)
    verify_token: str = Field(min_length=1, repr=False)
    api_url: str = Field(default=API_URL, pattern=r"^https?://[^\s/]+")


def build(values: Mapping[str, str], client: httpx.Client) -> "WhatsApp | None":
    """Make the channel from its settings; None where it is off."""
    settings = configure(Settings, "whatsapp", values)
    return WhatsApp(settings, client) if settings else None


def render(delivery: Delivery) -> tuple[Payload, ...]:
    """Turn a reply into calls. Raises ValueError for what WhatsApp would never take."""
    return outbound.render(delivery)


def read_address(written: str) -> str:
    """Read the number of a person as people write it. Raises ValueError where its country is not said."""
    return inbound.read_address(written)


class WhatsApp:
    """One phone number at the Cloud API."""

    name = inbound.NAME
    manner = MANNER

    def __init__(self, settings: Settings, client: httpx.Client) -> None:
        self._settings = settings
        self._url = settings.api_url.rstrip("/")
        self._number_url = f"{self._url}/{settings.phone_number_id}"
        self._headers = {"Authorization": f"Bearer {settings.access_token}"}
        self._client = client

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """Echo the challenge to who knows our verify token."""
        known = is_same(self._settings.verify_token, query.get("hub.verify_token", ""))
        challenge = query.get("hub.challenge", "")
        if not known or query.get("hub.mode") != "subscribe" or not challenge:
            raise BadSignature("the verify token is missing or wrong")
        return challenge

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check the signature, which is made with the app secret."""
        if not is_signed(self._settings.app_secret, body, headers.get(SIGNATURE_HEADER, "")):
            raise BadSignature("the signature is missing or wrong")

    def read(self, body: bytes) -> tuple[Incoming | Report, ...]:
        """Read what people did and what became of our messages."""
        return inbound.read(body, self._settings.phone_number_id)

    def acknowledge(self, body: bytes) -> str:  # noqa: ARG002  the contract names it
        """Say that all is stored."""
        return "ok"

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        """Turn a reply into calls."""
        return render(delivery)

    def send(self, payload: Payload) -> None:
        """Make one call."""
        url = f"{self._number_url}/{payload.call}"
        response = post(self._client, self.name, url, headers=self._headers, json=dict(payload.fields))
        answer = read_answer(response)
        if not response.is_success or not (answer.get("messages") or answer.get("success") is True):
            raise refusal(response, clip=bool(word(part(payload.fields, "audio"), "id")))

    def upload(self, sound: Sound) -> Upload:
        """Give a clip to WhatsApp, which calls it by a number and keeps it for 30 days."""
        content = read_clip(self.name, sound.file)
        fields = {"messaging_product": "whatsapp", "type": SOUND_TYPE}
        files = {"file": ("voice.ogg", content, SOUND_TYPE)}
        url = f"{self._number_url}/media"
        response = post(self._client, self.name, url, headers=self._headers, data=fields, files=files)
        name = word(read_answer(response), "id")
        if not response.is_success or not name:
            raise refusal(response)
        return Upload(name, KEPT)

    def fetch(self, incoming: Incoming, most: int) -> bytes:
        """Ask where a voice note lies, and get it from there if that is a place of WhatsApp's."""
        if not incoming.content:
            raise GiveUp("whatsapp: this is no voice note")
        url = f"{self._url}/{quote(incoming.content, safe='')}"
        asked = {"phone_number_id": self._settings.phone_number_id}
        response = get(self._client, self.name, url, headers=self._headers, params=asked)
        answer = read_answer(response)
        error, place = part(answer, "error"), word(answer, "url")
        if number(word(error, "code")) == PARAMETER and is_unknown(error):
            raise GiveUp("whatsapp: the voice note is gone")
        if not response.is_success or not place:
            raise refusal(response)
        if (number(word(answer, "file_size")) or 0) > most:
            raise GiveUp("whatsapp: the voice note is too big")
        if not self._is_vendors(place):
            raise GiveUp("whatsapp: the voice note lies at a place that is not WhatsApp's")
        return download(self._client, self.name, place, most, self._headers)

    def _is_vendors(self, place: str) -> bool:
        """Say whether our token may go there."""
        try:
            asked, own = httpx.URL(place), httpx.URL(self._url)
        except httpx.InvalidURL:
            return False
        if (asked.scheme, asked.host, asked.port) == (own.scheme, own.host, own.port):
            return True
        known = asked.host in HOSTS or asked.host.endswith(DOMAINS)
        return known and asked.scheme == "https" and asked.port is None

    def check(self, webhook: str) -> tuple[Finding, ...]:
        """Ask for the number, then for the address that WhatsApp calls and for what hinders it from sending."""
        try:
            found = judge_number(self._about(ABOUT_NUMBER))
        except (TryLater, GiveUp) as trouble:
            return (Finding(good=False, text=str(trouble)),)
        try:
            return found + judge_webhook(self._about(ABOUT_WEBHOOK), webhook)
        except (TryLater, GiveUp) as trouble:
            unseen = f"It cannot be seen where WhatsApp sends messages to; it should be {webhook}. {trouble}"
            return (*found, Finding(good=False, text=unseen))

    def _about(self, fields: str) -> Mapping[str, object]:
        response = get(self._client, self.name, self._number_url, headers=self._headers, params={"fields": fields})
        answer = read_answer(response)
        if not response.is_success or not word(answer, "id"):
            raise refusal(response)
        return answer
