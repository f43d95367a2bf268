"""Another system: it checks signatures, knows a reply that it has got already, and has the sounds people sent."""

import hashlib
import hmac
from urllib.parse import parse_qs

from tests.fakes import Answer, Call, Fake, Trouble

REPLY = {"to", "in_reply_to", "language", "title", "text", "audio", "choices", "fixed", "card"}
FIELDS = REPLY | {"id", "mark", "sent_at"}


class FakeGeneric(Fake):
    """Takes whatever is signed with its secret, and gives out `sounds` by their names."""

    def __init__(self, secret: str = "a-secret-of-the-tests") -> None:
        super().__init__()
        self.secret = secret
        self.sounds: dict[str, bytes] = {}

    def complain(self, trouble: Trouble) -> Answer:
        """Answer with a bare status."""
        headers = {"Retry-After": str(trouble.retry_after)} if trouble.retry_after else {}
        return Answer(trouble.status, {"error": "trouble"}, headers)

    def judge(self, call: Call) -> Answer:
        """Check signature and form. Computed here again on purpose: the contract is what others can compute."""
        _, _, query = call.path.partition("?")
        digest = hmac.new(self.secret.encode(), call.body or query.encode(), hashlib.sha256).hexdigest()
        if call.headers.get("x-drom-signature") != f"sha256={digest}":
            return Answer(401, {"error": "signature"})
        if query:
            sound = self.sounds.get(parse_qs(query)["media"][0])
            return Answer(200, sound) if sound else Answer(404, {"error": "no such sound"})
        if call.fields.get("type") == "check":
            return Answer(200, {"ok": True}) if {"id", "sent_at"} <= set(call.fields) else Answer(400, {"error": "id"})
        if set(call.fields) != FIELDS:
            return Answer(400, {"error": "fields"})
        return Answer(200, {"ok": True})

    @property
    def messages(self) -> list[str]:
        """The ids of what the person sees: the same reply sent twice is one."""
        return list(dict.fromkeys(call.fields["id"] for call in self.accepted if "to" in call.fields))
