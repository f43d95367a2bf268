"""Limits that hold for every request: how big a body may be, and the headers that protect a reader."""

from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.problems import answer

MOST_BYTES = 256 * 1024
ROOM, MOST_ROOM_BYTES = "/room/", 2 * 1024 * 1024  # a minute of speech, however badly packed
NOSNIFF = (b"x-content-type-options", b"nosniff")
POLICY = b"default-src 'self'; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
FOR_PAGES = (
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        b"default-src 'self'; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
)


class TooBig(Exception):
    """The body went over the limit while it was read."""


class Limits:
    """Refuses bodies that are too big before they are in memory, and adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = MOST_ROOM_BYTES if scope["path"].startswith(ROOM) else MOST_BYTES
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
                message["headers"] = [*message["headers"], NOSNIFF, *(FOR_PAGES if html else ())]
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
