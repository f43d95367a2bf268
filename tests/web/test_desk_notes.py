"""The desk's pages of notes and addresses: a partner writes, confirms and corrects; nothing is public by itself."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import httpx
import pytest
from sqlalchemy import bindparam, insert

from app.domain.note import Status
from app.main import create_fastapi, wrap
from app.service import desk as desks
from app.service import note, upkeep
from app.service.note_rules import ADVICE as NOTE_ADVICE
from app.service.parts import Parts
from app.service.upkeep import ADVICE as PLACE_ADVICE
from app.store.statement import Statement
from app.store.tables import tokens
from app.web.compiled import Compiled
from app.web.desk_door import COOKIE
from tests.conftest import make_parts, withdraw_notes

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OURS = {"Sec-Fetch-Site": "same-origin"}
OFFICE, OWN = "duisburg-integration-einwanderung", "example-centre-advice"
GOOD = {"about": "register-address", "first": "2026-11-21", "last": "2026-12-31", "text-de": "Montags ist zu.", "text-ro": "Luni este închis."}  # fmt: skip
TOKEN = Statement(insert(tokens).values({name: bindparam(name) for name in ("id", "partner", "hash", "made_on")}))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    made = replace(make_parts(tmp_path_factory.mktemp("desk")), now=lambda: NOW)
    for partner in ("example-centre", "example-county"):
        made.database.run(lambda tx, code=partner: tx.run(TOKEN, id=code, partner=code, hash="", made_on="2026-11-21"))
    yield made
    made.database.close()


@pytest.fixture
def parts(whole: Parts) -> Parts:
    """A desk on which nothing lies."""
    withdraw_notes(whole)
    for report in upkeep.waiting(whole):
        upkeep.refuse(whole, report.number)
    return whole


def seat(parts: Parts, partner: str = "example-centre") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(wrap(create_fastapi(parts), parts))
    cookies = {COOKIE: desks.write_pass(parts, partner)}
    return httpx.AsyncClient(transport=transport, base_url="http://drom.test", headers=OURS, cookies=cookies)


async def test_nobody_comes_in_without_a_pass_and_no_other_site_sends_its_forms(parts: Parts) -> None:
    stranger = seat(parts, "example-nobody")
    for path in ("/desk/notes", "/desk/places"):
        assert (await stranger.get(path)).headers["location"].startswith("/desk/login")
        assert (await stranger.post(path, data=GOOD)).status_code in {303, 405}
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/desk/notes", f"/desk/places/{OWN}", f"/desk/places/{OWN}/true", "/desk/notes/1/withdraw"):
        assert (await seat(parts).post(path, data=GOOD, headers=foreign)).status_code == 403
    assert upkeep.waiting(parts) == ()


@pytest.mark.parametrize(("lang", "state"), [("de", "wartet auf ein Ja"), ("ro", "așteaptă aprobarea"), ("bg", "чака одобрение")])  # fmt: skip
async def test_a_note_is_written_waits_and_is_taken_back(parts: Parts, lang: str, state: str) -> None:
    web = seat(parts)
    sent = await web.post(f"/desk/notes?lang={lang}", data=GOOD)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/desk/notes?lang={lang}&done=sent")
    page = (await web.get(sent.headers["location"])).text
    assert 'role="status"' in page
    assert state in page
    assert '<p lang="ro">Luni este închis.</p>' in page
    (kept,) = [one for one in note.listed(parts, "example-centre") if one.status is Status.WAITING]
    assert (kept.about, kept.first_day, kept.last_day) == ("register-address", date(2026, 11, 21), date(2026, 12, 31))
    assert set(kept.texts) == {"de", "ro"}, "languages left empty are not there"
    gone = await web.post(f"/desk/notes/{kept.number}/withdraw?lang={lang}")
    assert gone.headers["location"] == f"/desk/notes?lang={lang}&done=gone"
    assert note.find(parts, kept.number).status is Status.WITHDRAWN


async def test_a_partner_sees_and_takes_back_only_its_own(parts: Parts) -> None:
    await seat(parts).post("/desk/notes", data=GOOD)
    kept = note.listed(parts, "example-centre")[-1]
    other = seat(parts, "example-county")
    assert "Luni este închis." not in (await other.get("/desk/notes")).text
    assert (await other.post(f"/desk/notes/{kept.number}/withdraw")).headers["location"].endswith("done=missing")
    assert note.find(parts, kept.number).status is Status.WAITING
    assert (await other.post("/desk/notes/99999/withdraw")).headers["location"].endswith("done=missing")


# Read as: what is changed in the form · the language of the desk · what the page says.
REFUSED = [
    ({"text-de": "Rufen Sie an: 0203 123456."}, "de", "Deutsch: „0203 123456“ ist nicht Ihre Nummer"),
    ({"text-ro": "Vezi www.primarie.example"}, "ro", "duce în altă parte"),
    ({"text-de": "", "text-ro": " "}, "bg", "Напишете текста поне на един език."),
    ({"last": "2027-11-21"}, "de", "366 Tage, höchstens 90"),
    ({"last": ""}, "de", "Geben Sie den ersten und den letzten Tag an."),
    ({"first": "soon"}, "de", "Geben Sie den ersten und den letzten Tag an."),
    ({"about": "<script>"}, "de", "Wählen Sie eine Karte oder ein Thema."),
    ({"text-bg": "<b>Оо</b>"}, "de", "Bulgarisch: „b“ in „b“ ist kein Buchstabe"),
]


@pytest.mark.parametrize(("changed", "lang", "said"), REFUSED)
async def test_what_is_wrong_is_said_and_the_form_keeps_what_was_written(
    parts: Parts, changed: dict[str, str], lang: str, said: str
) -> None:
    before = len(note.listed(parts))
    answer = await seat(parts).post(f"/desk/notes?lang={lang}", data=GOOD | changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert (changed.get("text-ro") or GOOD["text-ro"]) in answer.text
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text
    assert len(note.listed(parts)) == before


async def test_every_trouble_has_its_words_on_the_desk(parts: Parts) -> None:
    wanted = {f"notes.wrong-{key}" for key in NOTE_ADVICE} | {f"places.wrong-{key}" for key in PLACE_ADVICE}
    assert wanted - parts.library.desk.keys() == set()


def a_second_later(web: httpx.AsyncClient) -> None:
    """Let the layer that keeps answers look again whether they still hold."""
    layer = web._transport.app  # type: ignore[attr-defined]
    while not isinstance(layer, Compiled):
        layer = layer.app
    layer._check_at = 0.0


async def test_a_public_note_is_on_the_api_with_its_partner_until_it_is_taken_back(parts: Parts) -> None:
    web = seat(parts)
    await web.post("/desk/notes", data=GOOD)
    number = note.listed(parts)[-1].number
    path = "/api/v1/cards/register-address?lang=ro&city=duisburg"
    assert (await web.get(path)).json()["notes"] == []
    note.approve(parts, number, "native speaker")
    a_second_later(web)
    assert (await web.get(path)).json()["notes"] == [
        {"partner": "Consilierea Musterplatz", "text": "Luni este închis.", "date": "2026-11-21", "audio": None}
    ]
    assert (await web.get("/api/v1/cards/register-address?lang=ro")).json()["notes"] == []
    sent = await web.get("/api/v1/cards/register-address?lang=ro&partner=example-centre")
    assert [one["text"] for one in sent.json()["notes"]] == ["Luni este închis."]
    wrong = await web.get("/api/v1/cards/register-address?lang=ro&partner=nobody")
    assert (wrong.status_code, "example-centre" in wrong.json()["detail"]) == (422, True)
    note.withdraw(parts, number)
    a_second_later(web)
    assert (await web.get(path)).json()["notes"] == []


def form_of(page: str, place: str) -> dict[str, str]:
    """Read what a browser would send for a place where nothing was touched."""
    text = re.search(rf'<article class="figures" id="{place}">.*?</article>', page, re.DOTALL)
    assert text
    found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', text.group()))
    for name, options in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', text.group(), re.DOTALL):
        found[name] = re.findall(r'value="(\w*)" selected', options)[0]
    return found | dict.fromkeys(re.findall(r'name="(language-\w+)" checked', text.group()), "on")


async def test_what_still_holds_is_confirmed_with_one_tap(parts: Parts) -> None:
    web = seat(parts)
    page = (await web.get("/desk/places")).text
    assert "Zuletzt bestätigt am 31.12.2023 <strong>Das ist lange her.</strong>" in page
    sent = await web.post(f"/desk/places/{OFFICE}/true")
    assert sent.headers["location"] == "/desk/places?lang=de&done=sent"
    (waiting,) = upkeep.waiting(parts)
    assert (waiting.partner, waiting.place, waiting.change) == ("example-centre", OFFICE, {})
    page = (await web.get(sent.headers["location"])).text
    assert "Danke. Ihre Meldung ist angekommen." in page
    assert page.count("Ihre Meldung wartet.") == 1


@pytest.mark.parametrize("place", [OWN, OFFICE, "duisburg-kommunales-integrationszentrum"])
async def test_an_untouched_form_changes_nothing(parts: Parts, place: str) -> None:
    web = seat(parts)
    await web.post(f"/desk/places/{place}", data=form_of((await web.get("/desk/places")).text, place))
    assert [one.change for one in upkeep.waiting(parts)] == [{}]


async def test_only_what_differs_is_reported(parts: Parts) -> None:
    web = seat(parts)
    form = form_of((await web.get("/desk/places")).text, OWN)
    changed = form | {"phone": "+49 221 4710 102", "hours": "", "walk_in": "no", "language-rmy": "on"}
    changed.pop("language-tr")
    assert (await web.post(f"/desk/places/{OWN}", data=changed)).status_code == 303
    (waiting,) = upkeep.waiting(parts)
    assert waiting.change == {
        "phone": "+49 221 4710 102",
        "hours": None,
        "walk_in": False,
        "languages": ["ro", "rmy", "bg", "de"],
    }


async def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_is_kept(parts: Parts) -> None:
    web = seat(parts)
    form = form_of((await web.get("/desk/places")).text, OWN) | {"hours": "immer <vormittags>", "phone": "0221 1"}
    answer = await web.post(f"/desk/places/{OWN}?lang=ro", data=form)
    assert answer.status_code == 422
    assert "<details open>" in answer.text
    assert 'value="immer &lt;vormittags&gt;"' in answer.text
    assert "Cu prefixul țării: +49 203 12345" in answer.text
    assert f'aria-invalid="true" aria-describedby="{OWN}-hours-wrong"' in answer.text
    assert upkeep.waiting(parts) == ()


async def test_another_towns_places_are_not_hers_to_change(parts: Parts) -> None:
    web = seat(parts, "example-county")
    assert "Für Ihre Stelle ist noch keine Adresse eingetragen." in (await web.get("/desk/places")).text
    answer = await web.post(f"/desk/places/{OFFICE}", data={"phone": "+49 1234567"})
    assert answer.status_code == 422
    assert "Diese Stelle gehört nicht zu Ihnen oder Ihren Städten." in answer.text
    assert upkeep.waiting(parts) == ()
