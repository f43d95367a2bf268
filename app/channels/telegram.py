"""Telegram: one voice note with the words beneath it and a button for every choice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import httpx
from pydantic import BaseModel, Field

from app.channels import as_form, configure, is_passing, part, passing, post, read_object, word
from app.domain.message import Incoming, Kind, Option
from app.domain.signature import is_same
from app.domain.split import split, utf16_units
from app.ports.channel import BadSignature, Delivery, GiveUp, Manner, Pace, Payload, Sound, TryLater

# What the vendor allows. Telegram says "characters"; we count UTF-16 units, which are never fewer.
MAX_CAPTION = 1024  # https://core.telegram.org/bots/api#sendvoice
MAX_TEXT = 4096  # https://core.telegram.org/bots/api#sendmessage
MAX_CHOICE_BYTES = 64  # callback_data: https://core.telegram.org/bots/api#inlinekeyboardbutton
MAX_ROW, MAX_BUTTONS = 8, 100  # not on the vendor's page; telegram.constants of python-telegram-bot
MAX_REASON = 200  # ours: how much of the vendor's explanation we keep

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  https://core.telegram.org/bots/api#setwebhook
VOICE = ("voice", "audio")  # https://core.telegram.org/bots/api#message
NOTES = frozenset(  # what the app itself writes into the talk; nobody waits for an answer to it
    ("pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set")
)
# The vendor has no list of its error texts; these are as its server says them, in lower case.
GONE = ("chat not found", "user is deactivated", "bot was blocked by the user")
HARMLESS = ("query is too old", "query id is invalid")  # a button's waiting sign that has ended by itself
NO_VOICE = "voice_messages_forbidden"  # Premium: Settings > Privacy > Voice Messages
MISCONFIGURED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)  # how the vendor refuses a wrong token


class Settings(BaseModel):
    """Hold what `DROM_TELEGRAM_…` says."""

    bot_token: str = Field(pattern=r"^[\w:-]+$", repr=False)
    secret_token: str = Field(pattern=r"^[A-Za-z0-9_-]{1,256}$", repr=False)
    api_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://[^\s/]+")


def build(values: Mapping[str, str], client: httpx.Client) -> "Telegram | None":
    """Make the channel from its settings; None where it is off."""
    settings = configure(Settings, "telegram", values)
    return Telegram(settings, client) if settings else None


class Telegram:
    """The Bot API over a webhook."""

    name = "telegram"
    manner = Manner(pace=Pace(burst=3, seconds=1.0))

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
        """Read one update. An edited message is left out: the first version has been answered already."""
        update = read_object(body)
        found = _read_message(update) or _read_choice(update) or _read_leaving(update)
        return (found,) if found and found.id and found.address else ()

    def render(self, delivery: Delivery) -> tuple[Payload, ...]:
        """Turn a reply into calls."""
        return render(delivery)

    def send(self, payload: Payload) -> None:
        """Make one call. Who does not take voice notes gets the words at least."""
        try:
            self._judge(payload, self._post(payload))
        except _VoiceRefusedError:
            words = _words_instead(payload)
            self._judge(words, self._post(words))

    def _post(self, payload: Payload) -> httpx.Response:
        url = f"{self._url}/bot{self._token}/{payload.call}"
        if not payload.file:
            return post(self._client, self.name, url, json=dict(payload.fields))
        try:
            sound = payload.file.read_bytes()
        except OSError:
            sound = None
        if sound is None:
            raise TryLater("telegram: the clip is gone from the disk and must be made again")
        files = {payload.file_field: ("voice.ogg", sound, "audio/ogg")}
        return post(self._client, self.name, url, data=as_form(payload.fields), files=files)

    def _judge(self, payload: Payload, response: httpx.Response) -> None:
        answer = _read_answer(response)
        if answer.get("ok") is True:
            return
        status = response.status_code
        if is_passing(status):
            wait = word(part(answer, "parameters"), "retry_after")
            raise passing(self.name, response, _seconds(wait))
        # A proxy or a page in between says nothing about the person, and must not end her conversation.
        if answer.get("ok") is not False:
            raise TryLater(f"telegram answered {status}, in a form that is not Telegram's")
        if status in MISCONFIGURED:
            raise TryLater(f"telegram answered {status}: please check DROM_TELEGRAM_BOT_TOKEN and …_API_URL")
        reason = self._without_secrets(word(answer, "description"), payload)
        said = reason.lower()
        if any(sign in said for sign in HARMLESS):
            return
        if NO_VOICE in said and payload.file:
            raise _VoiceRefusedError
        left = status == HTTPStatus.FORBIDDEN or any(sign in said for sign in GONE)
        raise GiveUp(f"telegram answered {status}: {reason}", left=left)

    def _without_secrets(self, description: str, payload: Payload) -> str:
        for secret in (self._token, self._secret, str(payload.fields.get("chat_id", ""))):
            description = description.replace(secret, "…") if secret else description
        return description[:MAX_REASON]


def render(delivery: Delivery) -> tuple[Payload, ...]:
    """Answer the tapped button, then send all in one message, or the sound first. Raises ValueError for odd choices."""
    caption, texts = _arrange(delivery)
    calls = [_message(delivery.address, text) for text in texts]
    if delivery.sound:
        calls.insert(0, _voice(delivery.address, delivery.sound, caption))
    keyboard = _keyboard(delivery.reply.choices, delivery.reply.fixed)
    if keyboard:
        calls[-1] = replace(calls[-1], fields={**calls[-1].fields, "reply_markup": keyboard})
    if delivery.receipt:  # or the button goes on showing that it waits
        calls.insert(0, Payload("answerCallbackQuery", {"callback_query_id": delivery.receipt}, optional=True))
    return tuple(calls)


class _VoiceRefusedError(Exception):
    """The person takes no voice notes."""


def _read_message(update: Mapping[str, Any]) -> Incoming | None:
    message = part(update, "message")
    if not message or not _is_from_person(message) or not NOTES.isdisjoint(message):
        return None
    text = word(message, "text")
    command, _, rest = text.partition(" ")
    if command.partition("@")[0] == "/start":
        return _incoming(update, message, Kind.START, rest.strip())
    if text.startswith("/"):  # the menu of commands sends "/help" or "/help@our_bot" for the word "help"
        text = f"{command[1:].partition('@')[0]} {rest}".strip()
    if text:
        return _incoming(update, message, Kind.TEXT, text)
    kind = Kind.VOICE if any(name in message for name in VOICE) else Kind.UNUSABLE
    return _incoming(update, message, kind)


def _read_choice(update: Mapping[str, Any]) -> Incoming | None:
    query = part(update, "callback_query")
    # The message with the button is missing when it is very old. In a private chat its address is the person's.
    chat = part(part(query, "message"), "chat") or part(query, "from")
    event = {"chat": chat, "from": part(query, "from")}
    if not query or not _is_from_person(event):
        return None
    choice = word(query, "data")
    return _incoming(update, event, Kind.CHOICE if choice else Kind.UNUSABLE, choice, word(query, "id"))


def _read_leaving(update: Mapping[str, Any]) -> Incoming | None:
    event = part(update, "my_chat_member")
    if word(part(event, "new_chat_member"), "status") != "kicked" or not _is_from_person(event):
        return None
    return _incoming(update, event, Kind.LEFT)


def _is_from_person(event: Mapping[str, Any]) -> bool:
    """Leave out groups and other bots: what one person asks is nobody else's business."""
    return word(part(event, "chat"), "type") in ("", "private") and part(event, "from").get("is_bot") is not True


def _incoming(
    update: Mapping[str, Any], event: Mapping[str, Any], kind: Kind, content: str = "", receipt: str = ""
) -> Incoming:
    language = word(part(event, "from"), "language_code")
    return Incoming(
        channel=Telegram.name,
        address=word(part(event, "chat"), "id"),
        id=word(update, "update_id"),
        kind=kind,
        content=content,
        receipt=receipt,
        languages=(language,) if language else (),
    )


def _voice(address: str, sound: Sound, caption: str) -> Payload:
    fields = {"chat_id": address, "duration": round(sound.seconds)} | ({"caption": caption} if caption else {})
    return Payload("sendVoice", fields, "voice", sound.file)


def _message(address: str, text: str) -> Payload:
    return Payload("sendMessage", {"chat_id": address, "text": text, "link_preview_options": {"is_disabled": True}})


def _words_instead(voice: Payload) -> Payload:
    words = _message(str(voice.fields["chat_id"]), str(voice.fields.get("caption", "🔇")))
    keyboard = {name: value for name, value in voice.fields.items() if name == "reply_markup"}
    return replace(words, fields={**words.fields, **keyboard})


def _arrange(delivery: Delivery) -> tuple[str, tuple[str, ...]]:
    """Find the voice note's caption and the messages after it. Telegram refuses empty messages and trims others."""
    title, text = delivery.reply.title.strip(), delivery.reply.text.strip()
    if delivery.sound and utf16_units(text) <= MAX_CAPTION:
        return text, ()
    if delivery.sound and utf16_units(title) > MAX_CAPTION:
        title, text = "", f"{title}\n\n{text}"
    parts = split(text or title or "·", MAX_TEXT, utf16_units)
    return title, tuple(each for each in parts if each.strip())


def _keyboard(choices: Sequence[Option], fixed: Sequence[Option]) -> dict[str, object]:
    rows = [[_button(f"{number} {option.emoji} {option.label}", option)] for number, option in enumerate(choices, 1)]
    row = [_button(f"{option.emoji} {option.label}", option) for option in fixed]
    rows += [row[start : start + MAX_ROW] for start in range(0, len(row), MAX_ROW)]
    if len(choices) + len(fixed) > MAX_BUTTONS:
        raise ValueError(f"telegram takes {MAX_BUTTONS} buttons at most, not {len(choices) + len(fixed)}")
    return {"inline_keyboard": rows} if rows else {}


def _button(text: str, option: Option) -> dict[str, str]:
    if not 1 <= len(option.id.encode()) <= MAX_CHOICE_BYTES:
        raise ValueError(f"telegram takes a choice's id of 1 to {MAX_CHOICE_BYTES} bytes, not {option.id!r}")
    return {"text": " ".join(text.split()) or option.id, "callback_data": option.id}


def _seconds(text: str) -> float | None:
    return float(text[:9]) if text.isascii() and text.isdigit() else None


def _read_answer(response: httpx.Response) -> Mapping[str, Any]:
    try:
        return part({"answer": response.json()}, "answer")
    except (ValueError, RecursionError):
        return {}
