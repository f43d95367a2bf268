"""What a page is made of: tiles, the person whose address it is, and templates."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.domain.card import Card
from app.domain.language import canonical
from app.domain.message import Clip
from app.domain.person import Origin, Person, Plan, Stage
from app.domain.place import Partner
from app.domain.text import Value
from app.flow.places import map_of
from app.service import catalogue
from app.service.catalogue import Said
from app.service.parts import Parts
from app.web.asking import Wired

HERE = Path(__file__).parent
Kind = TypeVar("Kind", bound=StrEnum)
templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture, a few words, a sound, and where it leads. That of a plan (`plan`) shows its way as the picture."""

    href: str
    said: Said
    lang: str
    detail: str = ""
    chosen: bool = False
    plan: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What a template needs of the person and the parts."""

    parts: Parts
    person: Person
    extra: Mapping[str, str]
    partner: Partner | None = None

    @property
    def framed(self) -> bool:
        """Whether the page stands inside a partner's page."""
        return self.partner is not None and self.extra.get("frame") == "1"

    @property
    def start(self) -> str:
        """The page where a language is chosen: the partner's own where one sent her, with what she has said so far."""
        if self.framed and self.partner:
            return f"/widget/{self.partner.code}"
        query = f"?{urlencode(self.state)}" if self.state else ""
        return (f"/p/{self.partner.code}" if self.partner else "/") + query

    @property
    def state(self) -> dict[str, str]:
        """What the person has said of herself, as an address carries it."""
        return {key: value for key, value in asdict(self.person).items() if value and key != "language"}

    def phrase(self, key: str, **values: Value) -> Said:
        """Word a phrase for the person."""
        return catalogue.phrase(self.parts, key, self.person.language, **values)

    def href(self, path: str = "", **changes: str) -> str:
        """Lead to a page of this language, keeping what the person has said."""
        state = self.state
        if self.partner:
            state["partner"] = self.partner.code
        if self.framed:
            state["frame"] = "1"
        query = urlencode({**state, **changes})
        return f"/{self.person.language}{path}" + (f"?{query}" if query else "")

    def tile(self, href: str, said: Said, detail: str = "", *, chosen: bool = False) -> Tile:
        """Make a tile."""
        return Tile(href, said, self.person.language, detail, chosen)

    def language_name(self, code: str) -> str:
        """Name a language by its own name."""
        found = self.parts.library.languages.get(code)
        if found:
            return found.name
        try:
            return (Locale(code).get_display_name() or code).capitalize()
        except UnknownLocaleError:
            return code

    def card_tile(self, card: Card) -> Tile:
        """Make the tile of a card: its label is read, its question is heard."""
        title = catalogue.say(self.parts, card.title, self.person.language, card.emoji)
        label = catalogue.say(self.parts, card.label, self.person.language)
        return self.tile(self.href(f"/{card.topic}/{card.id}"), Said(card.emoji, label.text, title.clip), title.text)


def language_tile(parts: Parts, code: str, href: str) -> Tile:
    """Make the tile of a language, which is chosen by ear: it has its own name and says hello."""
    hello = catalogue.phrase(parts, "hello", code)
    return Tile(href, Said("🗣️", parts.library.languages[code].name, hello.clip), code, hello.text)


def dialled(phone: str) -> str:
    """Write a telephone number as an address has it (RFC 3966): without what makes it readable."""
    return re.sub(r"[^+\d]", "", phone)


def source(clip: Clip | None, form: str = "ogg") -> str:
    """Give the address of a clip."""
    return f"/audio/{clip.id}.{form}" if clip else ""


@lru_cache(maxsize=8)
def _office_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match the German words that stand in every language, the longest first."""
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


@pass_context
def marked(context: Context, text: str, language: str) -> str:
    """Mark the German words in a text of another language, so that a screen reader says them in German (WCAG 3.1.2).

    It finds the words through the view: macros that use it are imported "with context".
    """
    view = context.get("view")
    if language == "de" or view is None or not view.parts.library.office_words:
        return escape(text)
    words = _office_words(view.parts.library.office_words)
    return Markup(words.sub(r'<span lang="de">\g<0></span>', str(escape(text))))  # noqa: S704  # escaped before


templates.filters["marked"] = marked
templates.filters["dialled"] = dialled
templates.globals["source"] = source
templates.globals["map_of"] = map_of


class NotFound(Exception):
    """There is no such page; answered in the reader's language where it is known."""

    def __init__(self, language: str = "") -> None:
        super().__init__(language)
        self.language = language


def look(request: Request, parts: Parts, language: str) -> View:
    """Read from an address who looks at the page; what is not known is left out, so that old links still open."""
    query = request.query_params
    city = query.get("city")
    person = Person(
        language,
        _known(Plan, query.get("plan")),
        _known(Stage, query.get("stage")),
        _known(Origin, query.get("origin")),
        city if city in parts.library.cities else None,
    )
    return View(parts, person, dict(query), parts.library.partners.get(query.get("partner", "")))


def _known(kind: type[Kind], value: str | None) -> Kind | None:
    return kind(value) if value in set(kind) else None


async def view_of(request: Request, parts: Wired, lang: str) -> View:
    """Look with the language of the address. Raises NotFound where it is none of ours."""
    code = canonical(lang)
    if code not in parts.library.languages:
        raise NotFound
    return look(request, parts, code)


async def partner_of(parts: Wired, partner: str) -> Partner:
    """Find the partner of an address. Raises NotFound."""
    if partner not in parts.library.partners:
        raise NotFound
    return parts.library.partners[partner]


Viewing = Annotated[View, Depends(view_of)]
Sending = Annotated[Partner, Depends(partner_of)]


def render(template: str, view: View, status: int = 200, **values: object) -> HTMLResponse:
    """Fill a template."""
    html = templates.get_template(template).render(view=view, person=view.person, **values)
    return HTMLResponse(html, status)
