"""What never changes between deployments, as bytes: a thin layer in front of FastAPI that answers with an ETag.

Measured: three times as fast as the quickest FastAPI route (docs/decisions/007-compiled-answers.md).
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

API = ("/api/v1/languages", "/api/v1/plans", "/api/v1/topics", "/api/v1/cards/", "/api/v1/places")
NOT_PAGES = ("/api/", "/audio/", "/webhooks/", "/health/", "/metrics", "/openapi.json", "/room/", "/desk")
BIG = ("/offline/",)  # kept as gzip by app/web/offline.py itself
MOST_ANSWERS = 20_000
MOST_BYTES = 32 * 1024 * 1024
MOST_OF_ONE = 1024 * 1024
LONGEST_ADDRESS = 1000  # no link of ours has half of it; a longer one is answered, and not kept
CHECK_SECONDS = 1.0
SHRINKING = (b"text/", b"application/json", b"application/manifest+json", b"image/svg+xml", b"application/javascript")
OURS = {b"etag", b"last-modified", b"accept-ranges"}  # what a file says of itself and this layer says otherwise
EMPTY: Message = {"type": "http.response.body", "body": b""}
Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Answer:
    """One compiled answer: both heads ready to send, and the body shared by all answers with the same bytes.

    `zipped` is what those get who take gzip: made when first asked for, the answer itself where gzip saves nothing.
    """

    etag: bytes
    full: Message
    unchanged: Message
    body: Message
    zipped: "Answer | None" = None


@lru_cache(maxsize=256)
def takes_gzip(accepted: bytes) -> bool:
    """Read an Accept-Encoding header: gzip may be named and refused ("gzip;q=0", RFC 9110 section 12.5.3)."""
    weights = {}
    for part in accepted.decode("latin-1").lower().replace(" ", "").split(","):
        name, _, weight = part.partition(";q=")
        weights[name] = weight.strip("0.") != "" if weight else True
    return weights.get("gzip", weights.get("*", False))


class Compiled:
    """Keeps good answers to GET by path and query, as long as content, sound, day and opening hours stay the same."""

    def __init__(self, app: ASGIApp, version: Callable[[], object]) -> None:
        self.app = app
        self.version = version
        self.answers: dict[tuple[str, bytes], Answer] = {}
        self.bodies: dict[bytes, Message] = {}
        self.zipped: dict[bytes, Message] = {}
        self.size = 0
        self._state: tuple[object, date] = (version(), date.today())  # noqa: DTZ011  # the server's own day
        self._check_at = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and scope["method"] == "GET"
        if not ours or len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            await self.app(scope, receive, send)
            return
        if monotonic() >= self._check_at:
            self._refresh()
        key = (scope["path"], scope["query_string"])
        answer = self.answers.get(key)
        if answer is None:
            if not key[0].startswith(API) and key[0].startswith(NOT_PAGES + BIG):
                await self.app(scope, receive, send)
            else:
                await self._compile(key, scope, receive, send)
            return
        known = b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding" and takes_gzip(value):
                answer = answer.zipped or self._zip(answer)
            elif name == b"if-none-match":
                known = value
        if known and knows(known, answer.etag):
            await send(answer.unchanged)
            await send(EMPTY)
            return
        await send(answer.full)
        await send(answer.body)

    def _refresh(self) -> None:
        """Forget everything on a new day (facts hold for days), after new sound, or when an office opened or closed."""
        self._check_at = monotonic() + CHECK_SECONDS
        state = (self.version(), date.today())  # noqa: DTZ011
        if state != self._state:
            self._state = state
            self._forget()

    def _forget(self) -> None:
        self.answers.clear()
        self.bodies.clear()
        self.zipped.clear()
        self.size = 0

    async def _compile(self, key: tuple[str, bytes], scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the application once; keep what it says if it is good, and if nothing changed while it was made."""
        begun = self._state
        start: Message = {}
        parts: list[bytes] = []

        async def catch(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        try:
            await self.app(scope, receive, catch)
        except Exception:  # it goes on to the log; she gets what was said of it
            if start:
                await send(start)
                await send({"type": "http.response.body", "body": b"".join(parts)})
            raise
        body = b"".join(parts)
        given = dict(start["headers"])
        private = b"no-store" in given.get(b"cache-control", b"")
        old = self._state is not begun  # what was forgotten meanwhile must not come back
        if start["status"] != 200 or private or old or len(body) > MOST_OF_ONE:  # noqa: PLR2004
            await send(start)
            await send({"type": "http.response.body", "body": body})
            return
        answer = self._keep(key, start["headers"], body)
        asked = dict(scope["headers"])
        if takes_gzip(asked.get(b"accept-encoding", b"")):
            answer = self._zip(answer)
        unchanged = knows(asked.get(b"if-none-match", b""), answer.etag)
        await send(answer.unchanged if unchanged else answer.full)
        await send(EMPTY if unchanged else answer.body)

    def _keep(self, key: tuple[str, bytes], headers: Headers, body: bytes) -> Answer:
        digest = hashlib.sha256(body).digest()
        given = dict(headers)
        kept = [pair for pair in headers if pair[0] not in OURS]
        if b"cache-control" not in given:
            kept.append((b"cache-control", b"no-cache"))
        if b"content-encoding" not in given and given.get(b"content-type", b"").startswith(SHRINKING):
            kept.append((b"vary", b"Accept-Encoding"))
        shared = self.bodies.get(digest)
        if shared is None:
            shared = self.bodies[digest] = {"type": "http.response.body", "body": body}
            self.size += len(body)
        answer = self.answers[key] = _answer(b'"' + digest[:12].hex().encode() + b'"', kept, shared)
        self._bound()
        return answer

    def _zip(self, answer: Answer) -> Answer:
        """Make the gzip form of an answer, once; the answer itself where its kind does not shrink."""
        headers = answer.full["headers"]
        answer.zipped = answer
        if (b"vary", b"Accept-Encoding") not in headers:
            return answer
        etag = answer.etag[:-1] + b'-gzip"'
        shared = self.zipped.get(etag)
        if shared is None:
            body = gzip.compress(answer.body["body"], 9, mtime=0)
            shared = self.zipped[etag] = {"type": "http.response.body", "body": body}
            self.size += len(body)
        if len(shared["body"]) >= len(answer.body["body"]):
            return answer
        size = str(len(shared["body"])).encode()
        plain = [pair for pair in headers if pair[0] not in {b"etag", b"content-length"}]
        answer.zipped = _answer(etag, [*plain, (b"content-length", size), (b"content-encoding", b"gzip")], shared)
        answer.zipped.zipped = answer.zipped
        made = answer.zipped
        self._bound()
        return made

    def _bound(self) -> None:
        """Start anew when there is too much: rare, and cheaper than keeping an order on every hit."""
        if len(self.answers) > MOST_ANSWERS or self.size > MOST_BYTES:
            self._forget()


def knows(known: bytes, etag: bytes) -> bool:
    """Say whether an If-None-Match header names an ETag; a proxy may have made it a weak one (RFC 9110, 13.1.2)."""
    return known in {etag, b"*"} or etag in known.replace(b"W/", b"").replace(b" ", b"").split(b",")


def _answer(etag: bytes, headers: Headers, body: Message) -> Answer:
    """Make both heads: of the answer, and of the news that it has not changed."""
    kept = [*headers, (b"etag", etag)]
    without = [pair for pair in kept if pair[0] not in {b"content-length", b"content-type", b"content-encoding"}]
    full: Message = {"type": "http.response.start", "status": 200, "headers": kept}
    return Answer(etag, full, {"type": "http.response.start", "status": 304, "headers": without}, body)
