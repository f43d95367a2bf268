"""What a phone is told to keep: all pages and clips of one person, of one version, and nothing that holds only now."""

import html
import re
from dataclasses import replace

import pytest

from app.domain.person import Person, Plan
from app.main import create_fastapi
from app.service import catalogue, keep, record
from app.service.parts import Parts
from app.web import assets
from app.web.compiled import Compiled
from app.web.limits import FOR_PAGES
from app.web.offline import Bundles
from app.web.view import View
from tests.phone_house import House, make
from tests.web.test_layers import client

pytestmark = pytest.mark.anyio
LIST, PACK = "/offline/de.json?plan=circular", "/offline/de/pages.json?plan=circular"
WORKER = (assets.FOLDER / "sw.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return make(tmp_path_factory.mktemp("house"))


@pytest.fixture
def parts(house: House):
    with house.parts() as made:
        yield made


@pytest.fixture
def kept(parts: Parts) -> Compiled:
    return Compiled(create_fastapi(parts), lambda: 0)


async def test_the_list_names_all_pages_and_what_they_play(kept: Compiled, parts: Parts) -> None:
    async with client(kept) as web:
        listed, packed = (await web.get(LIST)).json(), (await web.get(PACK)).json()
        names = [name for name, _, _ in listed["clips"]]
        assert listed["version"] == packed["version"]
        assert listed["pages"] == list(packed["pages"])
        cards = {card.id for _, _, found in catalogue.topics(parts, Person("de", Plan.CIRCULAR)) for card in found}
        assert {path.split("/")[3].split("?")[0] for path in listed["pages"] if path.count("/") == 3} == cards
        assert {"/", "/de?plan=circular", "/de/plan?plan=circular", "/de/person?plan=circular"} <= set(listed["pages"])
        played = {name for page in packed["pages"].values() for name in re.findall(r"/audio/([\w/-]+)\.ogg", page)}
        assert played == {name for name in played if name in names or name in listed["joined"]}
        for name, ogg, mp3 in (listed["clips"][0], listed["clips"][-1]):
            assert len((await web.get(f"/audio/{name}.ogg")).content) == ogg
            assert len((await web.get(f"/audio/{name}.mp3")).content) == mp3
        for address in (*listed["pages"], *listed["static"]):
            assert (await web.get(address)).status_code == 200, address
    assert listed["bytes"]["ogg"] == sum(ogg for _, ogg, _ in listed["clips"])
    assert packed["headers"].items() >= {name.decode(): value.decode() for name, value in FOR_PAGES}.items()


@pytest.mark.parametrize(
    "said", ["", "?plan=circular", "?plan=circular&partner=example-county", "?partner=example-county"]
)
async def test_every_kept_page_leads_to_a_kept_choice_of_a_language(kept: Compiled, said: str) -> None:
    async with client(kept) as web:
        pages = (await web.get(f"/offline/ro/pages.json{said}")).json()["pages"]
        rows = [re.search(r'<nav class="row">\s*<a href="([^"]+)"', page) for page in pages.values()]
        starts = {html.unescape(row[1]) for row in rows if row}
        assert len(starts) == 1
        for address in starts:
            assert pages[address] == (await web.get(address)).text


async def test_a_whole_card_is_the_sum_of_its_steps_and_is_not_loaded_as_well(kept: Compiled, parts: Parts) -> None:
    async with client(kept) as web:
        listed = (await web.get(LIST)).json()
        page = (await web.get("/de/registration/register-address?plan=circular")).text
    whole = re.search(r'<audio class="whole".*?/audio/(joined/\w+)\.ogg', page, re.DOTALL)[1]
    names = [listed["clips"][number][0] for number in listed["joined"][whole]]
    assert parts.clips.joined(names).id == whole
    assert not [name for name, _, _ in listed["clips"] if name.startswith("joined/")]
    assert all("sign/" in names[end] for end in (0, -1))


async def test_kept_pages_do_not_say_what_is_open_now(kept: Compiled, parts: Parts) -> None:
    city = next(city for city in parts.library.cities.values() if any(place.schedule for place in city.places))
    now = {parts.library.phrases[f"hours.{key}"].emoji for key in ("open", "now", "today", "day", "week", "closed")}
    address = f"/de/person?plan=circular&city={city.id}"
    async with client(kept) as web:
        packed = (await web.get(f"{PACK}&city={city.id}")).json()
        live = (await web.get(address)).text
    assert [emoji for emoji in now if emoji in live], "the page itself says so"
    assert [emoji for page in packed["pages"].values() for emoji in now if emoji in page] == []
    told = re.search(r"const NOW = .*", WORKER)[0]
    assert all(told.count(emoji) == 2 for emoji in now), "the worker drops these lines from pages that were visited"


async def test_the_answers_are_known_again_and_small(kept: Compiled) -> None:
    async with client(kept) as web:
        for address in (LIST, PACK):
            zipped = await web.get(address)
            plain = await web.get(address, headers={"Accept-Encoding": "identity"})
            assert zipped.headers["content-encoding"] == "gzip"
            assert zipped.json() == plain.json()
            again = await web.get(address, headers={"If-None-Match": zipped.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
            assert int(zipped.headers["content-length"]) * 2 < len(plain.content)
    assert kept.answers == {}, "they are big, and kept elsewhere"


async def test_another_text_or_another_person_is_another_version(parts: Parts) -> None:
    person = Person("de", Plan.CIRCULAR)
    first = await Bundles(parts).of(View(parts, person, {}))
    assert (await Bundles(parts).of(View(parts, person, {}))).version == first.version
    assert (await Bundles(parts).of(View(parts, replace(person, plan=Plan.SETTLE), {}))).version != first.version
    found = parts.library.cards["register-address"]
    steps = tuple(replace(step, text=replace(step.text, source="Das ist neu.")) for step in found.steps)
    other = replace(
        parts, library=replace(parts.library, cards={**parts.library.cards, found.id: replace(found, steps=steps)})
    )
    assert (await Bundles(other).of(View(other, person, {}))).version != first.version


async def test_few_sets_stay_in_memory(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.offline.MOST", 1)
    bundles = Bundles(parts)
    for plan in (Plan.CIRCULAR, Plan.SETTLE):
        await bundles.of(View(parts, Person("de", plan), {}))
    assert len(bundles._made) == 1


def test_every_size_that_is_said_is_spoken_ahead(parts: Parts) -> None:
    said = {text for text, language in record.sentences(parts) if language == "de"}
    assert {
        f"Das sind {size} Megabyte." in text for size in keep.SIZES for text in said if f" {size} Megabyte" in text
    } == {True}
    assert sum("Megabyte" in text for text in said) == len(keep.SIZES)


async def test_the_worker_lives_at_the_top_and_leaves_the_rest_alone(kept: Compiled) -> None:
    async with client(kept) as web:
        worker = await web.get("/sw.js")
    assert worker.headers["service-worker-allowed"] == "/"
    assert worker.headers["cache-control"] == "no-cache"
    assert worker.headers["content-type"].startswith("text/javascript")
    pages = re.compile(re.search(r"const PAGE = /(.*)/;", WORKER)[1].replace(r"\/", "/"))
    for path in ("/", "/ro", "/rmy/health/emergency", "/de/offline", "/p/made", "/p/made-there"):
        assert pages.search(path), path
    for path in (
        "/api/v1/plans",
        "/desk",
        "/room/x",
        "/widget",
        "/widget/ro",
        "/metrics",
        "/webhooks/x",
        "/p/made/counter",
        "/docs",
    ):
        assert not pages.search(path), path


async def test_a_wrong_language_is_no_page_and_an_unknown_plan_is_left_out(kept: Compiled) -> None:
    async with client(kept) as web:
        assert (await web.get("/offline/xx.json")).status_code == 404
        assert (await web.get("/offline/de.json?plan=nothing")).json()["pages"][1] == "/de?plan=open"


@pytest.mark.parametrize("code", ["ro", "bg", "tr", "rmy", "de"])
async def test_the_question_and_the_page_without_internet_are_in_her_language(
    kept: Compiled, parts: Parts, code: str
) -> None:
    async with client(kept) as web:
        asked, nothing = (await web.get(f"/{code}/keep?plan=settle")).text, (await web.get(f"/{code}/offline")).text
    assert asked.count('data-say="ask"') == len(keep.SIZES)
    assert f'data-list="/offline/{code}.json?plan=settle"' in asked
    assert catalogue.phrase(parts, "offline.page", code).text in nothing
