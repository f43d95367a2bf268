"""What a phone needs to put Drom on its home screen: name, colours and icons."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from app.domain.colour import ACCENT, PAPER  # a manifest knows no dark colours
from app.domain.person import Person
from app.web.assets import static
from app.web.view import Sending, View, Viewing, templates

MEDIA_TYPE = "application/manifest+json"
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-mask.png", "512x512", "maskable"),
)

router = APIRouter(include_in_schema=False)


def manifest_of(view: View) -> str:
    """Give the address of the manifest that fits a page; where nothing is said yet, that of everybody."""
    if view.person == Person("de"):  # also the language of the page that asks for one
        return f"/p/{view.partner.code}/manifest.webmanifest" if view.partner else "/manifest.webmanifest"
    path, mark, query = view.href().partition("?")
    return f"{path}/manifest.webmanifest{mark}{query}"


templates.globals["manifest_of"] = manifest_of


@router.get("/manifest.webmanifest")
def everybody() -> JSONResponse:
    """Begin with the choice of a language."""
    return JSONResponse(_manifest("/"), media_type=MEDIA_TYPE)


@router.get("/p/{partner}/manifest.webmanifest")
def everybody_of_a_partner(partner: Sending) -> JSONResponse:
    """Begin with the choice of a language, as those whom a partner sent."""
    return JSONResponse(_manifest(f"/p/{partner.code}"), media_type=MEDIA_TYPE)


@router.get("/{lang}/manifest.webmanifest")
def in_a_language(view: Viewing) -> JSONResponse:
    """Begin in a person's language, with what she has said: the state stands in the address, also on a home screen."""
    return JSONResponse({**_manifest(view.href()), "lang": view.person.language}, media_type=MEDIA_TYPE)


def _manifest(start: str) -> dict[str, Any]:
    icons = [{"src": static(name), "sizes": sizes, "type": "image/png", "purpose": use} for name, sizes, use in ICONS]
    icons.append({"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"})
    return {
        "id": "/",
        "name": "Drom",
        "short_name": "Drom",
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": ACCENT,
        "icons": icons,
    }
