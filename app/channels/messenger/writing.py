"""A reply as calls of Meta's Send API: the voice, then the words with the choices beneath them. Pure."""

from collections.abc import Sequence

from app.domain.message import Option
from app.domain.split import split, utf16_units
from app.ports.channel import Delivery, Payload, Sound

# What the vendor allows. Meta says "characters"; we count UTF-16 units, which are never fewer.
MAX_TEXT = 2000  # once on https://developers.facebook.com/docs/messenger-platform/reference/send-api, now on no page
# https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies
MAX_BUTTONS, MAX_TITLE, MAX_PAYLOAD = 13, 20, 1000

SEND = "me/messages"  # https://developers.facebook.com/docs/messenger-platform/send-messages
SEEN = (
    "mark_seen",
    "typing_on",
)  # https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions
# https://developers.facebook.com/docs/messenger-platform/send-messages/saving-assets
FILE = "filedata"
AUDIO = {"attachment": {"type": "audio", "payload": {"is_reusable": True}}}


def render(delivery: Delivery) -> tuple[Payload, ...]:
    """Show that we have read, then send the voice, then the words. Raises ValueError for odd choices."""
    reply = delivery.reply
    buttons, told = _buttons(reply.choices, reply.fixed)
    text = reply.text.strip() or reply.title.strip() or "·"
    words = "\n\n".join([text, "\n".join(told)]) if told else text
    *before, last = [each for each in split(words, MAX_TEXT, utf16_units) if each.strip()]
    messages: list[dict[str, object]] = [{"text": each} for each in before]
    messages.append({"text": last} | ({"quick_replies": buttons} if buttons else {}))
    calls = [Payload(SEND, _fields(delivery.address, message)) for message in messages]
    if delivery.sound:
        calls.insert(0, _voice(delivery.address, delivery.sound))
    return (*_seen(delivery.receipt), *calls)


def _fields(address: str, message: object) -> dict[str, object]:
    return {"recipient": {"id": address}, "messaging_type": "RESPONSE", "message": message}


def _voice(address: str, sound: Sound) -> Payload:
    """Name the clip that Meta has; one that it has not goes along (`send` takes the MP3 beside it)."""
    if not sound.name:
        return Payload(SEND, _fields(address, AUDIO), FILE, sound.file)
    known = {"attachment": {"type": "audio", "payload": {"attachment_id": sound.name}}}
    return Payload(SEND, _fields(address, known))


def _seen(receipt: str) -> tuple[Payload, ...]:
    recipient = {"id": receipt}
    actions = SEEN if receipt else ()
    return tuple(Payload(SEND, {"recipient": recipient, "sender_action": each}, optional=True) for each in actions)


def _buttons(choices: Sequence[Option], fixed: Sequence[Option]) -> tuple[list[dict[str, str]], list[str]]:
    """Make the quick replies, and the lines of text that say what stands on none of them.

    The voice numbers the choices, so each button shows its number, its picture and its label. Where one label of a turn
    is too long for that, all buttons show number and picture only, and the labels stand beneath the text: nothing is
    cut, all look alike, and more of them are seen at once.
    """
    lines = [_tidy(number, option.emoji, option.label) for number, option in enumerate(choices, 1)]
    roomy = all(map(_fits, lines))
    titles = lines if roomy else [_tidy(number, option.emoji) for number, option in enumerate(choices, 1)]
    told = [] if roomy else lines
    for number, option in enumerate(fixed, len(choices) + 1):
        plain = _tidy(option.emoji, option.label)
        titles.append(plain if _fits(plain) else _tidy(number, option.emoji))
        told += [] if _fits(plain) else [_tidy(number, option.emoji, option.label)]
    options = (*choices, *fixed)
    if len(options) > MAX_BUTTONS:
        raise ValueError(f"messenger takes {MAX_BUTTONS} quick replies at most, not {len(options)}")
    return [_button(option, title) for option, title in zip(options, titles, strict=True)], told


def _button(option: Option, title: str) -> dict[str, str]:
    if not 1 <= utf16_units(option.id) <= MAX_PAYLOAD:
        raise ValueError(f"messenger takes a choice's id of 1 to {MAX_PAYLOAD} characters")
    if not _fits(title):
        raise ValueError(f"messenger takes a title of 1 to {MAX_TITLE} characters, not {title!r}")
    return {"content_type": "text", "title": title, "payload": option.id}


def _fits(title: str) -> bool:
    return 1 <= utf16_units(title) <= MAX_TITLE


def _tidy(*parts: object) -> str:
    return " ".join(" ".join(str(each) for each in parts).split())
