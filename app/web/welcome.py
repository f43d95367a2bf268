"""Where everybody comes in, by a link, a code on paper or a mistake: the languages; what is known of her goes on."""

from dataclasses import replace

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.language import canonical
from app.domain.person import Person
from app.flow.partner import sent_by
from app.service import catalogue
from app.web.asking import Wired
from app.web.problems import answer
from app.web.view import NotFound, Sending, Tile, View, language_tile, look, render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def install(app: FastAPI) -> None:
    """Answer unknown pages, and texts that are not there yet, as a page."""
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(catalogue.Missing, _missing)


async def _not_found(request: Request, error: Exception) -> HTMLResponse:
    language = error.language if isinstance(error, NotFound) and error.language else "de"
    view = look(request, request.app.state.parts, language)
    heading = view.phrase("page.not-found")
    return render("tiles.html", view, 404, heading=heading, tiles=_languages(view), back=view.start)


async def _missing(request: Request, error: Exception) -> Response:
    """Say that a text is not in this language yet, and lead to those that have it."""
    assert isinstance(error, catalogue.Missing)  # noqa: S101  # registered for this class only
    path = request.url.path
    if path.startswith("/api/"):
        have = ", ".join(error.languages)
        return answer(404, "not-in-this-language", f"This text is not in this language yet, but in: {have}.")
    view = View(request.app.state.parts, Person(canonical(path.split("/")[1])), {})
    tiles = [tile for tile in _languages(view) if tile.lang in error.languages]
    return render("tiles.html", view, 404, heading=view.phrase("missing"), tiles=tiles, back="/")


def _languages(view: View, **more: str) -> list[Tile]:
    """Offer the languages, the partner's where one sent her; each leads on with what is known."""
    codes = [code for code in view.parts.library.languages if not view.partner or view.partner.speaks(code)]
    hrefs = (replace(view, person=replace(view.person, language=code)).href(**more) for code in codes)
    return [language_tile(view.parts, code, href) for code, href in zip(codes, hrefs, strict=True)]


@router.get("/")
def choose_language(request: Request, parts: Wired) -> HTMLResponse:
    """Choose a language by ear."""
    return start(View(parts, look(request, parts, "de").person, {}))


@router.get("/p/{partner}")
def enter_by_partner(request: Request, parts: Wired, partner: Sending) -> HTMLResponse:
    """Come in by a partner's QR code: the same, with what the partner says of those it sends."""
    return start(View(parts, look(request, parts, "de").person, {}, partner))


def start(view: View) -> HTMLResponse:
    """Show the page at `view.start`: everybody's, or the partner's with what it says of those it sends."""
    if view.partner:
        return welcome(replace(view, person=sent_by(view.partner, view.person)), hello="1")
    return welcome(view)


def welcome(view: View, **more: str) -> HTMLResponse:
    """Show the languages; their tiles lead on with what is known. The page itself is everybody's."""
    everybodys = View(view.parts, Person("de"), {}, view.partner)
    return render("welcome.html", everybodys, tiles=_languages(view, **more), partner=view.partner)
