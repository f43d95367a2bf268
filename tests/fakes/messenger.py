"""A Messenger that refuses what the real one refuses, and lets tests see what a person would get."""

import json
from collections.abc import Mapping
from typing import Any

from tests.fakes import Answer, Call, Fake, Trouble

VERSION = "/v23.0"
ACTIONS = ("mark_seen", "typing_on", "typing_off")
MP3 = (b"ID3", b"\xff\xfb")
SUBSCRIBED = ("messages", "messaging_postbacks", "messaging_referrals")
Error = tuple[int, int, str]
INVALID_TOKEN: Error = (190, 0, "Invalid OAuth access token.")
NOBODY: Error = (100, 2018001, "(#100) No matching user found")
# What goes wrong for a whole call, by the status that a test asks for.
TROUBLES: dict[int, Error] = {
    400: (100, 0, "(#100) Invalid parameter"),
    401: INVALID_TOKEN,
    403: (10, 2018278, "(#10) This message is sent outside of allowed window."),
    410: (551, 1545041, "(#551) This person isn't available right now."),
    429: (613, 0, "(#613) Calls to this api have exceeded the rate limit."),
    500: (2, 0, "An unexpected error has occurred. Please retry your request later."),
}


class FakeMessenger(Fake):
    """The Graph API for one page: me, me/subscribed_apps, me/messages, me/message_attachments."""

    def __init__(self, token: str = "EAAfake", subscribed: tuple[str, ...] = SUBSCRIBED) -> None:
        super().__init__()
        self.token, self.subscribed = token, subscribed
        self.clips: set[str] = set()
        self._next_id = 0

    def complain(self, trouble: Trouble) -> Answer:
        """Answer with the vendor's error object."""
        status = 400 if trouble.status in (401, 403, 410) else trouble.status
        headers = {"Retry-After": str(trouble.retry_after)} if trouble.retry_after else {}
        return _error(status, *TROUBLES.get(trouble.status, TROUBLES[500]), headers)

    def judge(self, call: Call) -> Answer:
        """Check token, path and limits."""
        if call.headers.get("authorization") != f"Bearer {self.token}":
            return _error(400, *INVALID_TOKEN)
        answers = {
            "/me": lambda _: Answer(200, {"id": "2001", "name": "Drom"}),
            "/me/subscribed_apps": lambda _: Answer(
                200, {"data": [{"id": "3001", "subscribed_fields": self.subscribed}]}
            ),
            "/me/messages": self._message,
            "/me/message_attachments": self._attachment,
        }
        answer = answers.get(call.path.partition("?")[0].removeprefix(VERSION))
        return answer(call) if answer else _error(404, 2500, 0, "Unknown path components")

    def _attachment(self, call: Call) -> Answer:
        problem = _check_file(call)
        return _error(400, *problem) if problem else Answer(200, {"attachment_id": self._keep()})

    def _message(self, call: Call) -> Answer:
        recipient = _object(call.fields.get("recipient")).get("id", "")
        if not str(recipient).isdigit():
            return _error(400, *NOBODY)
        if "sender_action" in call.fields:
            known = call.fields["sender_action"] in ACTIONS and "message" not in call.fields
            return Answer(200, {"recipient_id": recipient}) if known else _error(400, *TROUBLES[400])
        message = _object(call.fields.get("message"))
        problem = (
            _check_type(call) or self._check_clip(message, call) or _check_words(message) or _check_buttons(message)
        )
        if problem:
            return _error(400, *problem)
        answer = {"recipient_id": recipient, "message_id": f"m_{len(self.calls)}"}
        return Answer(200, answer | ({"attachment_id": self._keep()} if call.files else {}))

    def _check_clip(self, message: Mapping[str, Any], call: Call) -> Error | None:
        payload = _object(_object(message.get("attachment")).get("payload"))
        if "attachment" not in message:
            return None
        if "attachment_id" not in payload:
            return _check_file(call)
        return None if payload["attachment_id"] in self.clips else (100, 0, "(#100) The attachment id is invalid")

    def _keep(self) -> str:
        self._next_id += 1
        self.clips.add(str(self._next_id))
        return str(self._next_id)


def _check_type(call: Call) -> Error | None:
    return None if call.fields.get("messaging_type") == "RESPONSE" else (100, 2018025, "(#100) Wrong messaging type")


def _check_file(call: Call) -> Error | None:
    if call.files.get("filedata", b"").startswith(MP3):
        return None
    return 100, 2018047, "(#100) Upload attachment failure."


def _check_words(message: Mapping[str, Any]) -> Error | None:
    if "attachment" in message:
        return None
    text = message.get("text", "")
    return None if text.strip() and _units(text) <= 2000 else (100, 0, "(#100) Length of param message[text] is wrong")


def _check_buttons(message: Mapping[str, Any]) -> Error | None:
    buttons = message.get("quick_replies", [])
    fine = all(
        button["content_type"] == "text" and 1 <= _units(button["title"]) <= 20 and 1 <= len(button["payload"]) <= 1000
        for button in buttons
    )
    return None if fine and len(buttons) <= 13 else (100, 0, "(#100) Param message[quick_replies] is wrong")


def _object(value: Any) -> dict[str, Any]:
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}


def _error(status: int, code: int, more: int, words: str, headers: Mapping[str, str] | None = None) -> Answer:
    error: dict[str, Any] = {"message": words, "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    return Answer(status, {"error": error | ({"error_subcode": more} if more else {})}, headers or {})


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
