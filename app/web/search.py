"""The search of the pages: a question is typed, cards come as tiles. By POST, so that no address holds her words."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.background import BackgroundTask

from app.flow.search import MOST_NEAR
from app.flow.understand import meaning
from app.service import catalogue
from app.store import counts
from app.store.counts import Count
from app.store.database import Unavailable
from app.web.forms import fields
from app.web.session import CHANNEL
from app.web.view import Tile, View, Viewing, render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
WAYS = {"plan": "/plan", "person": "/person", "language": "/", "menu": ""}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed into the form, and whether she still types: the page then answers each pause."""

    words: str
    typing: bool


async def _asked(request: Request) -> Asked:
    """Read the form."""
    form = await fields(request)
    return Asked(form.get("q", ""), "typing" in form)


@router.post("/{lang}/search")
def ask(view: Viewing, asked: Annotated[Asked, Depends(_asked)]) -> HTMLResponse:
    """Show the cards that may be meant, at most three; where none is, say so and show the topics."""
    meant = meaning(asked.words, view.person.language, view.parts.library)
    tiles = [view.card_tile(view.parts.library.cards[name]) for name, _ in meant.cards[:MOST_NEAR]]
    if meant.command in WAYS:
        tiles = [_way(view, meant.command)]
    found = bool(tiles)
    heading = view.phrase("unheard.near" if found else "unheard")
    if not found:
        tiles = [view.tile(view.href(f"/{name}"), said) for name, said, _ in catalogue.topics(view.parts, view.person)]
    back = view.href(plan=view.person.plan or "open")
    page = render("tiles.html", view, heading=heading, tiles=tiles, back=back, asked=asked.words)
    if not found and not asked.typing:  # a word that is not finished is no search
        page.background = BackgroundTask(_count_nothing, view)  # she does not wait for the database
    return page


def _count_nothing(view: View) -> None:
    """Count that somebody searched and nothing was found; never what. Without the database it is not counted."""
    person, partner = view.person, view.partner.code if view.partner else ""
    kind = {"stage": person.stage or "", "origin": person.origin or "", "partner": partner}
    count = Count(CHANNEL, person.language, person.plan or "", "searched-nothing", **kind)
    with suppress(Unavailable):
        view.parts.database.run(lambda tx: counts.add(tx, view.parts.now().date(), {count: 1}))


def _way(view: View, told: str) -> Tile:
    """Lead to what a command asks for."""
    path = WAYS[told]
    href = "/" if path == "/" else view.href(path) if path else view.href(plan=view.person.plan or "open")
    return view.tile(href, view.phrase(told))
