"""The recording room: pages for invited speakers and reviewers, who come in by a signed link and need no account."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from app.domain.person import Person
from app.domain.recording import LICENCE
from app.language.takes import Unusable
from app.service import room
from app.service.room import Invitation, NoEntry
from app.web.asking import Wired
from app.web.problems import answer
from app.web.sound import TYPES
from app.web.view import View, render

router = APIRouter(prefix="/room/{token}", include_in_schema=False)
PRIVATE = {"Cache-Control": "no-store"}


async def invited(parts: Wired, token: str) -> Invitation:
    """Let in who has a link that holds. Raises NoEntry."""
    return room.enter(parts, token)


async def reviewing(invitation: Annotated[Invitation, Depends(invited)]) -> Invitation:
    """Let in reviewers only. Raises NoEntry."""
    if not invitation.reviewer:
        raise NoEntry
    return invitation


Invited = Annotated[Invitation, Depends(invited)]
Reviewing = Annotated[Invitation, Depends(reviewing)]


def closed(request: Request, _error: Exception) -> Response:
    """Answer a link that is not, or no longer, good."""
    parts = request.app.state.parts
    view = View(parts, Person("de"), {})
    if request.method == "POST":
        return answer(403, "no-entry", view.phrase("room.expired").text)
    languages = [View(parts, Person(code), {}).phrase("room.expired") for code in parts.library.languages]
    return _private(render("room-closed.html", view, 403, languages=languages))


def _private(page: HTMLResponse) -> HTMLResponse:
    page.headers.update(PRIVATE)
    return page


@router.get("", response_class=HTMLResponse)
def enter(parts: Wired, token: str, invitation: Invited, agreed: str = "", also: str = "", after: str = "") -> Response:
    """Tell what happens with a voice and ask for a yes; then show the next sentence."""
    if invitation.reviewer:
        return RedirectResponse(f"/room/{token}/waiting", 303, PRIVATE)
    view = View(parts, Person(invitation.language), {})
    others = [code for code in parts.library.languages if code not in {"de", invitation.language}]
    also = also if also in others else ""
    if agreed != "1":
        links = [(f"?also={code}", parts.library.languages[code].name, code == also) for code in others]
        values = {"invitation": invitation, "licence": LICENCE, "links": links, "agree": _here(token, also)}
        return _private(render("room-welcome.html", view, 200, **values))
    done, wanted = room.progress(parts, invitation.language)
    sentence = room.following(parts, invitation.language, also, after)
    follow = _here(token, also, sentence.fingerprint if sentence else "")
    page = render("room.html", view, sentence=sentence, done=done, wanted=wanted, token=token, also=also, follow=follow)
    return _private(page)


def _here(token: str, also: str, after: str = "") -> str:
    query = {"agreed": "1", "also": also, "after": after}
    return f"/room/{token}?{urlencode({key: value for key, value in query.items() if value})}"


@router.post("/takes/{mark}")
async def take(request: Request, parts: Wired, invitation: Invited, mark: str) -> Response:
    """Take a recording of a sentence. What cannot be used is refused with the reason, in the speaker's language."""
    data = await request.body()
    try:
        found = await run_in_threadpool(room.take, parts, invitation, mark, data)
    except Unusable as unusable:
        said = View(parts, Person(invitation.language), {}).phrase(f"room.take.{unusable.reason}")
        return answer(422, f"take-{unusable.reason}", f"{said.emoji} {said.text}")
    return JSONResponse({"id": found.id, "seconds": found.seconds}, 201, PRIVATE)


@router.get("/waiting", response_class=HTMLResponse)
def waiting(parts: Wired, token: str, invitation: Reviewing) -> Response:
    """Show a reviewer what waits for a yes."""
    view = View(parts, Person(invitation.language), {})
    return _private(
        render("room-review.html", view, waiting=room.waiting(parts, invitation.language)[:50], token=token)
    )


@router.get("/waiting/{file}")
def listen(parts: Wired, invitation: Reviewing, file: str) -> Response:
    """Give the sound of a recording that waits."""
    identity, _, form = file.rpartition(".")
    path = parts.clips.recordings.waiting_file(invitation.language, identity, form)
    if path is None:
        return answer(404, "no-such-take", "This recording does not wait (any more). Load the page again.")
    return FileResponse(path, media_type=TYPES[form], headers=PRIVATE)


@router.post("/waiting/{identity}/{verdict}")
def decide(parts: Wired, token: str, invitation: Reviewing, identity: str, verdict: str) -> Response:
    """Publish a recording, or drop it."""
    if verdict not in {"yes", "no"}:
        return answer(404, "no-such-verdict", "Say yes or no.")
    parts.clips.recordings.decide(invitation.language, identity, good=verdict == "yes")
    return RedirectResponse(f"/room/{token}/waiting", 303, PRIVATE)
