"""Where everybody comes in, by a link, a code on paper or a mistake: the languages; what is known of her goes on."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.language import canonical
from app.domain.person import Origin, Person, Plan, Stage
from app.domain.place import Partner
from app.service import catalogue
from app.service.catalogue import Said
from app.service.parts import Parts
from app.web.asking import Wired
from app.web.problems import answer
from app.web.view import NotFound, Tile, View, render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def install(app: FastAPI) -> None:
    """Answer unknown pages, and texts that are not there yet, as a page."""
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(catalogue.Missing, _missing)


async def _not_found(request: Request, error: Exception) -> HTMLResponse:
    parts: Parts = request.app.state.parts
    language = error.language if isinstance(error, NotFound) and error.language else "de"
    state = _said(request, parts)
    partner = parts.library.partners.get(request.query_params.get("partner", ""))
    if partner:
        state["partner"] = partner.code
    view = View(parts, _person(language, state), {}, partner)
    tiles = _languages(parts, state)
    return render("tiles.html", view, 404, heading=view.phrase("page.not-found"), tiles=tiles, back=view.start)


def _person(language: str, said: Mapping[str, str]) -> Person:
    plan, stage, origin = said.get("plan"), said.get("stage"), said.get("origin")
    return Person(
        language,
        Plan(plan) if plan else None,
        Stage(stage) if stage else None,
        Origin(origin) if origin else None,
        said.get("city"),
    )


async def _missing(request: Request, error: Exception) -> Response:
    """Say that a text is not in this language yet, and lead to those that have it."""
    assert isinstance(error, catalogue.Missing)  # noqa: S101  # registered for this class only
    path = request.url.path
    if path.startswith("/api/"):
        have = ", ".join(error.languages)
        return answer(404, "not-in-this-language", f"This text is not in this language yet, but in: {have}.")
    parts: Parts = request.app.state.parts
    view = View(parts, Person(canonical(path.split("/")[1])), {})
    tiles = [tile for tile in _languages(parts, {}) if tile.lang in error.languages]
    return render("tiles.html", view, 404, heading=view.phrase("missing"), tiles=tiles, back="/")


def _languages(parts: Parts, state: Mapping[str, str]) -> list[Tile]:
    query = f"?{urlencode(state)}" if state else ""
    tiles = []
    for code, language in parts.library.languages.items():
        hello = catalogue.phrase(parts, "hello", code)
        named = Said("🗣️", language.name, hello.clip)
        tiles.append(Tile(f"/{code}{query}", named, code, hello.text))
    return tiles


STATE = {"plan": Plan, "stage": Stage, "origin": Origin}


def _said(request: Request, parts: Parts) -> dict[str, str]:
    """Read from an address what somebody has said of herself, whatever page it is."""
    query = request.query_params
    known = {name: value for name, values in STATE.items() if (value := query.get(name)) in set(values)}
    return {**known, "city": query["city"]} if query.get("city") in parts.library.cities else known


@router.get("/")
def choose_language(request: Request, parts: Wired) -> HTMLResponse:
    """Choose a language by ear."""
    return welcome(parts, _said(request, parts), None)


@router.get("/p/{partner}")
def enter_by_partner(request: Request, parts: Wired, partner: str) -> HTMLResponse:
    """Come in by a partner's QR code: the same, with what the partner says of those it sends."""
    found = parts.library.partners.get(partner)
    if found is None:
        raise NotFound
    said = {key: value for key in ("stage", "origin", "city") if (value := getattr(found, key))}
    state = {**said, **_said(request, parts), "partner": found.code, "hello": "1"}
    return welcome(parts, state, found)


def welcome(parts: Parts, state: Mapping[str, str], partner: Partner | None) -> HTMLResponse:
    """Show the languages; their tiles lead on with what is known."""
    view = View(parts, Person("de"), {}, partner)
    tiles = [
        tile
        for tile in _languages(parts, state)
        if not partner or not partner.languages or tile.lang in partner.languages
    ]
    return render("welcome.html", view, tiles=tiles, partner=partner)
