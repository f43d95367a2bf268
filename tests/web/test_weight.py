"""What a first view weighs on the line, with everything it loads but sound: under 60 KB, for the slowest telephone."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from app.main import create_fastapi, wrap
from app.service.parts import Parts

pytestmark = pytest.mark.anyio

MOST = 60_000  # bytes, as they go over the line
MOST_BEFORE_OPENING = 15_000  # bytes of the widget on somebody's page, before anybody opens it
SCRIPTS_AND_STYLES = re.compile(r'(?:src|href)="(/(?:static|widget)/[^"]+\.(?:css|js|svg|png)(?:\?[^"]*)?)"')
FONTS = re.compile(r"url\((font/[^)]+)\)")
CYRILLIC = re.compile("[а-я]")


@pytest.fixture
async def web(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=wrap(create_fastapi(parts), parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://drom.example") as client:
        yield client


async def weight(web: httpx.AsyncClient, address: str) -> int:
    """Weigh an answer as it goes over the line, packed, without its head."""
    async with web.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200, address
        return sum([len(chunk) async for chunk in answer.aiter_raw()])


async def loaded(web: httpx.AsyncClient, page: str) -> list[str]:
    """Name what a page loads: styles, scripts, its icon, and the fonts for its letters in both weights."""
    html = (await web.get(page)).text
    files = [file for file in SCRIPTS_AND_STYLES.findall(html) if "noscript" not in file and "icon-180" not in file]
    style = (await web.get("/static/font.css")).text
    fonts = [name for name in FONTS.findall(style) if "latin" in name or CYRILLIC.search(html)]
    return [page, *files, *(f"/static/{name}" for name in fonts)]


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/p/example-centre",
        "/ro",
        "/bg?plan=circular",
        "/tr/school?plan=settle",
        "/bg/school/enrol-child?plan=settle&stage=here&city=duisburg",
        "/rmy/person",
        "/bg/chat",
        "/bg/privacy",
        "/widget/example-centre",
    ],
)
async def test_a_first_view_is_light(web: httpx.AsyncClient, page: str) -> None:
    weights = {file: await weight(web, file) for file in await loaded(web, page)}
    assert len(weights) > 4
    total = sum(weights.values())
    assert total < MOST, weights


async def test_the_widget_is_light_before_it_is_opened(web: httpx.AsyncClient) -> None:
    assert await weight(web, "/widget/example-centre.js") < MOST_BEFORE_OPENING
