"""The talk as a page that works without JavaScript: each answer is the whole page again.

The session's token stands in a hidden field: never in an address, never in a cookie. To look at the page begins
nothing: the greeting is said without a session, and the first answer makes one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.domain.message import Kind, Reply
from app.domain.person import Person
from app.service import catalogue
from app.service.greet import greet
from app.store.database import Unavailable
from app.web.api import clip_out
from app.web.asking import Wired
from app.web.forms import Sender, came_from, fields
from app.web.linked import Row, rows
from app.web.schemas import ClipOut
from app.web.session import LONGEST_CHOICE, LONGEST_TEXT, TOKEN, Said, TooFast, take
from app.web.view import View, Viewing, render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
FIXED = ("again", "person", "menu")
AWAY_SECONDS = 5  # how long a database is away that is only restarted


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought: the session, and what she tapped or wrote."""

    session: str
    choice: str
    text: str

    def said(self) -> tuple[Kind, str]:
        """Read it as the talk does. What is too long is no message; an empty one asks to hear it again."""
        if len(self.choice) > LONGEST_CHOICE or len(self.text) > LONGEST_TEXT:
            return Kind.UNUSABLE, ""
        if self.choice or not self.text.strip():
            return Kind.CHOICE, self.choice or "again"
        return Kind.TEXT, self.text


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing said, as the page shows it."""

    reply: Reply
    rows: tuple[Row, ...]
    clip: ClipOut | None


async def _sent(request: Request, parts: Wired) -> Sent:
    """Read the form. A token that is none begins a new talk, and so does one from another site, who could follow it."""
    form = await fields(request)
    session, choice, text = (form.get(name, "") for name in ("session", "choice", "text"))
    planted = came_from(request.headers, parts.public_url) is Sender.FOREIGN
    return Sent("" if planted or not re.fullmatch(TOKEN, session) else session, choice, text)


@router.get("/{lang}/chat")
def look(view: Viewing) -> HTMLResponse:
    """Show what is said first. Nothing is stored, so that crawlers begin no talk and the page can be kept."""
    return _page(view, greet(view.parts, view.person, _partner(view)).replies)


@router.post("/{lang}/chat")
def go_on(view: Viewing, sent: Annotated[Sent, Depends(_sent)]) -> HTMLResponse:
    """Answer one message with the whole page. The page goes over to the language that she takes."""
    kind, content = sent.said()
    try:
        session, answer = take(view.parts, sent.session, Said(kind, content, view.person, _partner(view)))
    except TooFast as fast:
        return _failed(view, sent, 429, fast.wait)
    except Unavailable:
        return _failed(view, sent, 503, AWAY_SECONDS)
    view = replace(view, person=_shown(view.person, answer.person))
    hers = content if kind is Kind.TEXT else ""
    return _page(view, answer.replies, session, Sent(session, "", hers))


def _failed(view: View, sent: Sent, status: int, wait: int) -> HTMLResponse:
    """Say that no answer came, and keep what she said, so that she can send it again after some seconds."""
    page = _page(view, (), sent.session, sent, status)
    page.headers["Retry-After"] = str(wait)
    return page


def _shown(before: Person, after: Person) -> Person:
    """Say whose page it is now. Who has no language begins anew: all is forgotten, or somebody else has the phone."""
    return replace(before, language=after.language) if after.language else Person(before.language)


def _page(
    view: View, replies: Sequence[Reply], session: str = "", sent: Sent | None = None, status: int = 200
) -> HTMLResponse:
    """Show replies. With a session in it, the page is nobody else's to keep; after "stop" there is none any more."""
    fixed = replies[-1].fixed if replies else ()
    forgotten = bool(replies) and not fixed
    failed = view.phrase("chat.failed")
    page = render(
        "talk.html",
        view,
        status,
        bubbles=[_bubble(view, reply) for reply in replies],
        fixed=fixed,
        hellos=_hellos(view, replies),
        failed=failed,
        failed_clip=clip_out(failed.clip),
        session="" if forgotten else session,
        sent=sent,
        state=urlencode(view.state),
    )
    if sent:
        page.headers["Cache-Control"] = "no-store"
    return page


def _bubble(view: View, reply: Reply) -> Bubble:
    return Bubble(reply, rows(reply.text), clip_out(view.parts.clips.joined(reply.sound)))


def _hellos(view: View, replies: Sequence[Reply]) -> dict[str, ClipOut | None]:
    """Give each language that can be chosen its hello, since it is chosen by ear."""
    offered = {choice.id for reply in replies for choice in reply.choices}
    codes = (code for code in view.parts.library.languages if f"lang:{code}" in offered)
    return {f"lang:{code}": clip_out(catalogue.phrase(view.parts, "hello", code).clip) for code in codes}


def _partner(view: View) -> str:
    return view.partner.code if view.partner else ""
