"""Leaflets: a card or a topic on paper, with pictures, few words, and a code that opens it and plays it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.domain.card import Card
from app.domain.person import Stage
from app.domain.route import cards_for, steps_for
from app.service import catalogue
from app.service.catalogue import Said, say
from app.service.parts import Parts
from app.web import qr
from app.web.letters import SIZES, fitting
from app.web.view import NotFound, View, Viewing, templates

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CHECKLISTS = frozenset({"going-home", "coming-first-time", "come-and-go", "several-countries"})
TICK = 14  # millimetres that a box to tick takes of a row
MANY = 9  # so many labels stand in one column of a page; more stand in two
LONG_TITLE = 32


class Size(StrEnum):
    """The paper: a sheet of A5 printed on both sides, or one of A4 that is folded to A5."""

    A5 = "a5"
    FOLDED = "a4-folded"


@dataclass(frozen=True, slots=True)
class Leaflet:
    """What stands on a leaflet. `address` is what the code opens, `path` the same page without what was said of her.

    `rows` are a card's steps or a topic's cards; `kind` is "card", "list" (with boxes to tick) or "topic".
    """

    kind: str
    path: str
    address: str
    title: Said
    rows: tuple[Said, ...]
    day: date
    draft: bool

    def panels(self, size: Size) -> Sequence[Sequence[Said]]:
        """Part the rows into the panels that hold them: one of A5, or the two inside of the folded sheet."""
        if size is Size.A5:
            return (self.rows,)
        half = (len(self.rows) + 1) // 2
        return self.rows[:half], self.rows[half:]

    def letters(self, size: Size) -> int:
        """Say how big its letters may be, in points."""
        panels = self.panels(size)
        if self.kind == "topic" and len(panels[0]) > MANY:
            return SIZES[-1]
        return fitting([[row.text for row in panel] for panel in panels], TICK if self.kind == "list" else 0)


def of_card(view: View, card: Card) -> Leaflet | None:
    """Make the leaflet of a card; None where it says nothing to this person. Raises Missing."""
    parts, language = view.parts, view.person.language
    steps = steps_for(card, view.person)
    if not steps:
        return None
    path = f"/{card.topic}/{card.id}"
    facts = {name for step in steps for name in catalogue.facts_of(step)}
    return Leaflet(
        kind="list" if card.id in CHECKLISTS else "card",
        path=path,
        address=parts.public_url + view.href(path, play="1"),
        title=say(parts, card.title, language, card.emoji),
        rows=tuple(say(parts, step.text, language, step.emoji) for step in steps),
        day=_checked(parts, facts),
        draft=_draft(parts, language, [card]),
    )


def of_topic(view: View, topic: str) -> Leaflet:
    """Make the leaflet of a topic: the pictures and labels of the cards for this person. Raises KeyError, Missing."""
    parts, language = view.parts, view.person.language
    found = parts.library.topics[topic]
    cards = cards_for(topic, view.person, parts.library)
    facts = {name for card in cards for step in card.steps for name in catalogue.facts_of(step)}
    return Leaflet(
        kind="topic",
        path=f"/{topic}",
        address=parts.public_url + view.href(f"/{topic}", play="1"),
        title=say(parts, found.label, language, found.emoji),
        rows=tuple(say(parts, card.label, language, card.emoji) for card in cards),
        day=_checked(parts, facts),
        draft=_draft(parts, language, cards),
    )


def _checked(parts: Parts, names: set[str]) -> date:
    """Give the newest day on which one of these facts was checked; of all facts, where there are none."""
    facts = parts.library.facts
    return max(facts[name].checked_on for name in names or facts)


def _draft(parts: Parts, language: str, cards: Iterable[Card]) -> bool:
    return any((language, card.id) not in parts.library.reviews for card in cards)


def _in(view: View, language: str) -> View:
    return replace(view, person=replace(view.person, language=language))


def page(view: View, leaflet: Leaflet, size: Size, static: str = "/static") -> str:
    """Write the page of a leaflet. `static` is where its style and its letters lie."""
    sizes = [(one, one is size, view.href(f"/leaflet{leaflet.path}", size=one)) for one in Size]
    tongues = [
        (language, _in(view, code).href(f"/leaflet{leaflet.path}", size=size))
        for code, language in view.parts.library.languages.items()
    ]
    return templates.get_template("leaflet.html").render(
        view=view,
        person=view.person,
        leaflet=leaflet,
        size=size,
        sizes=sizes,
        tongues=tongues,
        static=static,
        code=qr.svg(leaflet.address),
        many=MANY,
        long=len(leaflet.title.text) > LONG_TITLE,
        short=view.parts.public_url.partition("://")[2] + f"/{view.person.language}{leaflet.path}",
        day=view.parts.words.day(leaflet.day, view.person.language),
        in_germany=view.person.stage != Stage.BEFORE,
    )


def _size(view: View) -> Size:
    """Read the paper's size; what is not known is left out, as everywhere on pages."""
    given = view.extra.get("size")
    return Size(given) if given in set(Size) else Size.A5


@router.get("/{lang}/leaflet/{topic}")
def topic_leaflet(view: Viewing, topic: str) -> HTMLResponse:
    """Show the leaflet of a topic, ready to print."""
    if topic not in view.parts.library.topics:
        raise NotFound(view.person.language)
    return HTMLResponse(page(view, of_topic(view, topic), _size(view)))


@router.get("/{lang}/leaflet/{topic}/{card}")
def card_leaflet(view: Viewing, topic: str, card: str) -> HTMLResponse:
    """Show the leaflet of a card, ready to print."""
    found = view.parts.library.cards.get(card)
    leaflet = of_card(view, found) if found and found.topic == topic else None
    if leaflet is None:
        raise NotFound(view.person.language)
    return HTMLResponse(page(view, leaflet, _size(view)))
