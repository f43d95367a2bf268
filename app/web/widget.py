"""How Drom stands on a partner's own page: its script, its colours, what the frame shows first, and an example."""

import json
import re
from dataclasses import asdict

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.domain import colour
from app.domain.language import canonical
from app.domain.person import Origin, Person, Stage
from app.domain.place import Partner
from app.service import catalogue
from app.service.catalogue import Said
from app.service.parts import Parts
from app.web.asking import Wired
from app.web.view import HERE, NotFound, Tile, View, render

router = APIRouter(prefix="/widget", include_in_schema=False)
EXAMPLE = "example-centre"
# What a page needs to allow that shows the widget: docs/widget.md says the same.
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SCRIPT = re.sub(r"\n\s+", "\n", (HERE / "static" / "widget.js").read_text(encoding="utf-8"))
RULE = "@media (prefers-color-scheme: {}) {{ :root {{ --accent: {}; --on-accent: {}; }} }}\n"
OURS = "#a8471f"  # --accent of drom.css


@router.get("/example", response_class=HTMLResponse)
def example(parts: Wired) -> HTMLResponse:
    """Show the page of a made-up centre that has the widget twice."""
    view = View(parts, Person("de"), {}, _known(parts, EXAMPLE))
    page = render("widget-example.html", view)
    page.headers["Content-Security-Policy"] = STRICT
    return page


@router.get("/{partner}.js")
def script(parts: Wired, partner: str) -> Response:
    """Give the script of a partner: the same for all, with its words and colours in it."""
    found = _known(parts, partner)
    own = {
        "code": found.code,
        "words": {code: _words(parts, found, code) for code in parts.library.languages},
        **{scheme: asdict(colour.shade(found.accent or OURS, scheme)) for scheme in colour.GROUNDS},
    }
    text = SCRIPT.replace("(OWN)", f"({json.dumps(own, ensure_ascii=False)})")
    return Response(text, media_type="text/javascript; charset=utf-8")


def _words(parts: Parts, partner: Partner, language: str) -> tuple[str, ...]:
    keys = ("widget.open", "widget.close")
    return *(catalogue.phrase(parts, key, language).text for key in keys), partner.name(language)


@router.get("/{partner}.css")
def colours(parts: Wired, partner: str) -> Response:
    """Give a partner's colours as custom properties; nothing where it has none, and ours hold."""
    accent = _known(parts, partner).accent
    shades = {scheme: colour.shade(accent, scheme) for scheme in colour.GROUNDS if accent}
    rules = [RULE.format(scheme, shade.accent, shade.on) for scheme, shade in shades.items()]
    return Response("".join(rules), media_type="text/css; charset=utf-8")


@router.get("/{partner}", response_class=HTMLResponse)
def enter(parts: Wired, partner: str, lang: str = "de") -> HTMLResponse:
    """Greet in the language of the page around, and let a language be chosen by ear."""
    found = _known(parts, partner)
    code = canonical(lang) if canonical(lang) in parts.library.languages else "de"
    codes = [one for one in parts.library.languages if not found.languages or one in found.languages]
    tiles = [_language(parts, found, one) for one in sorted(codes, key=lambda one: one != code)]
    return _page(_view(parts, found, code), tiles)


@router.get("/{partner}/{lang}", response_class=HTMLResponse)
def begin(parts: Wired, partner: str, lang: str) -> HTMLResponse:
    """Greet in the language that was chosen, and lead to the pages or into the talk."""
    found, code = _known(parts, partner), canonical(lang)
    if code not in parts.library.languages:
        raise NotFound
    view = _view(parts, found, code)
    talk, topics, language = (view.phrase(key) for key in ("chat.title", "first.topics", "language"))
    tiles = [
        view.tile(view.href("", frame="1"), topics),
        view.tile(view.href("/chat", frame="1"), talk),
        view.tile(f"/widget/{found.code}?lang={code}", language),
    ]
    return _page(view, tiles)


def _known(parts: Parts, code: str) -> Partner:
    """Find a partner. Raises NotFound."""
    if code not in parts.library.partners:
        raise NotFound
    return parts.library.partners[code]


def _view(parts: Parts, partner: Partner, language: str) -> View:
    """Look with the eyes of somebody whom the partner sends."""
    stage = Stage(partner.stage) if partner.stage else None
    origin = Origin(partner.origin) if partner.origin else None
    return View(parts, Person(language, None, stage, origin, partner.city), {"frame": "1"}, partner)


def _language(parts: Parts, partner: Partner, code: str) -> Tile:
    hello = catalogue.phrase(parts, "hello", code)
    said = Said("🗣️", parts.library.languages[code].name, hello.clip)
    return Tile(f"/widget/{partner.code}/{code}", said, code, hello.text)


def _page(view: View, tiles: list[Tile]) -> HTMLResponse:
    """Show the partner's name, its greeting and tiles."""
    assert view.partner  # noqa: S101  # every page here has one
    greeting = catalogue.greeting(view.parts, view.partner, view.person.language)
    return render("widget.html", view, partner=view.partner, greeting=greeting, tiles=tiles)
