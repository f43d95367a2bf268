"""What Telegram tells us: one update is what one person did."""

from collections.abc import Mapping
from typing import Any

from app.channels import part, read_object, word
from app.domain.message import Incoming, Kind

NAME = "telegram"
VOICE = ("voice", "audio")  # https://core.telegram.org/bots/api#message
NOTES = frozenset(  # what the app itself writes into the talk; nobody waits for an answer to it
    ("pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set")
)


def read(body: bytes) -> tuple[Incoming, ...]:
    """Read one update. Raises BadPayload. https://core.telegram.org/bots/api#update."""
    update = read_object(body)
    found = _read_message(update) or _read_correction(update) or _read_choice(update) or _read_leaving(update)
    return (found,) if found and found.id and found.address else ()


def _read_message(update: Mapping[str, Any]) -> Incoming | None:
    message = part(update, "message")
    if not message or not _is_from_person(message) or not NOTES.isdisjoint(message):
        return None
    sent_at = _moment(message, "date")
    if said := _read_words(update, message, sent_at):
        return said
    sound = next((name for name in VOICE if name in message), None)
    if sound is None:
        return _incoming(update, message, Kind.UNUSABLE, sent_at=sent_at)
    return _incoming(update, message, Kind.VOICE, word(part(message, sound), "file_id"), sent_at=sent_at)


def _read_correction(update: Mapping[str, Any]) -> Incoming | None:
    """Read a corrected text as a new question. Other edits are left out: a shared location makes one every moment.

    Without its date the text is as it was, and only a reaction was added or the like:
    https://github.com/tdlib/telegram-bot-api/issues/388 and https://github.com/tdlib/td/issues/2294.
    """
    message = part(update, "edited_message")
    edited_at = _moment(message, "edit_date")
    if edited_at is None or not _is_from_person(message):
        return None
    return _read_words(update, message, edited_at)


def _read_words(update: Mapping[str, Any], message: Mapping[str, Any], sent_at: float | None) -> Incoming | None:
    text = word(message, "text")
    command, _, rest = text.partition(" ")
    if command.partition("@")[0] == "/start":
        return _incoming(update, message, Kind.START, rest.strip(), sent_at=sent_at)
    if text.startswith("/"):  # the menu of commands sends "/help" or "/help@our_bot" for the word "help"
        text = f"{command[1:].partition('@')[0]} {rest}".strip()
    return _incoming(update, message, Kind.TEXT, text, sent_at=sent_at) if text else None


def _read_choice(update: Mapping[str, Any]) -> Incoming | None:
    """Read a tapped button. When it was tapped is not told: the date is that of the message it belongs to."""
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
    return _incoming(update, event, Kind.LEFT, sent_at=_moment(event, "date"))


def _is_from_person(event: Mapping[str, Any]) -> bool:
    """Leave out groups and other bots: what one person asks is nobody else's business."""
    return word(part(event, "chat"), "type") in ("", "private") and part(event, "from").get("is_bot") is not True


def _moment(event: Mapping[str, Any], name: str) -> float | None:
    """Take a date out of an event: Unix seconds, in 32 bits."""
    date = event.get(name)
    return float(date) if type(date) is int and 0 < date < 1 << 32 else None


def _incoming(
    update: Mapping[str, Any],
    event: Mapping[str, Any],
    kind: Kind,
    content: str = "",
    receipt: str = "",
    sent_at: float | None = None,
) -> Incoming:
    language = word(part(event, "from"), "language_code")
    return Incoming(
        channel=NAME,
        address=word(part(event, "chat"), "id"),
        id=word(update, "update_id"),
        kind=kind,
        content=content,
        receipt=receipt,
        languages=(language,) if language else (),
        sent_at=sent_at,
    )
