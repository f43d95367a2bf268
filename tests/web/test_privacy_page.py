"""The privacy notice: the same number as the store keeps, in five languages, with a sound for each step."""

import re
from dataclasses import replace

import httpx
import pytest

from app.domain.operator import Operator
from app.main import create_fastapi
from app.service import catalogue, privacy, record
from app.service.parts import Parts
from app.store.forget import CONVERSATION_LASTS

LANGUAGES = ("ro", "bg", "tr", "rmy", "de")
pytestmark = pytest.mark.anyio


async def get(parts: Parts, language: str) -> str:
    transport = httpx.ASGITransport(create_fastapi(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://drom.test") as client:
        answer = await client.get(f"/{language}/privacy?plan=settle")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_says_every_step_and_how_long_a_talk_is_kept(parts: Parts, language: str) -> None:
    page = await get(parts, language)
    told = privacy.notice(parts, language)
    assert page.count('class="picture"') >= len(told.steps) == 7
    plain = re.sub('<span lang="de">([^<]*)</span>', r"\1", page)  # German words are marked for screen readers
    assert [step.text for step in told.steps if step.text.replace("'", "&#39;") not in plain] == []
    assert f"{CONVERSATION_LASTS / 86_400:.0f}" in told.steps[privacy.STEPS.index("days")].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_it_is_recorded(parts: Parts, language: str) -> None:
    spoken = {text for text, code in record.sentences(parts) if code == language}
    told = privacy.notice(parts, language)
    assert {told.title.text, *(step.text for step in told.steps)} - spoken == set()


@pytest.mark.parametrize(
    ("operator", "named", "mail"),
    [
        (Operator(), False, False),
        (Operator("Beratung Muster"), True, False),
        (Operator("Beratung Muster", "drom@host.example"), True, True),
    ],
)
async def test_it_names_who_is_responsible_where_that_is_known(
    parts: Parts, operator: Operator, named: bool, mail: bool
) -> None:
    page = await get(replace(parts, operator=operator), "de")
    who = catalogue.phrase(parts, "privacy.who", "de", operator="Beratung Muster").text
    assert (who in page) == named
    assert ("mailto:drom@host.example" in page) == mail
    assert "Verantwortlich ist: ." not in page
