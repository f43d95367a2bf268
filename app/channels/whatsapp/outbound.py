"""How a reply looks in WhatsApp: a voice note, then the words with up to three buttons or a list of up to ten rows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.channels.whatsapp.inbound import USER
from app.domain.message import Option
from app.domain.report import Mark
from app.domain.split import split, utf16_units
from app.ports.channel import Delivery, Payload, Sound

# Below is https://developers.facebook.com/documentation/business-messaging/whatsapp
# The vendor says "characters". Texts are counted in UTF-16 units, which are never fewer; titles as `drom check` does.
MAX_TEXT = 4096  # …/messages/text-messages
MAX_BUTTONS, MAX_BUTTON, MAX_BUTTON_BODY = 3, 20, 1024  # …/messages/interactive-reply-buttons-messages
MAX_ROWS, MAX_ROW, MAX_ROW_ID = 10, 24, 200  # …/messages/interactive-list-messages
MAX_OPENER, MAX_LIST_BODY = 20, 4096  # the same page
MAX_MARK = 512  # biz_opaque_callback_data: …/reference/whatsapp-business-phone-number/message-api
# …/messages/send-messages promises no order. Half a second has been enough: Vonage's help, article 360049603871.
PAUSE = 0.5
# A list's sections must have titles: …/messages/interactive-list-messages. Signs need no translation.
CHOICES, FIXED, OPENER = "👇", "☰", "☰"
NUMBERS = (*(f"{digit}\ufe0f\u20e3" for digit in range(1, 10)), "🔟")  # 1️⃣ to 🔟
EMPTY = "·"  # the vendor refuses an empty text


def render(delivery: Delivery) -> tuple[Payload, ...]:
    """Show that her message was read and is being answered, then speak, then show the words and what can be tapped."""
    contents = [_voice(delivery.sound)] if delivery.sound else []
    contents += _words(delivery)
    calls = [_message(delivery, content, at, len(contents)) for at, content in enumerate(contents)]
    return (*_receipt(delivery.receipt), *calls)


def _receipt(message: str) -> tuple[Payload, ...]:
    """Mark her message as read, with "typing…" for up to 25 seconds: …/whatsapp/typing-indicators."""
    if not message:
        return ()
    fields = {"messaging_product": "whatsapp", "status": "read", "message_id": message}
    return (Payload("messages", fields | {"typing_indicator": {"type": "text"}}, optional=True),)


def _message(delivery: Delivery, content: dict[str, object], at: int, parts: int) -> Payload:
    """Address one message, and mark it, so that what becomes of it can be told."""
    voice = delivery.sound.voice if delivery.sound else ""
    reply = delivery.reply
    mark = str(Mark(delivery.reply_id, delivery.queued_at, at, parts, reply.language, reply.card or "", voice))
    if len(mark) > MAX_MARK:
        raise ValueError(f"whatsapp takes a mark of {MAX_MARK} characters at most, not {len(mark)}")
    fields = {"messaging_product": "whatsapp", "recipient_type": "individual"} | _recipient(delivery.address)
    return Payload("messages", {**fields, **content, "biz_opaque_callback_data": mark}, pause=PAUSE if at else 0.0)


def _recipient(address: str) -> dict[str, str]:
    """Without its plus a number would get our own country's code: …/business-phone-numbers/phone-numbers."""
    if address.startswith(USER):
        return {"recipient": address.removeprefix(USER)}
    return {"to": f"+{address}"}


def _voice(sound: Sound) -> dict[str, object]:
    """Speak as a voice note, which phones load by themselves: …/messages/audio-messages."""
    place = {"id": sound.name} if sound.name else {"link": sound.url}
    return {"type": "audio", "audio": {**place, "voice": True}}


def _words(delivery: Delivery) -> list[dict[str, object]]:
    """Cut the words to what one message holds; beneath the last stands what can be tapped."""
    reply = delivery.reply
    text = reply.text.strip() or reply.title.strip() or EMPTY
    *before, last = (each for each in split(text, MAX_TEXT, utf16_units) if each.strip())
    return [_text(each) for each in before] + [
        _buttons(last, (*reply.choices, *reply.fixed))
        or _list(last, reply.choices, reply.fixed, reply.opener)
        or _text(last)
    ]


def _text(body: str) -> dict[str, object]:
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def _buttons(body: str, options: Sequence[Option]) -> dict[str, object] | None:
    """Show two or three options as buttons, if all can be told apart: the vendor refuses two with the same title."""
    once = _once(options)
    titles = [_button_title(option) for option in once]
    fits = len(once) <= MAX_BUTTONS and all(titles) and len(set(titles)) == len(titles)
    if not once or not fits or utf16_units(body) > MAX_BUTTON_BODY:
        return None
    replies = [{"id": _id(option), "title": title} for option, title in zip(once, titles, strict=True)]
    action = {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}
    return {"type": "interactive", "interactive": {"type": "button", "body": {"text": body}, "action": action}}


def _button_title(option: Option) -> str:
    """Give the picture and the label, or only the label where both are too long, or nothing."""
    titles = (_title(option), _title(replace(option, emoji="")))
    return next((title for title in titles if len(title) <= MAX_BUTTON), "")


def _list(body: str, choices: Sequence[Option], fixed: Sequence[Option], opener: str) -> dict[str, object] | None:
    """Show the options behind one button. The number of a choice stands beneath it: its title has no room for it."""
    rows = {option.id: _row(option) for option in _once((*choices, *fixed))}
    if not rows:
        return None
    if len(rows) > MAX_ROWS:
        raise ValueError(f"whatsapp takes {MAX_ROWS} rows at most, not {len(rows)}")
    if len(opener) > MAX_OPENER:
        raise ValueError(f"whatsapp takes {MAX_OPENER} characters on the button that opens a list, not {opener!r}")
    chosen = [option.id for option in _once(choices)]
    for identity, sign in zip(chosen, NUMBERS, strict=False):
        rows[identity]["description"] = sign
    parts = ((CHOICES, [rows.pop(identity) for identity in chosen]), (FIXED, [*rows.values()]))
    sections = [{"title": title, "rows": found} for title, found in parts if found]
    action = {"button": opener or OPENER, "sections": sections}
    return {"type": "interactive", "interactive": {"type": "list", "body": {"text": body}, "action": action}}


def _row(option: Option) -> dict[str, str]:
    title = _title(option)
    if len(title) > MAX_ROW:
        raise ValueError(f"whatsapp takes {MAX_ROW} characters in a row, picture included, not {title!r}")
    return {"id": _id(option), "title": title}


def _id(option: Option) -> str:
    if not 1 <= len(option.id) <= MAX_ROW_ID or option.id != option.id.strip():
        raise ValueError(f"whatsapp takes a choice's id of 1 to {MAX_ROW_ID} characters, not {option.id!r}")
    return option.id


def _title(option: Option) -> str:
    return " ".join(f"{option.emoji} {option.label}".split()) or option.id


def _once(options: Iterable[Option]) -> list[Option]:
    """Leave out an option that is there already: the vendor refuses the same id twice, and it means the same."""
    found: dict[str, Option] = {}
    for option in options:
        found.setdefault(option.id, option)
    return list(found.values())
