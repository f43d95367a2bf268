"""Telegram as python-telegram-bot knows it: it reads what we read, has our limits, and takes what we send."""

import inspect
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Bot, ChatMember, InlineKeyboardMarkup, LinkPreviewOptions, Message, Update
from telegram.constants import (
    ChatType,
    FileSizeLimit,
    FloodLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MessageLimit,
    UpdateType,
    WebhookLimit,
)
from test_channels import CHANNELS, book, build

from app.channels.telegram import MANNER, Settings, checking, reading, writing
from app.domain.message import Incoming, Kind, Option, Reply
from app.ports.channel import Delivery
from app.service.hear import MOST_BYTES
from tests.fakes import telegram as fake

# Our cases leave out what we do not read; the library wants what the vendor always sends.
ALWAYS: dict[str, dict[str, object]] = {
    "message": {"message_id": 1, "date": 1767225600, "from": {"id": 1001}},
    "edited_message": {"message_id": 1, "date": 1767225600},
    "pinned_message": {"message_id": 1, "date": 1767225600, "chat": {"id": 1001, "type": "private"}},
    "callback_query": {"chat_instance": "1"},
    "my_chat_member": {"date": 1767225600, "old_chat_member": {"user": {"id": 1}, "status": "member"}},
    "new_chat_member": {"user": {"id": 1}, "until_date": 0},
    "chat": {"type": "private"},
    "from": {"is_bot": False, "first_name": "A"},
    "user": {"is_bot": True, "first_name": "A"},
    "voice": {"file_unique_id": "U", "duration": 1},
    "audio": {"file_unique_id": "U", "duration": 1},
    "location": {"latitude": 51.4, "longitude": 6.8},
    "contact": {"phone_number": "1001", "first_name": "A"},
    "sticker": {
        "file_unique_id": "U",
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
        "type": "regular",
    },
}
PHOTO: dict[str, object] = {"file_unique_id": "U", "width": 1, "height": 1}
METHODS = {
    "sendVoice": Bot.send_voice,
    "sendMessage": Bot.send_message,
    "answerCallbackQuery": Bot.answer_callback_query,
}
LEFT_OUT = ("pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set")


def full(value: Any, name: str = "") -> Any:
    """Put in what is always there."""
    if isinstance(value, list):
        return [full(each, name) for each in value]
    if not isinstance(value, dict):
        return value
    always = PHOTO if name == "photo" else ALWAYS.get(name, {})
    return {key: full(each, key) for key, each in {**always, **value}.items()}


def parsed() -> Iterator[tuple[str, Mapping[str, Any], Update]]:
    for case in book("telegram")["in"]:
        if not isinstance(case.get("body"), dict):
            continue
        body = full(case["body"])
        try:
            yield case["name"], body, Update.de_json(body, None)
        except (TypeError, KeyError, AttributeError, ValueError):  # it takes nothing amiss that is out of form
            continue


PARSED = list(parsed())


def understood(update: Update) -> Incoming | None:
    """Read an update with the library's means alone; None where nobody waits for an answer."""
    chat, person = update.effective_chat, update.effective_user
    if update.callback_query and chat is None:
        address = str(person.id) if person else ""
    elif person is None or person.is_bot or chat is None or chat.type != ChatType.PRIVATE:
        return None
    else:
        address = str(chat.id)
    said = _query(update) or _left(update) or _message(update)
    if said is None:
        return None
    languages = (person.language_code,) if person and person.language_code else ()
    kind, content, receipt, sent_at = said
    return Incoming("telegram", address, str(update.update_id), kind, content, receipt, languages, sent_at)


Said = tuple[Kind, str, str, float | None]


def _query(update: Update) -> Said | None:
    query = update.callback_query
    return (Kind.CHOICE if query.data else Kind.UNUSABLE, query.data or "", query.id, None) if query else None


def _left(update: Update) -> Said | None:
    member = update.my_chat_member
    banned = member and member.new_chat_member.status == ChatMember.BANNED
    return (Kind.LEFT, "", "", member.date.timestamp()) if member and banned else None


def _message(update: Update) -> Said | None:
    message = update.message or update.edited_message
    if message is None or any(getattr(message, name) for name in LEFT_OUT):
        return None
    if update.edited_message:
        edited = message.edit_date
        return (*_text(message), "", edited.timestamp()) if edited and message.text else None
    sound = message.voice or message.audio
    other = (Kind.VOICE, sound.file_id) if sound else (Kind.UNUSABLE, "")
    said = _text(message) if message.text else other
    return (*said, "", message.date.timestamp())


def _text(message: Message) -> tuple[Kind, str]:
    text = (message.text or "").strip()
    command, _, rest = text.partition(" ")
    if command in ("/start", "/start@drom_test_bot"):
        return Kind.START, rest
    text = " ".join((command.removeprefix("/").removesuffix("@drom_test_bot"), rest)).strip()
    return (Kind.TEXT, text) if text else (Kind.UNUSABLE, "")


@pytest.mark.parametrize(("body", "update"), [each[1:] for each in PARSED], ids=[each[0] for each in PARSED])
def test_we_read_what_the_library_reads(body: Mapping[str, Any], update: Update) -> None:
    expected = understood(update)
    assert reading.read(json.dumps(body).encode()) == ((expected,) if expected else ())


def test_nearly_all_cases_can_be_asked_about() -> None:
    assert len(PARSED) >= 30


def test_our_limits_are_the_librarys() -> None:
    assert writing.MAX_TEXT == MessageLimit.MAX_TEXT_LENGTH
    assert writing.MAX_CAPTION == MessageLimit.CAPTION_LENGTH
    assert writing.MAX_CHOICE_BYTES == InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert writing.MAX_ROW == InlineKeyboardMarkupLimit.BUTTONS_PER_ROW
    assert writing.MAX_BUTTONS == InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    assert MANNER.pace
    assert MANNER.pace.seconds * FloodLimit.MESSAGES_PER_SECOND_PER_CHAT == 1
    assert MOST_BYTES < FileSizeLimit.FILESIZE_DOWNLOAD <= fake.MAX_DOWNLOAD
    assert set(checking.UPDATES) <= set(UpdateType)


@pytest.mark.parametrize("more", [0, 1])
def test_a_secret_may_be_as_long_as_the_library_lets_it(more: int) -> None:
    secret = "a" * (WebhookLimit.MAX_SECRET_TOKEN_LENGTH + more)
    given = {"bot_token": "1001:fake", "secret_token": secret}
    with httpx.Client() as client:
        if more:
            with pytest.raises(ValueError, match="SECRET_TOKEN"):
                CHANNELS["telegram"].build(given, client)
        else:
            assert CHANNELS["telegram"].build(given, client)
    assert Settings.model_fields["secret_token"].is_required()


def sent() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every call of the cases, as the channel renders it, and one with as many buttons as there may be."""
    for case in book("telegram")["out"]:
        yield from ((each["call"], each["fields"]) for each in case.get("expected", ()))
    options = tuple(Option(f"card:{number}", "🏠", "Anmeldung") for number in range(writing.MAX_BUTTONS))
    reply = Reply("ro", "", "Da", choices=options[:-9], fixed=options[-9:])
    with httpx.Client() as client:
        for call in build("telegram", client).render(Delivery("1001", reply)):
            yield call.call, call.fields


def test_what_we_send_is_what_the_library_would_send() -> None:
    keyboards = 0
    for call, fields in sent():
        known = inspect.signature(METHODS[call]).parameters
        assert set(fields) <= set(known), call
        if preview := fields.get("link_preview_options"):
            assert LinkPreviewOptions.de_json(preview, None).to_dict() == preview
        if markup := fields.get("reply_markup"):
            keyboards += 1
            keyboard = InlineKeyboardMarkup.de_json(markup, None)
            assert keyboard.to_dict() == markup
            rows = keyboard.inline_keyboard
            assert sum(map(len, rows)) <= InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
            assert max(map(len, rows)) <= InlineKeyboardMarkupLimit.BUTTONS_PER_ROW
    assert keyboards >= 5


def test_the_fake_knows_the_methods_by_the_librarys_names() -> None:
    asked = {"get_me", "get_webhook_info", "get_file", *(method.__name__ for method in METHODS.values())}
    camel = {first + "".join(map(str.title, rest)) for first, *rest in (name.split("_") for name in asked)}
    told = fake.FakeTelegram.__doc__ or ""
    assert {name for name in camel if name not in told} == set()
    assert Path(fake.__file__).is_file()
