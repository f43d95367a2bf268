"""The talk as a page, without JavaScript: every answer is the whole page, and the token stands in no address."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from sqlalchemy import func, select

from app.domain.person import Person, Plan
from app.main import create_fastapi, wrap
from app.service import catalogue
from app.service.greet import greet
from app.service.parts import Parts
from app.store import tables
from app.store.database import Unavailable
from app.store.statement import Statement
from app.web.compiled import Compiled
from tests.conftest import make_parts

pytestmark = pytest.mark.anyio
TOKEN = re.compile(r'name="session" value="([\w-]*)"')


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """A database of their own: other tests close the shared one."""
    made = make_parts(tmp_path_factory.mktemp("talk"))
    yield made
    made.database.close()


class Talker:
    """She sees a page, and taps or writes on it, as a browser without JavaScript does."""

    def __init__(self, web: httpx.AsyncClient) -> None:
        self.web, self.page = web, ""
        self.answer: httpx.Response

    async def look(self, address: str) -> str:
        return self._seen(await self.web.get(address))

    async def tap(self, choice: str) -> str:
        assert f'name="choice" value="{choice}"' in self.page, "she can only tap what is there"
        return await self.send(choice=choice)

    async def send(self, **fields: str) -> str:
        return self._seen(await self.web.post(self.address, data={"session": self.session, **fields}))

    @property
    def session(self) -> str:
        found: str = TOKEN.findall(self.page)[0]
        return found

    @property
    def address(self) -> str:
        return unescape(re.findall(r'<form id="tap" method="post" action="([^"]*)"', self.page)[0])

    def _seen(self, answer: httpx.Response) -> str:
        self.answer, self.page = answer, answer.text
        assert not answer.cookies
        return self.page


def conversations(parts: Parts) -> int:
    many = Statement(select(func.count()).select_from(tables.conversations))
    found: int = parts.database.run(lambda tx: tx.rows(many))[0][0]
    return found


async def test_she_taps_until_she_knows_how_a_child_starts_school(web: httpx.AsyncClient, parts: Parts) -> None:
    she = Talker(web)
    await she.look("/bg/chat")
    assert she.session == "", "to look begins nothing"
    await she.tap("plan:settle")
    token = she.session
    assert len(token) == 22
    await she.tap("card:enrol-child")
    for answer in ("stage:here", "origin:bulgaria", "city:duisburg"):
        if answer in she.page:
            await she.tap(answer)
    assert catalogue.card(parts, "enrol-child", Person("bg")).title.text in unescape(she.page)
    assert she.page.count('class="line"') > 4
    await she.tap("good")
    assert she.session == token
    assert 'lang="bg"' in she.page


async def test_to_look_stores_nothing_and_can_be_kept_but_what_she_says_is_not(parts: Parts) -> None:
    compiled = Compiled(create_fastapi(parts), lambda: 0)
    before = conversations(parts)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(compiled), base_url="http://drom.test") as web:
        she = Talker(web)
        await she.look("/ro/chat?plan=settle")
        assert (conversations(parts), len(compiled.answers)) == (before, 1)
        await she.tap("topic:school")
        assert (conversations(parts), len(compiled.answers)) == (before + 1, 1)
        assert she.answer.headers["cache-control"] == "no-store"
        addresses = re.findall(r'(?:href|action|src)="([^"]*)"', she.page)
        assert not [address for address in addresses if she.session in address]


# Read as: the address · what is asked first · what is not asked any more.
KNOWN = [
    ("/ro/chat", "plan:settle", "topic:school"),
    ("/ro/chat?plan=circular", "topic:school", "plan:settle"),
    ("/de/chat?plan=return&stage=here&origin=romania&city=dortmund&partner=example-centre", "topic:health", "plan:settle"),
    ("/rom/chat?plan=holiday&city=nowhere&partner=old", "plan:settle", "topic:school"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "there", "gone"), KNOWN)
async def test_what_the_address_says_is_not_asked(web: httpx.AsyncClient, address: str, there: str, gone: str) -> None:
    page = await Talker(web).look(address)
    assert f'value="{there}"' in page
    assert f'value="{gone}"' not in page


async def test_a_city_in_the_address_is_known_in_the_talk(web: httpx.AsyncClient) -> None:
    she = Talker(web)
    await she.look("/de/chat?plan=settle&stage=here&origin=romania&city=dortmund")
    await she.tap("person")
    assert "city:" not in she.page
    assert "Dortmund" in she.page


async def test_a_number_counts_through_the_greeting_that_she_saw(web: httpx.AsyncClient) -> None:
    she = Talker(web)
    await she.look("/de/chat")
    page = await she.send(text="2")
    assert "Das ist jetzt wichtig" in page
    assert '<p class="hers">' in page


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><b>', "ă" * 3000, "x" * 5000, "", "   "])
async def test_whatever_she_writes_is_answered_and_harmless(web: httpx.AsyncClient, words: str) -> None:
    she = Talker(web)
    await she.look("/ro/chat")
    page = await she.send(text=words)
    assert she.answer.status_code == 200
    assert 'value="plan:settle"' in page
    assert "<script>alert" not in page
    assert '"><b>' not in page


@pytest.mark.parametrize("session", ["short", "a" * 23, "../../../etc/passwd0000", ""])
async def test_a_token_that_is_none_begins_a_new_talk(web: httpx.AsyncClient, session: str) -> None:
    she = Talker(web)
    await she.look("/ro/chat")
    await she.send(session=session, choice="plan:settle")
    assert len(she.session) == 22
    assert she.session != session


@pytest.mark.parametrize(
    ("header", "value", "goes_on"),
    [
        ("Sec-Fetch-Site", "cross-site", False),
        ("Sec-Fetch-Site", "same-site", False),
        ("Sec-Fetch-Site", "same-origin", True),
        ("Sec-Fetch-Site", "none", True),
        ("Origin", "https://evil.example", False),  # so do browsers say it that know no Sec-Fetch-Site
        ("Origin", "null", False),
        ("Origin", "http://drom.test", True),
        ("Accept", "text/html", True),
    ],
)
async def test_a_foreign_form_cannot_plant_a_token_it_knows(
    web: httpx.AsyncClient, header: str, value: str, goes_on: bool
) -> None:
    planted = "planted-by-a-foreigner"
    web.headers[header] = value
    she = Talker(web)
    await she.look("/ro/chat")
    await she.send(session=planted, choice="plan:settle")
    assert len(planted) == len(she.session) == 22
    assert (she.session == planted) is goes_on


async def test_the_page_goes_over_to_the_language_that_she_takes(web: httpx.AsyncClient, parts: Parts) -> None:
    she = Talker(web)
    await she.look("/ro/chat?plan=settle&partner=example-centre&frame=1")
    await she.send(choice="language")
    spoken = [code for code in parts.library.languages if catalogue.phrase(parts, "hello", code).clip]
    assert she.page.count('<audio class="small"') == len(spoken), "each language says hello beside its name"
    await she.tap("lang:tr")
    assert '<html lang="tr"' in she.page
    assert she.address == "/tr/chat?plan=settle&partner=example-centre&frame=1"


async def test_stop_leaves_no_session_and_start_begins_again(web: httpx.AsyncClient) -> None:
    she = Talker(web)
    await she.look("/de/chat")
    await she.tap("plan:settle")
    token = she.session
    await she.send(choice="stop")
    assert she.session == ""
    assert 'value="menu"' not in she.page, "nothing but a new beginning is offered"
    await she.tap("start")
    assert she.session not in {"", token}
    assert 'value="plan:settle"' in she.page


@pytest.mark.parametrize("gone", ["someone", "stop"])
async def test_what_one_said_is_not_carried_to_the_next_on_the_same_phone(web: httpx.AsyncClient, gone: str) -> None:
    she = Talker(web)
    await she.look("/bg/chat?plan=return&stage=here&origin=bulgaria&city=duisburg&partner=example-centre&frame=1")
    await she.tap("topic:school")
    page = await she.send(choice=gone)
    assert she.address == "/bg/chat?partner=example-centre&frame=1"
    assert 'data-state=""' in page
    head = page.split('class="log"')[0]
    assert "plan=return" not in head
    assert "city=" not in head
    await she.tap("start" if gone == "stop" else "lang:bg")
    assert 'value="plan:settle"' in she.page, "she is asked for a plan of her own"
    assert she.address == "/bg/chat?partner=example-centre&frame=1"


async def test_who_runs_too_fast_is_told_so_kindly_and_loses_no_word(web: httpx.AsyncClient) -> None:
    she = Talker(web)
    await she.look("/de/chat")
    await she.tap("plan:settle")
    token = she.session
    for _ in range(25):
        await she.send(text="Wo ist die Schule?")
    assert she.answer.status_code == 429
    assert int(she.answer.headers["retry-after"]) >= 1
    assert "Einen Moment." in she.page
    assert 'value="Wo ist die Schule?"' in she.page
    assert she.session == token
    await she.send(choice="topic:school")
    assert 'name="choice" value="topic:school"' in she.page, "the same tap again"


async def test_while_the_database_is_away_she_is_told_so_on_a_page_and_loses_no_word(
    web: httpx.AsyncClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_work: object) -> None:
        raise Unavailable("locked")

    she = Talker(web)
    await she.look("/de/chat")
    await she.tap("plan:settle")
    token = she.session
    with monkeypatch.context() as patched:
        patched.setattr(parts.database, "run", away)
        page = await she.send(text="Wo ist die Schule?")
        assert (she.answer.status_code, she.answer.headers["retry-after"]) == (503, "5")
        assert '<article class="said failed"' in page
        assert 'value="Wo ist die Schule?"' in page
        assert she.session == token
        await she.send(choice="topic:school")
    page = await she.tap("topic:school")
    assert she.answer.status_code == 200
    assert 'value="card:' in page, "the talk goes on where it was"


async def test_an_address_that_sends_too_much_is_slowed_down_here_too(parts: Parts) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(wrap(create_fastapi(parts), parts, 1)), base_url="http://drom.test"
    ) as web:
        answers = [(await web.post("/ro/chat", content=b"\xff")).status_code for _ in range(302)]
    assert (answers[0], answers[-1]) == (200, 429)


@pytest.mark.parametrize("path", ["/xx/chat", "/xx/chat?plan=settle"])
async def test_no_page_in_a_language_that_is_not_ours(web: httpx.AsyncClient, path: str) -> None:
    assert (await web.get(path)).status_code == 404


async def test_json_takes_what_is_known_into_a_new_talk_only(web: httpx.AsyncClient) -> None:
    asked = {"lang": "ro", "message": {"choice": "menu"}}
    told = (await web.post("/api/v1/chat?plan=return&city=essen", json=asked)).json()
    assert (told["person"]["plan"], told["person"]["city"]) == ("return", "essen")
    asked["session"] = told["session"]
    told = (await web.post("/api/v1/chat?plan=settle", json=asked)).json()
    assert told["person"]["plan"] == "return"
    assert (await web.post("/api/v1/chat?city=berlin", json=asked)).status_code == 422


def test_what_she_says_goes_before_what_her_partner_says(parts: Parts) -> None:
    talk = greet(parts, Person("ro", Plan.RETURN, city="essen"), "example-county").conversation
    assert (talk.person.plan, talk.person.city, talk.person.stage) == ("return", "essen", "before")
