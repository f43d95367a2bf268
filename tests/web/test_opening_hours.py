"""Pages and API tell opening hours as they are now, also where answers are kept as bytes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pytest

from app.domain.hours import ZONE
from app.main import create_fastapi, wrap
from app.service import catalogue
from app.service.parts import Parts
from app.web import compiled

SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)
PAGE = "/de/person?city=hagen"
Clock = Callable[[datetime], None]


@pytest.fixture
def clock(parts: Parts) -> tuple[Parts, Clock]:
    """Give the parts with a clock that is set by hand."""
    times = [SATURDAY]
    return replace(parts, now=lambda: times[-1]), times.append


def client(parts: Parts) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(wrap(create_fastapi(parts), parts))
    return httpx.AsyncClient(transport=transport, base_url="http://drom.test")


@pytest.mark.anyio
async def test_a_kept_page_follows_the_clock(clock: tuple[Parts, Clock], monkeypatch: pytest.MonkeyPatch) -> None:
    parts, put = clock
    monkeypatch.setattr(compiled, "CHECK_SECONDS", 0)
    async with client(parts) as web:
        assert "Jetzt offen bis 12:30 Uhr." in (await web.get(PAGE)).text
        put(SATURDAY + timedelta(minutes=30))
        assert "Öffnet Montag um 8 Uhr." in (await web.get(PAGE)).text
        put(SATURDAY + timedelta(days=2, hours=-4, minutes=-1))
        assert "Öffnet heute um 8 Uhr." in (await web.get(PAGE)).text


@pytest.mark.anyio
async def test_the_page_leads_to_the_city(clock: tuple[Parts, Clock]) -> None:
    async with client(clock[0]) as web:
        text = (await web.get(PAGE)).text
    assert 'href="https://www.hagen.de/"' in text
    assert 'href="https://integreat.app/hagen"' in text
    assert "Faire Mobilität Dortmund" in text  # near, because Hagen has none of its own


@pytest.mark.anyio
async def test_the_api_gives_hours_as_openstreetmap_writes_them(clock: tuple[Parts, Clock]) -> None:
    async with client(clock[0]) as web:
        found = (await web.get("/api/v1/places?lang=de&city=hagen&need=registration-office")).json()["places"]
    assert [place["hours"] for place in found] == [
        "Mo,Tu 08:00-17:00; We,Fr 08:00-12:00; Th 08:00-18:00; Sa 09:30-12:30; PH off"
    ]


# Read as: so much later · what is kept stays true.
LATER = [
    (timedelta(minutes=29), True),
    (timedelta(minutes=30), False),
    (timedelta(hours=12), False),
]


@pytest.mark.parametrize(("later", "same"), LATER)
def test_the_moment_changes_when_an_office_opens_or_a_day_begins(
    clock: tuple[Parts, Clock], later: timedelta, same: bool
) -> None:
    parts, put = clock
    before = catalogue.moment(parts)
    put(SATURDAY + later)
    assert (catalogue.moment(parts) == before) is same
