"""Another system that gets our replies: it checks the signature and knows a reply that it has got already."""

import hashlib
import hmac

from tests.fakes import Answer, Call, Fake, Trouble

FIELDS = {"id", "to", "in_reply_to", "language", "title", "text", "audio", "choices", "fixed", "card", "sent_at"}


class FakeGeneric(Fake):
    """Takes whatever is signed with its secret."""

    def __init__(self, secret: str = "a-secret-of-the-tests") -> None:
        super().__init__()
        self.secret = secret

    def complain(self, trouble: Trouble) -> Answer:
        """Answer with a bare status."""
        headers = {"Retry-After": str(trouble.retry_after)} if trouble.retry_after else {}
        return Answer(trouble.status, {"error": "trouble"}, headers)

    def judge(self, call: Call) -> Answer:
        """Check signature and form. Computed here again on purpose: the contract is what others can compute."""
        digest = hmac.new(self.secret.encode(), call.body, hashlib.sha256).hexdigest()
        if call.headers.get("x-drom-signature") != f"sha256={digest}":
            return Answer(401, {"error": "signature"})
        if set(call.fields) != FIELDS:
            return Answer(400, {"error": "fields"})
        return Answer(200, {"ok": True})

    @property
    def messages(self) -> list[str]:
        """The ids of what the person sees: the same reply sent twice is one."""
        return list(dict.fromkeys(call.fields["id"] for call in self.accepted))
