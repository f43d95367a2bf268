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
MAX_DOWNLOAD = 20 * 1024 * 1024


class FakeTelegram(Fake):
    """The Bot API for one bot: sendMessage, sendVoice, answerCallbackQuery, getFile, getMe, getWebhookInfo.

    `sounds` are what people have sent, by file_id; `webhook` is what getWebhookInfo tells.
    """

    def __init__(self, token: str = "1001:fake") -> None:
        super().__init__()
        self.token = token
        self.sounds: dict[str, bytes] = {}
        self.webhook: dict[str, Any] = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
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
        if call.path.startswith(f"/file/bot{self.token}/voice/"):
            return self._download(call)
        if not call.path.startswith(f"/bot{self.token}/"):
            return self.complain(Trouble(status=401))
        asked = {"getMe": self._bot, "getWebhookInfo": self._webhook, "getFile": self._file}
        if call.method in asked:
            return asked[call.method](call)
        return self._send(call)

    def _send(self, call: Call) -> Answer:
        check = {"sendMessage": _check_text, "sendVoice": _check_voice, "answerCallbackQuery": _check_query}
        if call.method not in check:
            return self.complain(Trouble(status=404))
        problem = check[call.method](call)
        if problem:
            return _refuse(problem)
        if call.method == "answerCallbackQuery":
            return Answer(200, {"ok": True, "result": True})
        self._next_id += 1
        chat = {"id": int(call.fields["chat_id"]), "type": "private"}
        return Answer(200, {"ok": True, "result": {"message_id": self._next_id, "chat": chat, "date": 1767225600}})

    def _bot(self, _: Call) -> Answer:
        bot = {"id": 1001, "is_bot": True, "first_name": "Drom", "username": "drom_test_bot"}
        return Answer(200, {"ok": True, "result": bot})

    def _webhook(self, _: Call) -> Answer:
        return Answer(200, {"ok": True, "result": self.webhook})

    def _file(self, call: Call) -> Answer:
        name = call.fields.get("file_id", "")
        if name not in self.sounds:
            return _refuse("invalid file_id")
        size = len(self.sounds[name])
        if size > MAX_DOWNLOAD:
            return _refuse("file is too big")
        file = {"file_id": name, "file_unique_id": f"U{name}", "file_size": size, "file_path": f"voice/{name}.oga"}
        return Answer(200, {"ok": True, "result": file})

    def _download(self, call: Call) -> Answer:
        name = call.method.removesuffix(".oga")
        return Answer(200, self.sounds[name]) if name in self.sounds else self.complain(Trouble(status=404))


def _refuse(problem: str) -> Answer:
    return Answer(400, {"ok": False, "error_code": 400, "description": f"Bad Request: {problem}"})


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
