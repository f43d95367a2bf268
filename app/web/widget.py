"""How Drom stands on a partner's own page: its script, its colours, what the frame shows first, and an example."""

import json
import re
from dataclasses import asdict

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.domain import colour
from app.domain.language import canonical
from app.domain.person import Person
from app.domain.place import Partner
from app.flow.partner import sent_by
from app.service import catalogue
from app.service.parts import Parts
from app.web.asking import Wired
from app.web.view import HERE, NotFound, Sending, Tile, View, language_tile, partner_of, render

router = APIRouter(prefix="/widget", include_in_schema=False)
EXAMPLE = "example-centre"
# What a page needs to allow that shows the widget: docs/widget.md says the same.
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SCRIPT = re.sub(r"\n\s+", "\n", (HERE / "static" / "widget.js").read_text(encoding="utf-8"))
RULE = "@media (prefers-color-scheme: {}) {{ :root {{ --accent: {}; --on-accent: {}; }} }}\n"


@router.get("/example", response_class=HTMLResponse)
async def example(parts: Wired) -> HTMLResponse:
    """Show the page of a made-up centre that has the widget twice."""
    view = View(parts, Person("de"), {}, await partner_of(parts, EXAMPLE))
    page = render("widget-example.html", view)
    page.headers["Content-Security-Policy"] = STRICT
    return page


@router.get("/{partner}.js")
def script(parts: Wired, partner: Sending) -> Response:
    """Give the script of a partner: the same for all, with its words and colours in it."""
    own = {
        "code": partner.code,
        "words": {code: _words(parts, partner, code) for code in parts.library.languages},
        **{scheme: asdict(colour.shade(partner.accent or colour.ACCENT, scheme)) for scheme in colour.GROUNDS},
    }
    text = SCRIPT.replace("(OWN)", f"({json.dumps(own, ensure_ascii=False)})")
    return Response(text, media_type="text/javascript; charset=utf-8")


def _words(parts: Parts, partner: Partner, language: str) -> tuple[str, ...]:
    keys = ("widget.open", "widget.close")
    return *(catalogue.phrase(parts, key, language).text for key in keys), partner.name(language)


@router.get("/{partner}.css")
def colours(partner: Sending) -> Response:
    """Give a partner's colours as custom properties; nothing where it has none, and ours hold."""
    shades = {scheme: colour.shade(partner.accent, scheme) for scheme in colour.GROUNDS if partner.accent}
    rules = [RULE.format(scheme, shade.accent, shade.on) for scheme, shade in shades.items()]
    return Response("".join(rules), media_type="text/css; charset=utf-8")


@router.get("/{partner}", response_class=HTMLResponse)
def enter(parts: Wired, partner: Sending, lang: str = "de") -> HTMLResponse:
    """Greet in the language of the page around, and let a language be chosen by ear."""
    code = canonical(lang) if canonical(lang) in parts.library.languages else "de"
    codes = sorted(filter(partner.speaks, parts.library.languages), key=lambda one: one != code)
    tiles = [language_tile(parts, one, f"/widget/{partner.code}/{one}") for one in codes]
    return _page(_view(parts, partner, code), tiles)


@router.get("/{partner}/{lang}", response_class=HTMLResponse)
def begin(parts: Wired, partner: Sending, lang: str) -> HTMLResponse:
    """Greet in the language that was chosen, and lead to the pages or into the talk."""
    code = canonical(lang)
    if code not in parts.library.languages:
        raise NotFound
    view = _view(parts, partner, code)
    talk, topics, language = (view.phrase(key) for key in ("chat.title", "first.topics", "language"))
    tiles = [
        view.tile(view.href("", frame="1"), topics),
        view.tile(view.href("/chat", frame="1"), talk),
        view.tile(f"/widget/{partner.code}?lang={code}", language),
    ]
    return _page(view, tiles)


def _view(parts: Parts, partner: Partner, language: str) -> View:
    """Look with the eyes of somebody whom the partner sends."""
    return View(parts, sent_by(partner, Person(language)), {"frame": "1"}, partner)


def _page(view: View, tiles: list[Tile]) -> HTMLResponse:
    """Show the partner's name, its greeting and tiles."""
    assert view.partner  # noqa: S101  # every page here has one
    greeting = catalogue.greeting(view.parts, view.partner, view.person.language)
    return render("widget.html", view, partner=view.partner, greeting=greeting, tiles=tiles)
