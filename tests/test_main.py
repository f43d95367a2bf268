"""The application as a whole: what it serves is its own, and nothing on it loads a script or a style from elsewhere."""

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from app.main import create_fastapi, wrap
from app.service.parts import Parts
from app.settings import HOME

pytestmark = pytest.mark.anyio
OURS = "http://drom.test"
FILES = sorted(path for path in (HOME / "app" / "web" / "static").rglob("*") if path.suffix in {".js", ".css", ".svg"})
CARD = "/de/school/kita?plan=settle"
PAGES = (
    "/", "/de", "/rmy?plan=open", "/bg/plan", "/ro/school?plan=settle", CARD, "/tr/person", "/de/chat",
    "/de/keep?plan=settle", "/de/offline", "/de/privacy", "/de/counsel", "/de/counsel/school/kita", "/p/example-centre",
    "/counter", "/p/example-centre/counter", "/widget/example", "/widget/example-centre", "/de/leaflet/school/kita", "/desk",
    f"{CARD}&partner=example-centre&frame=1",
)  # fmt: skip
LOADS = re.compile(
    r"""(?:@import\s+|url\(|\bimport\s*\(?|\bfrom\s+|importScripts\()\s*["']?((?:https?:)?//[^"')\s]+)"""
)


@pytest.fixture
async def web(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(wrap(create_fastapi(parts), parts))
    async with httpx.AsyncClient(transport=transport, base_url=OURS, follow_redirects=True) as client:
        yield client


class Loaded(HTMLParser):
    """Collects what a page loads before anybody touches it: scripts, styles, and what is fetched ahead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = LOADS.findall(page)
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" in given:
            self.found.append(given["src"])
        if tag == "link" and not {"canonical", "alternate"} & set(given.get("rel", "").split()):
            self.found.append(given.get("href", ""))


def foreign(addresses: list[str], own: str) -> list[str]:
    return [one for one in addresses if urlsplit(one).netloc not in {"", own}]


@pytest.mark.parametrize("path", ["/docs", "/docs/oauth2-redirect", "/redoc"])
async def test_fastapis_own_pages_are_away(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert answer.status_code == 404
    assert "swagger" not in answer.text.lower()
    assert (await web.get("/openapi.json")).json()["openapi"].startswith("3.")


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_loads_nothing_from_elsewhere(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert foreign(Loaded(answer.text).found, "drom.test") == []


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_a_file_loads_nothing_from_elsewhere(file: Path) -> None:
    assert foreign(LOADS.findall(file.read_text(encoding="utf-8")), "drom.test") == []


def test_what_loads_from_elsewhere_would_be_found() -> None:
    page = (
        '<script src="https://cdn.example/a.js"></script><link rel="stylesheet" href="//cdn.example/a.css">'
        '<style>@import "https://cdn.example/b.css"; p { background: url(//cdn.example/p.png) }</style>'
        '<a href="https://fine.example">a link</a><script src="/static/drom.js"></script>'
    )
    assert len(foreign(Loaded(page).found, "drom.test")) == 4
