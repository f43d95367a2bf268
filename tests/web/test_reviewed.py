"""The API and the pages say whether a native speaker has reviewed a card."""

from dataclasses import replace
from datetime import date

import httpx
import pytest

from app.domain.review import Review
from app.main import create_fastapi
from app.service import catalogue
from app.service.parts import Parts

CARD = "register-address"
pytestmark = pytest.mark.anyio


async def get(parts: Parts, address: str) -> httpx.Response:
    transport = httpx.ASGITransport(create_fastapi(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://drom.test") as client:
        return await client.get(address)


def reviewed(parts: Parts, language: str) -> Parts:
    review = Review(CARD, "", "native speaker, teacher", date(2026, 11, 20))
    return replace(parts, library=replace(parts.library, reviews={(language, CARD): review}))


@pytest.mark.parametrize("language", ["ro", "rmy"])
async def test_the_api_gives_role_and_day(parts: Parts, language: str) -> None:
    unread = replace(parts, library=replace(parts.library, reviews={}))
    answer = await get(unread, f"/api/v1/cards/{CARD}?lang={language}")
    assert answer.json()["review"] == {"status": "draft", "by": None, "on": None}
    answer = await get(reviewed(parts, language), f"/api/v1/cards/{CARD}?lang={language}")
    assert answer.json()["review"] == {"status": "reviewed", "by": "native speaker, teacher", "on": "2026-11-20"}


# The German text, too: it is source and draft until somebody who grew up with German has read it.
@pytest.mark.parametrize("language", ["ro", "bg", "tr", "rmy", "de"])
async def test_a_page_says_so_until_the_card_is_reviewed_in_its_language(parts: Parts, language: str) -> None:
    said = f"✏️ {catalogue.phrase(parts, 'draft', language).text}"
    unread = replace(parts, library=replace(parts.library, reviews={}))
    address = f"/{language}/registration/{CARD}"
    assert said in (await get(unread, address)).text
    assert said not in (await get(reviewed(parts, language), address)).text


async def test_a_review_in_one_language_holds_for_no_other(parts: Parts) -> None:
    said = catalogue.phrase(parts, "draft", "tr").text
    assert said in (await get(reviewed(parts, "ro"), f"/tr/registration/{CARD}")).text
