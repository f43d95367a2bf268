"""Limits that hold for every request: how big a body, how many requests, and the headers that protect a reader."""

import math
from contextlib import suppress
from ipaddress import IPv6Address, ip_address

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.hurry import Hurry
from app.web.problems import answer

MOST_BYTES = 256 * 1024
MOST_OF = {
    "/room/": 2 * 1024 * 1024,  # a minute of speech, however badly packed
    "/webhooks/": 3 * 1024 * 1024,  # Meta's own limit; hookdeck.com, guide to WhatsApp webhooks
}
# Not the pages: a whole town may sit behind one address, and pages are compiled.
RATED = ("/api/", "/room/", "/offline/")
BURST = 300
RATED_TALK = "/chat"  # how the address of a talk on a page ends; its first sight is compiled
NETWORK_BITS = 64  # of an IPv6 address: the rest is the subscriber's own to change
NOSNIFF = (b"x-content-type-options", b"nosniff")
POLICY = "default-src 'self'; media-src 'self' blob:; frame-ancestors {}; base-uri 'none'; form-action 'self'"
FOR_PAGES = (
    # Other sites learn nothing; of forms our own must stay known, which "no-referrer" would send from an origin "null"
    # (fetch.spec.whatwg.org, "append a request Origin header"), and of links the frame they were followed in.
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", POLICY.format("'none'").encode()),
)
FOR_DESK = ((b"cache-control", b"no-store"),)  # what a partner's staff see is for them alone


class TooBig(Exception):
    """The body went over the limit while it was read."""


class Limits:
    """Refuses bodies that are too big before they are in memory, and who asks too much; adds the security headers.

    `a_minute` is how many requests one address may send to the API; 0 for any number.
    """

    def __init__(self, app: ASGIApp, a_minute: int = 0) -> None:
        self.app = app
        self._hurry = Hurry(BURST, 60 / a_minute) if a_minute else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if wait := self._wait(scope):
            detail = f"Too many requests come from this address. Try again in {wait} seconds."
            await answer(429, "too-many", detail, {"Retry-After": str(wait)})(scope, receive, send)
            return
        most = next((most for start, most in MOST_OF.items() if scope["path"].startswith(start)), MOST_BYTES)
        started = False
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise TooBig
            return message

        async def protected(message: Message) -> None:
            nonlocal started
            if read > most and not started:
                return  # the application took our TooBig for a fault of the body; the answer is below
            if message["type"] == "http.response.start":
                started = True
                html = any(name == b"content-type" and b"html" in value for name, value in message["headers"])
                given = {name for name, _ in message["headers"]}
                desk = scope["path"].startswith("/desk")
                wanted = dict((FOR_PAGES if html else ()) + (FOR_DESK if desk else ()))
                missing = [pair for pair in wanted.items() if pair[0] not in given]
                message["headers"] = [*message["headers"], NOSNIFF, *missing]
            await send(message)

        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > most:
            read = int(declared)
        else:
            with suppress(TooBig):
                await self.app(scope, counted, protected)
        if read > most and not started:
            read = 0
            detail = f"The body may have {most // 1024} KB at most. Send less."
            await answer(413, "too-big", detail)(scope, receive, protected)

    def _wait(self, scope: Scope) -> int:
        """Give the whole seconds that a request comes too early."""
        if self._hurry is None or not (scope["path"].startswith(RATED) or scope["path"].endswith(RATED_TALK)):
            return 0
        return math.ceil(self._hurry.wait(sender((scope.get("client") or ("",))[0])))


def sender(address: str) -> str:
    """Take an IPv6 subscriber's whole network for one sender."""
    with suppress(ValueError):
        if isinstance(found := ip_address(address), IPv6Address):
            return str(int(found) >> NETWORK_BITS)
    return address
