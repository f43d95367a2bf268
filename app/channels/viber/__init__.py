"""Viber: the voice as a file that the phone plays, then the words with a keyboard of the choices."""

import html
import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from pydantic import BaseModel, Field

from app.channels import configure, is_passing, passing, post, read_answer, read_object, word
from app.channels.viber.reading import MARK, read
from app.domain.message import Incoming, Option
from app.domain.report import Report
from app.domain.signature import is_signed
from app.domain.split import split, utf16_units
from app.ports.channel import BadSignature, Delivery, Finding, GiveUp, Manner, Payload, Sound, TryLater, Upload

MANNER = Manner(merges=True, window=None, pace=None)
# What the vendor allows. Viber says "characters"; we count UTF-16 units, which are never fewer.
MAX_TEXT = 7000  # https://developers.viber.com/docs/api/rest-bot-api/#text-message
MAX_NAME = 28  # https://developers.viber.com/docs/api/rest-bot-api/#general-send-message-parameters
MAX_JSON, MAX_ROWS = 30_000, 12  # bytes, and rows on an upright phone: https://developers.viber.com/docs/faq
MAX_LABEL, COLUMNS = 250, 6  # https://developers.viber.com/docs/tools/keyboards/#buttons-parameters
PAIR = 2  # ours: two of the fixed row stand side by side, so that no label is cropped with "…"
SIGNATURE_HEADER = "x-viber-content-signature"  # https://developers.viber.com/docs/api/rest-bot-api/#callbacks
TOKEN_HEADER = "X-Viber-Auth-Token"  # noqa: S105  https://developers.viber.com/docs/api/rest-bot-api/#authentication-token
FILE_NAME = "drom.mp3"  # with its ending, or some phones do not know what to play it with
EVENTS = ("conversation_started", "unsubscribed")  # those that set_webhook can leave out, and we need
# https://developers.viber.com/docs/api/rest-bot-api/#error-codes
OK, NOT_REGISTERED, NOT_SUBSCRIBED, TOO_MANY = 0, 5, 6, 12
REFUSED = (1, 3, 4, 11, 13, 14, 16, 17, 18, 19, 20, 21, 22)
MISCONFIGURED = {
    2: "please check DROM_VIBER_AUTH_TOKEN",
    7: "the bot is blocked: please ask Viber",
    8: "please check DROM_VIBER_AUTH_TOKEN: it is no bot's",
    9: "the bot is suspended: please ask Viber",
    10: "please set the webhook, see docs/channels/viber.md",
    15: "the bot is not authorised: please ask Viber",
}
UNPAID = (23, 24)  # nothing is free any more outside of the 24 hours after her message, or the balance is used up

HELLO = (Option("again", "👋", "▶️"),)  # https://developers.viber.com/docs/api/rest-bot-api/#sending-a-welcome-message


class Settings(BaseModel):
    """Hold what `DROM_VIBER_…` says."""

    auth_token: str = Field(pattern=r"^[!-~]+$", repr=False)
    name: str = Field(default="Drom", max_length=MAX_NAME)
    api_url: str = Field(default="https://chatapi.viber.com/pa", pattern=r"^https?://[^\s/]+")


def build(values: Mapping[str, str], client: httpx.Client) -> "Viber | None":
    """Make the channel from its settings; None where it is off."""
    settings = configure(Settings, "viber", values)
    return Viber(settings, client) if settings else None


class Viber:
    """A bot of Viber over its REST API."""

    name = "viber"
    manner = MANNER

    def __init__(self, settings: Settings, client: httpx.Client) -> None:
        self._settings = settings
        self._url = settings.api_url.rstrip("/")
        self._client = client

    def handshake(self, query: Mapping[str, str]) -> str | None:  # noqa: ARG002  the contract names it
        """Viber has none: it tries the address by a signed POST, which `read` takes for nothing."""
        return None

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check Viber's signature, made with the bot's token."""
        if not is_signed(self._settings.auth_token, body, headers.get(SIGNATURE_HEADER, ""), prefix=""):
            raise BadSignature("the signature is missing or wrong")

    def read(self, body: bytes) -> tuple[Incoming | Report, ...]:
        """Read one event. What was delivered or seen is left out: Viber does not give our marks back."""
        return read(body)

    def acknowledge(self, body: bytes) -> str:
        """Say that all is stored. Who only opened the talk gets her first word here, and nowhere else: a button."""
        if read_object(body).get("event") != "conversation_started":
            return "ok"
        hello = {
            "sender": {"name": self._settings.name},
            "type": "text",
            "text": "👋",
            "keyboard": _keyboard((), HELLO),
        }
        return json.dumps(hello, ensure_ascii=False)

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        """Turn a reply into calls."""
        return render(delivery)

    def send(self, payload: Payload) -> None:
        """Make one call. Viber wants to know how big a file is that it gets by its address."""
        fields = {**payload.fields, "sender": {"name": self._settings.name}}
        if payload.file:
            fields[payload.file_field] = _size(payload)
        self._call(payload.call, fields)

    def upload(self, sound: Sound) -> Upload:  # noqa: ARG002  the contract names it
        """Viber takes no uploads."""
        raise GiveUp("viber takes no uploads")

    def fetch(self, incoming: Incoming, most: int) -> bytes:  # noqa: ARG002  the contract names it
        """Viber keeps voice notes from bots."""
        raise GiveUp("viber gives bots no voice notes")

    def check(self, webhook: str) -> tuple[Finding, ...]:
        """Ask whose token it is, which address is called, and of what it is told."""
        try:
            account = self._call("get_account_info", {})
        except (TryLater, GiveUp) as trouble:
            return (Finding(False, str(trouble)),)
        token = Finding(True, f"the token is that of the bot “{word(account, 'name')}”")
        given = account.get("event_types")
        events = given if isinstance(given, list) else []
        if word(account, "webhook") != webhook:
            return (token, Finding(False, f"viber does not call {webhook}: set it, as docs/channels/viber.md says"))
        missing = ", ".join(event for event in EVENTS if event not in events)
        if missing:
            return (token, Finding(False, f"viber does not tell us of {missing}: set the webhook again"))
        return (token, Finding(True, "viber calls us, and tells what we need"))

    def _call(self, call: str, fields: Mapping[str, object]) -> Mapping[str, Any]:
        headers = {TOKEN_HEADER: self._settings.auth_token}
        response = post(self._client, self.name, f"{self._url}/{call}", json=dict(fields), headers=headers)
        answer = read_answer(response)
        status = answer.get("status")
        if response.is_success and status == OK and not isinstance(status, bool):
            return answer
        if is_passing(response.status_code):
            raise passing(self.name, response)
        if not isinstance(status, int) or isinstance(status, bool):
            raise TryLater(f"viber answered {response.status_code}, in a form that is not Viber's")
        raise _refusal(status)


def render(delivery: Delivery) -> tuple[Payload, ...]:
    """Send the voice, then the words. Raises ValueError for odd choices."""
    text = delivery.reply.text.strip() or delivery.reply.title.strip() or "·"
    *before, last = [each for each in split(text, MAX_TEXT, utf16_units) if each.strip()]
    keyboard = _keyboard(delivery.reply.choices, delivery.reply.fixed)
    messages: list[dict[str, object]] = [{"text": each} for each in before]
    messages.append({"text": last} | ({"keyboard": keyboard} if keyboard else {}))
    calls = [Payload("send_message", {"receiver": delivery.address, "type": "text", **each}) for each in messages]
    if any(len(json.dumps(dict(call.fields), ensure_ascii=False).encode()) > MAX_JSON for call in calls):
        raise ValueError(f"viber takes messages of {MAX_JSON} bytes at most, the keyboard included")
    return (*((_voice(delivery.address, delivery.sound),) if delivery.sound else ()), *calls)


def _refusal(status: int) -> TryLater | GiveUp:
    """Say what a status means. Viber's words are not quoted."""
    what = f"viber answered with status {status}"
    if status in MISCONFIGURED:
        return TryLater(f"{what}: {MISCONFIGURED[status]}", down=True)
    if status in UNPAID:
        return GiveUp(f"{what}: outside of the 24 hours it costs", closed=True)
    if status == NOT_SUBSCRIBED:  # has opened the talk and not said anything yet. Who leaves is told as "unsubscribed"
        return GiveUp(f"{what}: she has not written yet")
    if status == NOT_REGISTERED or status in REFUSED:
        return GiveUp(what, left=status == NOT_REGISTERED)
    return TryLater(f"{what}: too many" if status == TOO_MANY else what)


def _voice(address: str, sound: Sound) -> Payload:
    """Send the MP3 by its address: the phone knows it. The file goes along for its size (see `send`)."""
    media = sound.url.removesuffix(".ogg") + ".mp3"
    fields = {"receiver": address, "type": "file", "media": media, "file_name": FILE_NAME}
    return Payload("send_message", fields, "size", sound.file)


def _size(payload: Payload) -> int:
    try:
        return payload.file.with_suffix(".mp3").stat().st_size if payload.file else 0
    except OSError:
        pass
    raise TryLater("viber: the clip is gone from the disk and must be made again")


def _keyboard(choices: Sequence[Option], fixed: Sequence[Option]) -> dict[str, object]:
    """Give each choice a row, and the fixed ones two in a row. A tap is not shown as a message of hers."""
    buttons = [_button(COLUMNS, str(number), option) for number, option in enumerate(choices, 1)]
    pairs = [fixed[start : start + PAIR] for start in range(0, len(fixed), PAIR)]
    buttons += [_button(COLUMNS // len(pair), "", option) for pair in pairs for option in pair]
    rows = len(choices) + len(pairs)
    if rows > MAX_ROWS:
        raise ValueError(f"viber shows {MAX_ROWS} rows of buttons at most, not {rows}")
    return {"Type": "keyboard", "DefaultHeight": False, "Buttons": buttons} if buttons else {}


def _button(columns: int, number: str, option: Option) -> dict[str, object]:
    label = html.escape(" ".join(f"{number} {option.emoji} {option.label}".split()) or option.id)
    if not option.id.strip() or utf16_units(label) > MAX_LABEL:
        raise ValueError(f"viber takes a label of {MAX_LABEL} characters at most, and an id: {option.id!r}")
    shape = {"Columns": columns, "Rows": 1, "Text": label, "TextSize": "regular"}
    return {**shape, "ActionType": "reply", "ActionBody": MARK + option.id, "Silent": True}
