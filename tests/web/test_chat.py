"""The talk over JSON: how it begins, in a new talk and in one that goes on."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.service.parts import Parts
from app.store import counts
from tests.conftest import make_parts

pytestmark = pytest.mark.anyio
COUNTY = "example-county"
NOTHING = dict.fromkeys(("language", "plan", "stage", "origin", "city"))


@pytest.fixture
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """A database of their own, since they count."""
    made = make_parts(tmp_path_factory.mktemp("chat"))
    yield made
    made.database.close()


async def say(web: httpx.AsyncClient, message: dict[str, Any], query: str = "", **more: str) -> dict[str, Any]:
    answer = await web.post(f"/api/v1/chat{query}", json={"message": message, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def ids(told: dict[str, Any]) -> list[str]:
    return [choice["id"] for choice in told["messages"][-1]["choices"]]


BEGINNINGS: list[dict[str, Any]] = [{"start": True}, {"choice": "start"}]


@pytest.mark.parametrize("begin", BEGINNINGS, ids=["start", "choice"])
@pytest.mark.parametrize("lang", ["de", ""])
async def test_after_stop_the_only_button_begins_anew(web: httpx.AsyncClient, begin: dict[str, Any], lang: str) -> None:
    session = (await say(web, {"start": True}, lang="de"))["session"]
    stopped = await say(web, {"choice": "stop"}, session=session, lang="de")
    assert (ids(stopped), stopped["person"]) == (["start"], NOTHING), "nothing is left, so there is no fixed row"
    told = await say(web, begin, session=session, lang=lang)
    assert ("plan:settle" if lang else "lang:ro") in ids(told)
    assert told["person"] == NOTHING | {"language": lang or None}


@pytest.mark.parametrize("begin", BEGINNINGS, ids=["start", "choice"])
@pytest.mark.parametrize("lang", ["ro", ""])
async def test_a_start_in_the_middle_keeps_what_is_known(
    web: httpx.AsyncClient, begin: dict[str, Any], lang: str
) -> None:
    session = (await say(web, {"start": True}, lang="ro"))["session"]
    await say(web, {"choice": "plan:circular"}, session=session)
    told = await say(web, begin, session=session, lang=lang)
    assert told["person"] == NOTHING | {"language": "ro", "plan": "circular"}
    assert ("topic:school" if lang else "lang:tr") in ids(told)


@pytest.mark.parametrize("begin", BEGINNINGS, ids=["start", "choice"])
@pytest.mark.parametrize("lang", ["ro", ""])
async def test_a_code_is_taken_over_in_a_talk_that_goes_on(
    web: httpx.AsyncClient, parts: Parts, begin: dict[str, Any], lang: str
) -> None:
    session = (await say(web, {"start": True}, lang="ro"))["session"]
    told = await say(web, begin, session=session, lang=lang, partner=COUNTY)
    assert (told["person"]["stage"], told["person"]["origin"]) == ("before", "romania")
    greeted = parts.library.partners[COUNTY].greeting["ro"] in told["messages"][0]["text"]
    assert greeted is bool(lang), "in her language, so not before she has chosen it"


@pytest.mark.parametrize("lang", ["ro", ""])
async def test_what_the_address_says_goes_before_what_the_partner_says(web: httpx.AsyncClient, lang: str) -> None:
    told = await say(web, {"start": True}, "?stage=here", lang=lang, partner=COUNTY)
    assert (told["person"]["stage"], told["person"]["origin"]) == ("here", "romania")


async def test_each_beginning_counts_once(web: httpx.AsyncClient, parts: Parts) -> None:
    def begun() -> int:
        today = parts.now().date()
        counted = parts.database.run(lambda tx: counts.total(tx, today, today))
        return sum(n for count, n in counted.items() if count.event == "started")

    session = (await say(web, {"start": True}, lang="ro", partner=COUNTY))["session"]
    assert begun() == 1
    await say(web, {"choice": "start"}, session=session, lang="ro")
    assert begun() == 2
