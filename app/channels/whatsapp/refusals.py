"""What WhatsApp's error codes mean for us: later, never, another clip, or something that somebody must mend."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from app.channels import is_passing, part, passing, read_answer, retry_after, word
from app.ports.channel import GiveUp, Stale, TryLater

# All codes: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
CLOSED = 131047  # she wrote more than 24 hours ago
PAIR, PAIR_SECONDS = 131056, 6.0  # too many to one person: …/whatsapp/about-the-platform, one in six seconds
UNWELL = frozenset((2, 131016, 131057, 133004))  # the vendor or our account there is not working for the moment
SOON = UNWELL | {1, 4, 80007, 130429, 131000, PAIR}
MEDIA = frozenset((131052, 131053))
PARAMETER = 100  # many things; among them an unknown phone number id and a media id that has run out
UNKNOWN_OBJECT = "33"  # error_subcode; the page calls subcodes deprecated, so the type is looked at as well
RIGHTS = range(200, 300)

NEW_TOKEN = "DROM_WHATSAPP_ACCESS_TOKEN has run out or is wrong: make a new one for the system user"  # noqa: S105
MORE_RIGHTS = (
    "DROM_WHATSAPP_ACCESS_TOKEN lacks a right: give the system user the app and the WhatsApp account, "
    "and make a token with whatsapp_business_messaging and whatsapp_business_management"
)
OTHER_NUMBER = "DROM_WHATSAPP_PHONE_NUMBER_ID is wrong, or this token may not use it: copy it from API Setup"
REGISTER = "the number is not registered for the Cloud API: register it in the WhatsApp Manager"
PAYMENT = "there is no valid way to pay: add one in the WhatsApp Manager under Payment settings"
RESTRICTED = "Meta has restricted the account: see what it says in the WhatsApp Manager"
MEND: Mapping[int, str] = {
    0: NEW_TOKEN,
    104: NEW_TOKEN,
    190: NEW_TOKEN,
    3: MORE_RIGHTS,
    10: MORE_RIGHTS,
    131005: MORE_RIGHTS,
    33: OTHER_NUMBER,
    133010: REGISTER,
    131045: REGISTER,
    131037: "the display name must be approved first, in the WhatsApp Manager",
    131042: PAYMENT,
    368: RESTRICTED,
    131031: RESTRICTED,
    131048: RESTRICTED,
}


def refusal(response: httpx.Response, *, clip: bool = False) -> TryLater | GiveUp:
    """Say what follows from an answer that is not "taken". `clip`: the message named a clip that was uploaded."""
    status, error = response.status_code, part(read_answer(response), "error")
    code = number(word(error, "code"))
    said = f"whatsapp answered {status}" + ("" if code is None else f", code {code}")
    if advice := _advice(status, code, error):
        return TryLater(f"{said}: {advice}", down=True)
    if code in SOON:
        wait = PAIR_SECONDS if code == PAIR else retry_after(response)
        return TryLater(said, wait, down=code in UNWELL, unknown=status >= HTTPStatus.INTERNAL_SERVER_ERROR)
    if is_passing(status):
        return passing("whatsapp", response)
    if code is None:  # something in between, which knows nothing about the person
        told = f"{said}, in a form that is not WhatsApp's: please check DROM_WHATSAPP_API_URL"
        return TryLater(told, down=True, unknown=response.is_success)
    if clip and (code in MEDIA or (code == PARAMETER and "audio" in word(error, "message").lower())):
        return Stale(said)
    return GiveUp(said, closed=code == CLOSED)  # the code says all; the vendor's text may well hold her number


def _advice(status: int, code: int | None, error: Mapping[str, Any]) -> str:
    """Say what must be mended, where nothing goes out before that is done."""
    if code == PARAMETER and is_unknown(error):
        return OTHER_NUMBER
    if code is None:
        return NEW_TOKEN if status == HTTPStatus.UNAUTHORIZED else ""
    return MEND.get(code, MORE_RIGHTS if code in RIGHTS else "")


def is_unknown(error: Mapping[str, Any]) -> bool:
    """Say whether the vendor does not know what the path of a call names, or does not show it to us."""
    return word(error, "type") == "GraphMethodException" or word(error, "error_subcode") == UNKNOWN_OBJECT


def is_final(code: int | None) -> bool:
    """Say whether a message that failed with this code will never come through."""
    return code is None or not (code in SOON or code in MEND or code in RIGHTS)


def number(text: str) -> int | None:
    """Read a whole number of at most 15 digits, as WhatsApp writes codes, sizes and Unix seconds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None  # noqa: PLR2004
