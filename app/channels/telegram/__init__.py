"""Telegram: one voice note with the words beneath it and a button for every choice."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx
from pydantic import BaseModel, Field

from app.channels import as_form, configure, download, is_passing, part, passing, post, read_answer, read_clip, word
from app.channels.telegram.checking import findings
from app.channels.telegram.reading import NAME, read
from app.channels.telegram.writing import render, words_instead
from app.domain.message import Incoming
from app.domain.signature import is_same
from app.ports.channel import (
    BadSignature,
    Delivery,
    Finding,
    GiveUp,
    Manner,
    Pace,
    Payload,
    Sound,
    TryLater,
    Upload,
)

__all__ = ["Telegram", "build", "render"]

# One message a second to one person; "short bursts" may be faster, of how many is not said, three is our guess:
# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
# A clip gets its name only by being sent to somebody (https://core.telegram.org/bots/api#sending-files): no uploads.
MANNER = Manner(pace=Pace(burst=3, seconds=1.0))

MAX_REASON = 200  # ours: how much of the vendor's explanation we keep
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  https://core.telegram.org/bots/api#setwebhook
FILE_PATH = re.compile(r"(?:[\w-]+/)+[\w-]+(?:\.[\w-]+)*", re.ASCII)  # https://core.telegram.org/bots/api#file
# The vendor has no list of its error texts; these are as its server says them, in lower case.
GONE = ("chat not found", "user is deactivated", "bot was blocked by the user")
HARMLESS = ("query is too old", "query id is invalid")  # a button's waiting sign that has ended by itself
BUSY = "temporarily unavailable"  # of getFile: "wrong file_id or the file is temporarily unavailable"
NO_VOICE = "voice_messages_forbidden"  # Premium: Settings > Privacy > Voice Messages
MISCONFIGURED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)  # how the vendor refuses a wrong token


class Settings(BaseModel):
    """Hold what `DROM_TELEGRAM_…` says."""

    bot_token: str = Field(pattern=r"^[\w:-]+$", repr=False)
    secret_token: str = Field(pattern=r"^[A-Za-z0-9_-]{1,256}$", repr=False)
    api_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://[^\s/]+")


def build(values: Mapping[str, str], client: httpx.Client) -> "Telegram | None":
    """Make the channel from its settings; None where it is off."""
    settings = configure(Settings, NAME, values)
    return Telegram(settings, client) if settings else None


class Telegram:
    """The Bot API over a webhook."""

    name = NAME
    manner = MANNER

    def __init__(self, settings: Settings, client: httpx.Client) -> None:
        self._token = settings.bot_token
        self._secret = settings.secret_token
        self._url = settings.api_url.rstrip("/")
        self._client = client

    def handshake(self, query: Mapping[str, str]) -> str | None:  # noqa: ARG002  the contract names it
        """Telegram has none: setWebhook is told the secret instead."""
        return None

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:  # noqa: ARG002  nothing is signed
        """Compare the secret that setWebhook was told."""
        if not is_same(self._secret, headers.get(SECRET_HEADER, "")):
            raise BadSignature("the secret token is missing or wrong")

    def read(self, body: bytes) -> tuple[Incoming, ...]:
        """Read one update."""
        return read(body)

    def acknowledge(self, body: bytes) -> str:  # noqa: ARG002  the contract names it
        """Say that all is stored."""
        return "ok"

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        """Turn a reply into calls."""
        return render(delivery)

    def send(self, payload: Payload) -> None:
        """Make one call. Who does not take voice notes gets the words at least."""
        try:
            self._call(payload)
        except _VoiceRefusedError:
            self._call(words_instead(payload))

    def upload(self, sound: Sound) -> Upload:  # noqa: ARG002  the contract names it
        """Telegram takes a clip only with the message that it belongs to."""
        raise GiveUp("telegram takes no clips beforehand")

    def fetch(self, incoming: Incoming, most: int) -> bytes:
        """Ask where the sound is, and get it: https://core.telegram.org/bots/api#getfile."""
        file = self._call(Payload("getFile", {"file_id": incoming.content}))
        size, path = file.get("file_size"), word(file, "file_path")
        if isinstance(size, int) and size > most:
            raise GiveUp(f"telegram: the sound is too big ({size} bytes)")
        if path.startswith("/"):
            raise GiveUp("telegram: the Bot API server keeps files to itself; start it without --local")
        if not FILE_PATH.fullmatch(path):
            raise GiveUp("telegram names no file, or one that no Telegram would name so")
        return download(self._client, self.name, f"{self._url}/file/bot{self._token}/{path}", most)

    def check(self, webhook: str) -> tuple[Finding, ...]:
        """Ask who the bot is, and how the webhook does."""
        try:
            bot, hook = (self._call(Payload(call, {})) for call in ("getMe", "getWebhookInfo"))
        except (TryLater, GiveUp) as error:
            advice = "see that this server reaches the internet and that the settings are right, then try again"
            return (Finding(False, f"{error}; {advice}"),)
        return tuple(Finding(each.good, self._hidden(each.text)) for each in findings(bot, hook, webhook))

    def _call(self, payload: Payload) -> Mapping[str, Any]:
        """Make one call, and give its result, where that is an object."""
        url = f"{self._url}/bot{self._token}/{payload.call}"
        if not payload.file:
            return self._judge(payload, post(self._client, self.name, url, json=dict(payload.fields)))
        files = {payload.file_field: ("voice.ogg", read_clip(self.name, payload.file), "audio/ogg")}
        return self._judge(payload, post(self._client, self.name, url, data=as_form(payload.fields), files=files))

    def _judge(self, payload: Payload, response: httpx.Response) -> Mapping[str, Any]:
        answer = read_answer(response)
        if answer.get("ok") is True:
            return part(answer, "result")
        status = response.status_code
        if is_passing(status):
            wait = word(part(answer, "parameters"), "retry_after")
            raise passing(self.name, response, _seconds(wait))
        # A proxy or a page in between says nothing about the person, and must not end her conversation.
        if answer.get("ok") is not False:
            raise TryLater(f"telegram answered {status}, in a form that is not Telegram's", down=True)
        if status in MISCONFIGURED:
            raise TryLater(f"telegram answered {status}: please check DROM_TELEGRAM_BOT_TOKEN and …_API_URL", down=True)
        reason = self._hidden(word(answer, "description"), str(payload.fields.get("chat_id", "")))[:MAX_REASON]
        said = reason.lower()
        if any(sign in said for sign in HARMLESS):
            return {}
        if NO_VOICE in said and payload.file:
            raise _VoiceRefusedError
        if BUSY in said:
            raise TryLater(f"telegram answered {status}: {reason}")
        left = status == HTTPStatus.FORBIDDEN or any(sign in said for sign in GONE)
        raise GiveUp(f"telegram answered {status}: {reason}", left=left)

    def _hidden(self, text: str, *private: str) -> str:
        """Take secrets, and what else is private, out of a text."""
        for secret in (self._token, self._secret, *private):
            text = text.replace(secret, "…") if secret else text
        return text


class _VoiceRefusedError(Exception):
    """The person takes no voice notes."""


def _seconds(text: str) -> float | None:
    return float(text[:9]) if text.isascii() and text.isdigit() else None
