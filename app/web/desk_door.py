"""The door of the partners' desk, shared by all its pages: who comes in, which form may act, and what a page needs.

A page takes `AtDesk`, a form's address `Acting`; `render` fills a template that extends desk/base.html. A new section
is one line in SECTIONS and its name in content/desk.toml.
"""

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.language import SOURCE, STAFF, canonical
from app.domain.place import Partner
from app.domain.text import Value
from app.service import desk as desks
from app.service.parts import Parts
from app.web.asking import Wired
from app.web.forms import Sender, came_from, fields
from app.web.problems import ProblemError
from app.web.view import templates

COOKIE = "drom_desk"
# The key of its name in content/desk.toml, and its address below /desk.
SECTIONS = (
    ("nav.overview", ""),
    ("nav.plans", "/plans"),
    ("nav.cards", "/cards"),
    ("nav.ways", "/ways"),
    ("nav.take", "/take"),
    ("nav.notes", "/notes"),
    ("nav.places", "/places"),
)
MONTH = re.compile(r"20[2-9]\d-(0[1-9]|1[0-2])")


class NotSeated(Exception):
    """Nobody with a pass that holds; answered by the login."""


@dataclass(frozen=True, slots=True)
class Door:
    """What every page of the desk needs, the login too. `path` is the page's own address below /desk."""

    parts: Parts
    language: str
    month: str
    path: str

    def phrase(self, key: str, **values: Value) -> str:
        """Word a text of the desk; in German where the language does not have it yet."""
        text, words = self.parts.library.desk[key], self.parts.words
        return words.say(text, self.language, values) or words.say(text, SOURCE, values) or ""

    def href(self, path: str = "", **changes: str) -> str:
        """Lead to a page of the desk in the same language and month."""
        query = {"lang": self.language, "month": self.month, **changes}
        return f"/desk{path}?{urlencode({key: value for key, value in query.items() if value})}"

    @property
    def languages(self) -> tuple[tuple[str, str, str], ...]:
        """Give code, own name and address of this page for each language of the desk."""
        names = self.parts.library.languages
        return tuple((code, names[code].name, self.href(self.path, lang=code)) for code in STAFF if code in names)

    @property
    def sections(self) -> tuple[tuple[str, str, bool], ...]:
        """Give title and address of each section, and whether it is this page: none at the login."""
        return ()


@dataclass(frozen=True, slots=True)
class Desk(Door):
    """The desk of one partner."""

    partner: Partner

    @property
    def section(self) -> str:
        """Name the section of this page, "" where it is in none."""
        return next((title for title, _, here in self.sections if here), "")

    @property
    def sections(self) -> tuple[tuple[str, str, bool], ...]:
        """Give title and address of each section, and whether it is this page."""
        return tuple((self.phrase(key), self.href(path), path == self.path) for key, path in SECTIONS)


async def at_door(request: Request, parts: Wired) -> Door:
    """Read language and month from the address; what is not known is left out."""
    asked = canonical(request.query_params.get("lang", ""))
    month = request.query_params.get("month", "")
    path = request.url.path.removeprefix("/desk").rstrip("/")
    return Door(parts, asked if asked in STAFF else SOURCE, month if MONTH.fullmatch(month) else "", path)


AtDoor = Annotated[Door, Depends(at_door)]


def at_desk(request: Request, door: AtDoor) -> Desk:
    """Let in who has a pass that holds now. Raises NotSeated."""
    partner = desks.read_pass(door.parts, request.cookies.get(COOKIE, ""))
    if partner is None:
        raise NotSeated
    return Desk(door.parts, door.language, door.month, door.path, partner)


async def own_form(request: Request, parts: Wired) -> None:
    """Refuse a form that another site sends in somebody's name. Raises 403."""
    if came_from(request.headers, parts.public_url) is not Sender.OURS:
        raise ProblemError(403, "foreign-form", "This form did not come from the desk. Open the desk and try again.")


OwnForm = Depends(own_form)


def acting(desk: Annotated[Desk, Depends(at_desk)], _own: Annotated[None, OwnForm]) -> Desk:
    """Let in for a POST: seated, and by a form of ours."""
    return desk


AtDesk = Annotated[Desk, Depends(at_desk)]
Acting = Annotated[Desk, Depends(acting)]


Form = Annotated[dict[str, str], Depends(fields)]


def render(template: str, desk: Door, status: int = 200, **values: object) -> HTMLResponse:
    """Fill a template of the desk."""
    return HTMLResponse(templates.get_template(template).render(desk=desk, **values), status)


async def _to_login(request: Request, _error: Exception) -> Response:
    """Ask for the token; the language stays."""
    door = await at_door(request, request.app.state.parts)
    return RedirectResponse(door.href("/login"), 303)


def install(app: FastAPI) -> None:
    """Lead everybody without a pass to the login."""
    app.add_exception_handler(NotSeated, _to_login)
