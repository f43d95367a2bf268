"""A page for the counter of an office: one code a language, on the wall, on a stand, or on a tablet."""

from dataclasses import dataclass
from enum import StrEnum

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.domain.person import Person
from app.domain.place import Partner
from app.service import catalogue
from app.service.catalogue import Said
from app.service.parts import Parts
from app.web import qr
from app.web.asking import Wired
from app.web.view import Sending, View, templates

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


class Size(StrEnum):
    """The paper: a poster of A4, or A5 for a stand."""

    POSTER = "a4"
    STAND = "a5"


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language at the counter: its own name, what it promises in its own words, where it leads, and the code."""

    code: str
    name: str
    promise: Said
    address: str
    picture: str


def page(parts: Parts, partner: Partner | None, size: Size, static: str = "/static") -> str:
    """Write the page: all languages, or those of the partner. What is said of her she says herself, so no state."""
    codes = [code for code in parts.library.languages if not partner or partner.speaks(code)]
    view = View(parts, Person(codes[0]), {}, partner)
    where = f"/p/{partner.code}/counter" if partner else "/counter"
    return templates.get_template("counter.html").render(
        view=view,
        person=view.person,
        tongues=[_tongue(parts, code, partner) for code in codes],
        sizes=[(one, one is size, f"{where}?size={one}") for one in Size],
        back=f"/p/{partner.code}" if partner else "/",
        size=size,
        static=static,
    )


def _tongue(parts: Parts, code: str, partner: Partner | None) -> Tongue:
    href = View(parts, Person(code), {}, partner).href()
    said = catalogue.phrase(parts, "leaflet.counter", code)
    return Tongue(code, parts.library.languages[code].name, said, href, qr.svg(parts.public_url + href))


@router.get("/counter")
def counter(request: Request, parts: Wired) -> HTMLResponse:
    """Show the codes of all languages."""
    return _answer(request, parts, None)


@router.get("/p/{partner}/counter")
def partners_counter(request: Request, parts: Wired, partner: Sending) -> HTMLResponse:
    """Show the codes of a partner's languages; who comes by them first sees the partner's places."""
    return _answer(request, parts, partner)


def _answer(request: Request, parts: Parts, partner: Partner | None) -> HTMLResponse:
    given = request.query_params.get("size")
    return HTMLResponse(page(parts, partner, Size(given) if given in set(Size) else Size.POSTER))
