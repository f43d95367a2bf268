"""What Meta's errors mean for us. Its words are never quoted: they may well repeat what is private. Pure."""

from collections.abc import Mapping
from typing import Any

import httpx

from app.channels import is_passing, part, passing, read_answer, retry_after, word
from app.channels.messenger.reading import NAME
from app.ports.channel import GiveUp, TryLater

# Codes and sub-codes: https://developers.facebook.com/docs/messenger-platform/error-codes
GONE, GONE_MORE = {551}, {1545041, 2018001}  # has turned us off, has left, or was never there
NOT_NOW = {
    2018108
}  # "this person isn't receiving messages from you right now": hers alone, and no reason to forget her
CLOSED, CLOSED_WORDS = {2018278}, "outside of allowed window"  # 24 hours after her message; code 10 has other meanings
MISCONFIGURED = {10, 102, 190} | set(range(200, 300))  # token or permission: nobody else can be answered either
TOO_MANY = {4, 17, 32, 613, 80006}  # https://developers.facebook.com/docs/graph-api/overview/rate-limiting
PASSING = {1, 2, 1200}  # "temporary send message failure"; of the first it says that messages may have been sent


def refusal(response: httpx.Response) -> TryLater | GiveUp:
    """Say what an answer that is not a yes means: for this person, for everybody, or for this message."""
    status, error = response.status_code, _error(response)
    code = _number(error, "code")
    what = f"messenger answered {status} (code {code}, sub-code {_number(error, 'error_subcode')})"
    if hers := _of_this_person(error, what):
        return hers
    if code in MISCONFIGURED:
        return TryLater(f"{what}: please check DROM_MESSENGER_PAGE_TOKEN and the app's permissions", down=True)
    if code in TOO_MANY:
        return TryLater(what, retry_after(response))
    if is_passing(status):
        return passing(NAME, response)
    if code in PASSING:
        return TryLater(what, retry_after(response), unknown=True)
    # A proxy or a page in between says nothing about the person, and must not end her conversation.
    return GiveUp(what) if code else TryLater(f"messenger answered {status}, in a form that is not Meta's")


def _of_this_person(error: Mapping[str, Any], what: str) -> GiveUp | None:
    code, more = _number(error, "code"), _number(error, "error_subcode")
    left = code in GONE or more in GONE_MORE
    closed = more in CLOSED or CLOSED_WORDS in word(error, "message").lower()
    return GiveUp(what, left=left, closed=closed and not left) if left or closed or more in NOT_NOW else None


def is_about_the_clip(response: httpx.Response) -> bool:
    """Say whether Meta refuses a clip. It has no code for an id that has run out, so its words are looked at."""
    error = _error(response)
    return _number(error, "code") == 100 and "attachment" in word(error, "message").lower()  # noqa: PLR2004


def _error(response: httpx.Response) -> Mapping[str, Any]:
    return part(read_answer(response), "error")


def _number(error: Mapping[str, Any], name: str) -> int:
    found = word(error, name)
    return int(found[:9]) if found.isascii() and found.isdigit() else 0
