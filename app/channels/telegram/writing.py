"""What we tell Telegram: a reply as calls of the Bot API, within its limits."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.message import Option
from app.domain.split import split, utf16_units
from app.ports.channel import Delivery, Payload, Sound

# What the vendor allows. Telegram says "characters"; we count UTF-16 units, which are never fewer.
MAX_CAPTION = 1024  # https://core.telegram.org/bots/api#sendvoice
MAX_TEXT = 4096  # https://core.telegram.org/bots/api#sendmessage
MAX_CHOICE_BYTES = 64  # callback_data: https://core.telegram.org/bots/api#inlinekeyboardbutton
MAX_ROW, MAX_BUTTONS = 8, 100  # not on the vendor's page; telegram.constants of python-telegram-bot


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


def words_instead(voice: Payload) -> Payload:
    """Make a message of the words and buttons of a voice note."""
    words = _message(str(voice.fields["chat_id"]), str(voice.fields.get("caption", "🔇")))
    keyboard = {name: value for name, value in voice.fields.items() if name == "reply_markup"}
    return replace(words, fields={**words.fields, **keyboard})


def _voice(address: str, sound: Sound, caption: str) -> Payload:
    fields = {"chat_id": address, "duration": round(sound.seconds)} | ({"caption": caption} if caption else {})
    return Payload("sendVoice", fields, "voice", sound.file)


def _message(address: str, text: str) -> Payload:
    return Payload("sendMessage", {"chat_id": address, "text": text, "link_preview_options": {"is_disabled": True}})


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
