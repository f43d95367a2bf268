"""What a phone needs to work without the internet: the pages of one person in one answer, and a list of their clips."""

import asyncio
import gzip
import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.person import Person
from app.service import catalogue, keep
from app.service.parts import Parts
from app.web import assets, pages, welcome
from app.web.asking import Wired
from app.web.compiled import knows, takes_gzip
from app.web.limits import FOR_PAGES, NOSNIFF
from app.web.view import View, Viewing, render, templates

MOST = 64  # sets in memory: some 70 KB each
CLIP = re.compile(r'/audio/([a-z]+/[\w-]+)\.ogg"')
STATIC = re.compile(r'"(/static/([\w./-]+)(?:\?v=\w+)?)"')
IN_STYLE = re.compile(r"url\([\"']?([\w./-]+)[\"']?\)")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One person's set as gzip: `listed` names everything, `pages` holds the pages; `version` is their common ETag."""

    version: str
    listed: bytes
    pages: bytes


class Bundles:
    """The sets made last. All pages of a set are made of the same content at once, so that they never mix versions."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.lasting = keep.lasting(parts)
        self._made: OrderedDict[object, Bundle] = OrderedDict()
        self._turn = asyncio.Lock()

    async def of(self, view: View) -> Bundle:
        """Give the set of a person. One at a time is made, the work of sixty pages; who waits holds no thread."""
        async with self._turn:
            return await asyncio.to_thread(self._of, view)

    def _of(self, view: View) -> Bundle:
        partner = view.partner.code if view.partner else ""
        key = (view.person, partner, self.parts.clips.version, _today())
        if key not in self._made:
            lasting = self.lasting.library.partners.get(partner)
            self._made[key] = _bundle(View(self.lasting, view.person, {}, lasting))
            while len(self._made) > MOST:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return self._made[key]


def _today() -> date:
    return datetime.now(UTC).date()


async def bundles_of(request: Request, parts: Wired) -> Bundles:
    """Give the sets of this application."""
    state = request.app.state
    if not hasattr(state, "bundles"):
        state.bundles = Bundles(parts)
    found: Bundles = state.bundles
    return found


Bundled = Annotated[Bundles, Depends(bundles_of)]


def list_of(view: View) -> str:
    """Give the address of a person's list."""
    path, mark, query = view.href().partition("?")
    return f"/offline{path}.json{mark}{query}"


templates.globals["list_of"] = list_of


@router.get("/sw.js")
def worker() -> Response:
    """Give the worker that answers without the internet. It lives at the top, since it answers for all pages."""
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return Response(assets.find("sw.js").read_bytes(), media_type=assets.TYPES[".js"], headers=headers)


@router.get("/offline/{lang}.json")
async def listed(request: Request, view: Viewing, bundles: Bundled) -> Response:
    """List the pages, clips and files that a person needs, with their bytes and a version for all of them."""
    found = await bundles.of(view)
    return _send(request, found.version, found.listed)


@router.get("/offline/{lang}/pages.json")
async def packed(request: Request, view: Viewing, bundles: Bundled) -> Response:
    """Give all pages in one answer: one wait instead of sixty, and a third of the bytes."""
    found = await bundles.of(view)
    return _send(request, found.version, found.pages)


def _send(request: Request, version: str, zipped: bytes) -> Response:
    headers = {"ETag": f'"{version}"', "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if knows(request.headers.get("if-none-match", "").encode(), headers["ETag"].encode()):
        return Response(status_code=304, headers=headers)
    if takes_gzip(request.headers.get("accept-encoding", "").encode()):
        return Response(zipped, media_type="application/json", headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(zipped), media_type="application/json", headers=headers)


@router.get("/{lang}/keep")
def ask(view: Viewing) -> HTMLResponse:
    """Ask whether everything is to be kept on the phone, and show how far it is."""
    sizes = [(size, view.phrase("offline.ask", size=str(size))) for size in keep.SIZES]
    back = view.href(plan=view.person.plan or "open")
    return render("keep.html", view, sizes=sizes, listed=list_of(view), back=back)


@router.get("/{lang}/offline")
def nothing_kept(view: Viewing) -> HTMLResponse:
    """Say that there is no internet and that this page is not kept; the phone keeps this one from the first visit."""
    bare = View(view.parts, Person(view.person.language), {})
    return render("offline.html", bare, heading=bare.phrase("offline.page"))


def _bundle(view: View) -> Bundle:
    made = {address: bytes(page.body).decode() for address, page in _pages(view)}
    joined = keep.wholes(view.parts, view.person)
    said = dict.fromkeys(name for page in made.values() for name in CLIP.findall(page))
    clips = list(dict.fromkeys(part for name in said for part in joined.get(name, (name,))))
    place = {name: number for number, name in enumerate(clips)}
    content: dict[str, Any] = {
        "clips": [(name, _size(view.parts, name, "ogg"), _size(view.parts, name, "mp3")) for name in clips],
        "joined": {name: [place[part] for part in parts] for name, parts in joined.items() if name in said},
        "static": _static(made.values()),
    }
    version = hashlib.sha256(json.dumps([content, made]).encode()).hexdigest()[:16]
    headers = {name.decode(): value.decode() for name, value in (*FOR_PAGES, NOSNIFF)}
    headers["content-type"] = "text/html; charset=utf-8"
    packed = _zip({"version": version, "headers": headers, "pages": made})
    sizes = {"ogg": sum(clip[1] for clip in content["clips"]), "mp3": sum(clip[2] for clip in content["clips"])}
    listed = {"version": version, "bytes": {"pages": len(packed), **sizes}, "pages": list(made), **content}
    return Bundle(version, _zip(listed), packed)


def _size(parts: Parts, name: str, form: str) -> int:
    return parts.clips.file(name, form).stat().st_size


def _zip(content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def _pages(view: View) -> Iterator[tuple[str, HTMLResponse]]:
    """Make all pages that a person may want, by their addresses: those that her own links lead to."""
    plan = view.person.plan or "open"
    yield "/", welcome.start(View(view.parts, Person("de"), {}))
    yield view.start, welcome.start(view)  # where 🗣️ leads; the same as the one before where nothing is known of her
    yield view.href(plan=plan), pages.home(View(view.parts, view.person, {"plan": plan}, view.partner))
    yield view.href("/plan"), pages.plan(view)
    yield view.href("/person"), pages.person(view)
    for topic, _, cards in catalogue.topics(view.parts, view.person):
        yield view.href(f"/{topic}"), pages.topic(view, topic)
        for card in cards:
            with suppress(catalogue.Missing):  # not in her language yet: there is nothing to keep
                yield view.href(f"/{topic}/{card.id}"), pages.card(view, topic, card.id)


def _static(made: Iterable[str]) -> list[str]:
    """Name the files of pages, and the fonts and pictures of their styles."""
    named = dict.fromkeys(found for page in made for found in STATIC.findall(page))
    styles = (assets.find(name).read_text(encoding="utf-8") for _, name in named if name.endswith(".css"))
    inside = [f"/static/{found}" for style in styles for found in IN_STYLE.findall(style)]
    return list(dict.fromkeys([*(address for address, _ in named), *inside]))
