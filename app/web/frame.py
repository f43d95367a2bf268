"""Pages inside a partner's page: which site may show them in a frame, and that their links stay in it.

It stands before the kept answers, which are the same for everybody: who may see them is asked each time.
The browser keeps other sites out by frame-ancestors (https://www.w3.org/TR/CSP3/#directive-frame-ancestors); where it
also says what the page is for (https://www.w3.org/TR/fetch-metadata/), a person is told so instead of seeing nothing.
Only the pages that people read may be framed, and only at addresses that name a partner: no desk, room or review.
"""

from urllib.parse import SplitResult, quote, urlencode, urlsplit

from starlette.datastructures import Headers, QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.language import canonical
from app.domain.person import Person
from app.domain.place import Partner
from app.service.parts import Parts
from app.web.view import View, render

WIDGET, MARK = "/widget/", "frame=1"
FRAMES = {"iframe", "frame", "embed", "object"}
FORBIDDEN = b"frame-ancestors 'none'"
KEPT_AWAY = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
# A page with one link may be shown anywhere: there is nothing on it that somebody could be tricked into.
REFUSED = "default-src 'self'; frame-ancestors *; base-uri 'none'; form-action 'none'"


class Frame:
    """Lets partners' own sites show pages in a frame, tells others that they may not, and keeps links in the frame."""

    def __init__(self, app: ASGIApp, parts: Parts) -> None:
        self.app = app
        self.parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.app
        if scope["type"] == "http":
            path, query, headers = scope["path"], scope["query_string"].decode("latin-1"), Headers(scope=scope)
            if partner := self._partner(path, query):
                welcome = may_show(partner, headers)
                answer = _framed(self.app, partner) if welcome else self._refused(partner, path, query)
            elif (partner := self._inside(headers)) and (stay := self._stay(path, query, partner)):
                answer = RedirectResponse(stay, 307, {"Cache-Control": "no-store"})
        await answer(scope, receive, send)

    def _partner(self, path: str, query: str) -> Partner | None:
        """Find the partner in whose frame an address is; None for all other addresses."""
        if path.startswith(WIDGET):
            return self.parts.library.partners.get(path.removeprefix(WIDGET).partition("/")[0])
        if MARK not in query or not self._language(path):
            return None
        asked = QueryParams(query)
        return self.parts.library.partners.get(asked.get("partner", "")) if asked.get("frame") == "1" else None

    def _language(self, path: str) -> str:
        """Read the language of a page that people read; empty for all else."""
        code = canonical(path[1:].partition("/")[0])
        return code if code in self.parts.library.languages else ""

    def _inside(self, headers: Headers) -> Partner | None:
        """Find in whose frame a link was followed that does not say so itself."""
        if headers.get("sec-fetch-dest") not in FRAMES or headers.get("sec-fetch-site") != "same-origin":
            return None
        before = _split(headers.get("referer", ""))
        return self._partner(before.path, before.query)

    def _stay(self, path: str, query: str, partner: Partner) -> str:
        """Give the address of a page inside the frame; empty for what may not be there."""
        if path in {"/", f"/p/{partner.code}"}:
            return f"{WIDGET}{partner.code}"
        inside = {**QueryParams(query), "partner": partner.code, "frame": "1"}
        return f"{quote(path)}?{urlencode(inside)}" if self._language(path) else ""

    def _refused(self, partner: Partner, path: str, query: str) -> Response:
        """Say that this site may not show Drom, with a way to open it."""
        language = self._language(path) or self._language(f"/{QueryParams(query).get('lang', '')}") or "de"
        view = View(self.parts, Person(language), {}, partner)
        page = render("widget-refused.html", view, 403)
        page.headers.update(KEPT_AWAY | {"Content-Security-Policy": REFUSED})
        return page


def may_show(partner: Partner, headers: Headers) -> bool:
    """Say whether the page that asks for a frame may have it; one that does not say who it is, the browser judges."""
    framing = headers.get("sec-fetch-dest") in FRAMES and headers.get("sec-fetch-site") != "same-origin"
    asking = headers.get("origin") or headers.get("referer", "")
    if not framing or not asking:
        return True
    site = _split(asking)
    return f"{site.scheme}://{site.netloc}" in partner.origins


def _split(address: str) -> SplitResult:
    """Take an address apart; one that is none is empty."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _framed(app: ASGIApp, partner: Partner) -> ASGIApp:
    """Answer with a page that the partner's origins may frame."""
    ancestors = " ".join(("frame-ancestors 'self'", *partner.origins)).encode()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":  # a copy: the kept answer's own head is nobody's to change
                headers = [(name, value.replace(FORBIDDEN, ancestors)) for name, value in message["headers"]]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, opened)

    return answer
