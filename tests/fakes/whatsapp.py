"""A Cloud API that refuses what the real one refuses, by its codes, and lets tests see what a person would get."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from app.domain.signature import sign
from tests.fakes import Answer, Call, Fake, Trouble

SECRET = "the-app-secret"
STATUS_CODES = {400: 100, 401: 190, 403: 10, 404: 100, 429: 130429}
TYPES = {"text", "audio", "interactive"}


class FakeWhatsApp(Fake):
    """One phone number: messages, clips up and down, and what is known of the number. Any version in the path."""

    def __init__(self, token: str = "EAAfake", number: str = "777001") -> None:
        super().__init__()
        self.token, self.number = token, number
        self.media: dict[str, bytes] = {}
        self.webhook = "https://drom.test/webhooks/whatsapp"
        self._next_id = 0

    @property
    def messages(self) -> list[Call]:
        """What came through to the person, without the read receipts."""
        return [call for call in self.accepted if call.method == "messages" and "status" not in call.fields]

    def complain(self, trouble: Trouble) -> Answer:
        """Answer as the vendor does: status=131047 and the like are its codes, smaller ones are HTTP's."""
        if trouble.status < 600:
            return self._refuse(STATUS_CODES.get(trouble.status, 131000), "fake trouble", trouble.status)
        return self._refuse(trouble.status, "fake trouble")

    def _refuse(self, code: int, why: str, status: int = 400, **more: Any) -> Answer:
        error = {"message": f"(#{code}) {why}", "type": "OAuthException", "code": code, "fbtrace_id": "A1"} | more
        return Answer(status, {"error": error})

    def judge(self, call: Call) -> Answer:
        """Check the token, then do what the path says."""
        parts = urlsplit(call.path).path.strip("/").split("/")
        if call.headers.get("authorization") != f"Bearer {self.token}":
            return self._refuse(190, "Error validating access token", 401)
        if parts[0] == "download":
            found = self.media.get(parts[-1])
            return Answer(404, {}) if found is None else Answer(200, found, {"Content-Type": "audio/ogg"})
        if call.verb == "GET":
            return self._tell(parts[-1])
        if parts[-2] != self.number or parts[-1] not in ("messages", "media"):
            return self._unknown()
        return self._keep(call) if parts[-1] == "media" else self._take(call.fields)

    def _unknown(self) -> Answer:
        why = "Unsupported post request. Object with this ID does not exist"
        return self._refuse(100, why, type="GraphMethodException", error_subcode=33)

    def _tell(self, name: str) -> Answer:
        """Tell about the number, or where a clip lies."""
        if name == self.number:
            known = {"id": name, "display_phone_number": "+49 203 1001", "verified_name": "A", "status": "CONNECTED"}
            return Answer(200, known | {"webhook_configuration": {"application": self.webhook}})
        if name not in self.media:
            return self._unknown()
        place = f"{self.url}/download/{name}"
        size = len(self.media[name])
        return Answer(200, {"messaging_product": "whatsapp", "url": place, "file_size": size, "id": name})

    def give(self, sound: bytes) -> str:
        """Take in a clip or a voice note, and name it."""
        self._next_id += 1
        self.media[str(self._next_id)] = sound
        return str(self._next_id)

    def _keep(self, call: Call) -> Answer:
        if call.fields.get("messaging_product") != "whatsapp" or not call.fields.get("type"):
            return self._refuse(100, "The parameter messaging_product or type is required")
        if not call.files.get("file", b"").startswith(b"OggS"):
            return self._refuse(100, "Param file must be a file with one of the following types: audio/ogg")
        return Answer(200, {"id": self.give(call.files["file"])})

    def _take(self, fields: Mapping[str, Any]) -> Answer:
        if fields.get("messaging_product") != "whatsapp":
            return self._refuse(100, "The parameter messaging_product is required")
        if fields.get("status") == "read":
            known = str(fields.get("message_id", "")).startswith("wamid.")
            return Answer(200, {"success": True}) if known else self._refuse(131009, "Parameter value is not valid")
        name = fields.get("audio", {}).get("id")
        if name and name not in self.media:
            return self._refuse(100, "Param audio['id'] is not a valid whatsapp business account media attachment ID")
        if wrong := problem(fields):
            return self._refuse(131009, f"Parameter value is not valid: {wrong}")
        self._next_id += 1
        return Answer(200, {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{self._next_id}"}]})

    def report(self, call: Call, status: str, code: int = 0) -> tuple[dict[str, str], bytes]:
        """Make the delivery (headers and body) in which the vendor tells what became of a message."""
        told: dict[str, Any] = {"id": "wamid.1", "status": status, "timestamp": "1767225700"}
        if "to" in call.fields:
            told["recipient_id"] = str(call.fields["to"]).removeprefix("+")
        else:
            told["recipient_user_id"] = call.fields["recipient"]
        told |= {"biz_opaque_callback_data": call.fields["biz_opaque_callback_data"]}
        return self.deliver({"statuses": [told | ({"errors": [{"code": code, "title": "A"}]} if code else {})]})

    def deliver(self, value: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
        """Sign what the vendor tells, for our number."""
        about = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": self.number}}
        change = {"field": "messages", "value": {**about, **value}}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()
        return {"x-hub-signature-256": sign(SECRET, body)}, body


def problem(fields: Mapping[str, Any]) -> str:
    """Say why the vendor would refuse a message; nothing where it takes it."""
    kind = fields.get("type")
    to = str(fields.get("to", ""))
    if kind not in TYPES or len(str(fields.get("biz_opaque_callback_data", ""))) > 512:
        return "type or biz_opaque_callback_data"
    if not (to.startswith("+") and to[1:].isdigit()) and "." not in str(fields.get("recipient", "")):
        return "to or recipient"
    if kind == "text":
        return _body(fields.get("text", {}).get("body"), 4096)
    if kind == "audio":
        return "" if fields["audio"].keys() & {"id", "link"} else "audio"
    interactive = fields["interactive"]
    check = {"button": _buttons, "list": _list}[interactive["type"]]
    return check(interactive["body"]["text"], interactive["action"])


def _body(text: object, limit: int) -> str:
    return "" if isinstance(text, str) and text.strip() and len(text) <= limit else "body"


def _buttons(body: str, action: Mapping[str, Any]) -> str:
    replies = [button["reply"] for button in action["buttons"]]
    if not 1 <= len(replies) <= 3:
        return "Invalid buttons count"
    return _titled(replies, 20, 256) or _body(body, 1024)


def _list(body: str, action: Mapping[str, Any]) -> str:
    rows = [row for section in action["sections"] for row in section["rows"]]
    titles = [section.get("title", "") for section in action["sections"]]
    if not 1 <= len(rows) <= 10 or not all(1 <= len(title) <= 24 for title in titles):
        return "sections"
    if not 1 <= len(action["button"]) <= 20 or any(len(row.get("description", "")) > 72 for row in rows):
        return "button or description"
    return _titled(rows, 24, 200, unique=False) or _body(body, 4096)


def _titled(options: list[dict[str, str]], title: int, identity: int, *, unique: bool = True) -> str:
    titles = [option["title"] for option in options]
    if not all(1 <= len(each.strip()) <= title for each in titles) or (unique and len(set(titles)) < len(titles)):
        return "titles must be unique and short"
    ids = [option["id"] for option in options]
    return "" if all(1 <= len(each) <= identity for each in ids) and len(set(ids)) == len(ids) else "ids"
