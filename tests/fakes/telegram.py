"""A Telegram that refuses what the real one refuses, in its words, and lets tests see what a person would get."""

import json
from typing import Any

from tests.fakes import Answer, Call, Fake, Trouble

WORDS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    429: "Too Many Requests: retry after {retry_after}",
}


class FakeTelegram(Fake):
    """The Bot API for one bot: sendMessage, sendVoice, answerCallbackQuery."""

    def __init__(self, token: str = "1001:fake") -> None:
        super().__init__()
        self.token = token
        self._next_id = 0

    def complain(self, trouble: Trouble) -> Answer:
        """Answer with the vendor's error object."""
        words = WORDS.get(trouble.status, "Internal Server Error").format(retry_after=trouble.retry_after)
        body: dict[str, Any] = {"ok": False, "error_code": trouble.status, "description": words}
        if not trouble.retry_after:
            return Answer(trouble.status, body)
        body["parameters"] = {"retry_after": trouble.retry_after}
        return Answer(trouble.status, body, {"Retry-After": str(trouble.retry_after)})

    def judge(self, call: Call) -> Answer:
        """Check token, method and limits."""
        if not call.path.startswith(f"/bot{self.token}/"):
            return self.complain(Trouble(status=401))
        check = {"sendMessage": _check_text, "sendVoice": _check_voice, "answerCallbackQuery": _check_query}
        if call.method not in check:
            return self.complain(Trouble(status=404))
        problem = check[call.method](call)
        if problem:
            return Answer(400, {"ok": False, "error_code": 400, "description": f"Bad Request: {problem}"})
        if call.method == "answerCallbackQuery":
            return Answer(200, {"ok": True, "result": True})
        self._next_id += 1
        chat = {"id": int(call.fields["chat_id"]), "type": "private"}
        return Answer(200, {"ok": True, "result": {"message_id": self._next_id, "chat": chat, "date": 1767225600}})


def _check_text(call: Call) -> str:
    if not str(call.fields.get("text", "")).strip():
        return "message text is empty"
    if _units(call.fields["text"]) > 4096:
        return "message is too long"
    return _check_chat(call) or _check_keyboard(call)


def _check_voice(call: Call) -> str:
    if not call.files.get("voice"):
        return "there is no voice in the request"
    if not call.files["voice"].startswith(b"OggS"):  # the real one sends it as a file: nobody would see a play button
        return "the fake takes OGG only"
    if _units(call.fields.get("caption", "")) > 1024:
        return "message caption is too long"
    return _check_chat(call) or _check_keyboard(call)


def _check_query(call: Call) -> str:
    known = call.fields.get("callback_query_id")
    return "" if known else "query is too old and response timeout expired or query ID is invalid"


def _check_chat(call: Call) -> str:
    return "" if str(call.fields.get("chat_id", "")).isdigit() else "chat not found"


def _check_keyboard(call: Call) -> str:
    markup = call.fields.get("reply_markup", {})
    if isinstance(markup, str):
        markup = json.loads(markup)
    rows = markup.get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if any(not 1 <= len(button["callback_data"].encode()) <= 64 for button in buttons):
        return "BUTTON_DATA_INVALID"
    if any(not button["text"].strip() for button in buttons):
        return "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    return "reply markup is too long" if len(buttons) > 100 or any(len(row) > 8 for row in rows) else ""


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
