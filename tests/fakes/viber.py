"""A Viber that refuses what the real one refuses, and lets tests see what a person would get."""

from collections.abc import Mapping
from typing import Any

from tests.fakes import Answer, Call, Fake, Trouble

STATUSES = {
    0: "ok",
    2: "invalidAuthToken",
    3: "badData",
    4: "missingData",
    5: "receiverNotRegistered",
    6: "receiverNotSubscribed",
    10: "webhookNotSet",
    12: "tooManyRequests",
}
# What goes wrong for a whole call, by the HTTP status that a test asks for: Viber itself says 200 to nearly everything.
TROUBLES = {401: 2, 404: 6, 410: 5, 429: 12}


class FakeViber(Fake):
    """The REST API for one bot: get_account_info and send_message with a text or a file.

    `strangers` have opened the talk and not said anything yet.
    """

    def __init__(self, token: str = "1001-fake", webhook: str = "") -> None:
        super().__init__()
        self.token, self.webhook = token, webhook
        self.strangers: set[str] = set()
        self.events = ["subscribed", "unsubscribed", "conversation_started", "failed"]

    def complain(self, trouble: Trouble) -> Answer:
        """Answer with the vendor's status, or with a broken server."""
        known = TROUBLES.get(trouble.status)
        return _status(known) if known else Answer(trouble.status, {"error": "A"})

    def judge(self, call: Call) -> Answer:
        """Check token, method and limits."""
        if call.headers.get("x-viber-auth-token") != self.token:
            return _status(2)
        if call.method == "get_account_info":
            return _status(0, id="pa:1", name="Drom", webhook=self.webhook, event_types=self.events)
        if call.method != "send_message" or len(call.body) > 30_000 or not _is_sound(call.fields):
            return _status(3)
        if not self.webhook or not _is_complete(call.fields):
            return _status(4 if self.webhook else 10)
        if call.fields["receiver"] in self.strangers:
            return _status(6)
        return _status(0, message_token=5_700_000_000_000_000_000 + len(self.calls))

    def is_yes(self, answer: Answer) -> bool:
        """Viber says 200 to refusals too."""
        return answer.body.get("status") == 0


def _is_complete(fields: Mapping[str, Any]) -> bool:
    named = 1 <= len(fields.get("sender", {}).get("name", "")) <= 28
    needed = {"text": ("text",), "file": ("media", "size", "file_name")}.get(fields.get("type", ""))
    return named and bool(fields.get("receiver")) and bool(needed) and all(fields.get(name) for name in needed or ())


def _is_sound(fields: Mapping[str, Any]) -> bool:
    text, keyboard = fields.get("text", "."), fields.get("keyboard")
    buttons = keyboard["Buttons"] if keyboard else []
    shaped = all(1 <= button["Columns"] <= 6 and button["Rows"] in (1, 2) for button in buttons)
    worded = all(button["ActionBody"].strip() and 1 <= len(button["Text"]) <= 250 for button in buttons)
    wide = keyboard is None or keyboard["Type"] == "keyboard"
    return bool(text.strip()) and len(text.encode("utf-16-le")) // 2 <= 7000 and shaped and worded and wide


def _status(status: int, **more: Any) -> Answer:
    return Answer(200, {"status": status, "status_message": STATUSES[status], **more})
