"""Places are kept true: who is due, what a partner says, what is written into the files, and what never is."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from app.cli import app
from app.content import amend
from app.content.load import BrokenContent, load
from app.domain.place_report import PlaceReport, Told
from app.service import compare, upkeep
from app.service.parts import Parts
from app.service.upkeep import BadReport, NoSuchReport
from app.settings import HOME, Settings
from app.sources.integreat import Integreat, Listed, Unreachable
from app.wiring import build
from tests.conftest import make_parts
from tests.fakes import integreat as fake
from tests.fakes.integreat import CLOSED, day, location

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
OFFICE, OWN = "duisburg-integration-einwanderung", "example-centre-advice"
AGENCY = """name = "Essen"  # a town
integreat_url = "https://integreat.app/essen"
integreat_region = "Essen"

# The first one.
[[places]]
id = "essen-office"
name = "Bürgeramt Essen"
needs = ["registration-office"]
phone = "+49 201 88-33222"  # the switchboard
hours = "Mo-Fr 08:00-12:00; PH off"
address = "Porschekanzel 1, 45127 Essen"
last_confirmed = 2025-01-31  # by telephone

# The second one, found by a friend.
[[places]]
id = "essen-advice"
name = "Beratung für alle"
needs = ["migration-advice"]
last_confirmed = 2026-11-20
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """A project of our own, whose files may change."""
    folder = tmp_path_factory.mktemp("kept")
    shutil.copytree(HOME / "content", folder / "home" / "content")
    (folder / "home" / "locales").symlink_to(HOME / "locales")
    (folder / "home" / "content" / "cities" / "essen.toml").write_text(AGENCY, encoding="utf-8")
    made = replace(make_parts(folder, home=folder / "home"), now=lambda: NOW)
    yield made
    made.database.close()


@pytest.fixture
def parts(whole: Parts) -> Iterator[Parts]:
    """The project without a report; afterwards its files are as they were."""
    before = {path: path.read_text(encoding="utf-8") for path in (whole.home / "content").glob("*/*.toml")}
    yield whole
    for path, text in before.items():
        path.write_text(text, encoding="utf-8")
    for one in upkeep.waiting(whole):
        upkeep.refuse(whole, one.number)


def say(parts: Parts, place: str, **change: Told) -> PlaceReport:
    return upkeep.report(parts, parts.library.partners["example-centre"], place, change)


def file(parts: Parts, name: str) -> str:
    return (parts.home / "content" / name).read_text(encoding="utf-8")


def test_those_not_confirmed_for_long_are_due_with_who_is_near(parts: Parts) -> None:
    listed = {one.place.id: one for one in upkeep.due(parts)}
    assert listed[OFFICE].partners == ("example-centre",)
    assert listed["essen-office"].partners == ()
    assert "essen-advice" not in listed
    assert OWN not in listed
    days = [one.place.last_confirmed for one in upkeep.due(parts)]
    assert days == sorted(days)
    assert len(upkeep.due(parts, 10_000)) == 0


def test_a_partner_confirms_what_is_its_own_or_in_its_city_and_nothing_else(parts: Parts) -> None:
    assert say(parts, OWN).number < say(parts, OFFICE).number
    with pytest.raises(BadReport, match="none of the partner's places"):
        say(parts, "essen-office")
    county = parts.library.partners["example-county"]
    with pytest.raises(BadReport):
        upkeep.report(parts, county, OFFICE, {})


def test_a_second_click_changes_nothing(parts: Parts) -> None:
    assert say(parts, OFFICE).number == say(parts, OFFICE).number
    assert say(parts, OFFICE).number != say(parts, OFFICE, phone="+49 203 1234567").number
    assert len(upkeep.waiting(parts)) == 2


# Read as: a field · what is said of it · the key of what is wrong, or nothing.
VALUES = [
    ("phone", "+49 203 283-0", ""),
    ("phone", None, ""),
    ("phone", "0203 2830", "phone"),
    ("phone", "call me", "phone"),
    ("url", "https://www.duisburg.de/amt?x=1", ""),
    ("url", "duisburg.de", "url"),
    ("url", "javascript:alert(1)", "url"),
    ("hours", "Mo-Fr 08:00-16:00; PH off", ""),
    ("hours", "montags von acht bis vier", "hours"),
    ("walk_in_hours", "Mo 08:00-10:00", ""),
    ("walk_in", True, ""),
    ("walk_in", None, ""),
    ("walk_in", "yes", "truth"),
    ("name", "", "long"),
    ("name", None, "name"),
    ("address", "x" * 501, "long"),
    ("languages", ["ro", "bg"], ""),
    ("languages", ["Romanian"], "languages"),
    ("needs", "registration-office", "field"),
    ("last_confirmed", "2026-11-21", "field"),
]


@pytest.mark.parametrize(("name", "value", "key"), VALUES)
def test_what_may_be_said_of_a_place(name: str, value: Told, key: str) -> None:
    assert upkeep.troubles({name: value}) == ({name: key} if key else {})


def test_a_confirmed_place_gets_the_day_and_nothing_else(parts: Parts) -> None:
    before = file(parts, "cities/duisburg.toml")
    say(parts, OFFICE)
    say(parts, OWN, hours="Mo-Th 09:00-15:00")
    (done,) = upkeep.apply_confirmed(parts)
    assert done.place == OFFICE
    changed = [pair for pair in zip(before.split("\n"), file(parts, "cities/duisburg.toml").split("\n"), strict=True)
               if pair[0] != pair[1]]  # fmt: skip
    assert changed == [("last_confirmed = 2023-12-31", "last_confirmed = 2026-11-21")]
    assert [one.place for one in upkeep.waiting(parts)] == [OWN], "what changes something is read first"


def test_a_change_keeps_comments_and_order(parts: Parts) -> None:
    kept = upkeep.keep(parts, PlaceReport("integreat", "essen-office", TODAY, {
        "phone": "+49 201 1", "hours": None, "by_appointment": True, "languages": ["ro", "bg"]}))  # fmt: skip
    upkeep.apply(parts, kept.number)
    assert file(parts, "cities/essen.toml") == AGENCY.replace("+49 201 88-33222", "+49 201 1").replace(
        'hours = "Mo-Fr 08:00-12:00; PH off"\n', ""
    ).replace(
        "last_confirmed = 2025-01-31", 'by_appointment = true\nlanguages = ["ro", "bg"]\nlast_confirmed = 2025-01-31'
    )


# Read as: who reports · which fields are taken, None for all · whether the place counts as confirmed.
CONFIRMING = [
    ("example-centre", None, True),
    ("example-centre", ["phone", "address"], True),
    ("example-centre", ["phone"], False),
    ("integreat", None, False),
    ("integreat", ["phone"], False),
]


@pytest.mark.parametrize(("who", "only", "confirmed"), CONFIRMING)
def test_only_a_partners_whole_word_confirms_a_place(
    parts: Parts, who: str, only: list[str] | None, confirmed: bool
) -> None:
    change: dict[str, Told] = {"phone": "+49 201 1", "address": "Neue Straße 1, 45127 Essen"}
    kept = upkeep.keep(parts, PlaceReport(who, "essen-office", TODAY, change))
    done = upkeep.apply(parts, kept.number, only)
    assert (done.fields, done.confirmed_on) == (tuple(only or change), TODAY if confirmed else None)
    place = load(parts.home / "content").cities["essen"].places[0]
    assert (place.phone, place.last_confirmed) == ("+49 201 1", TODAY if confirmed else date(2025, 1, 31))


def test_a_partners_own_place_is_written_into_its_own_file(parts: Parts) -> None:
    upkeep.apply(parts, say(parts, OWN, phone="+49 221 4710 102").number)
    told = file(parts, "partners/example-centre.toml")
    assert 'phone = "+49 221 4710 102"' in told
    assert "# a number kept free for made examples" in told
    (place,) = load(parts.home / "content").partners["example-centre"].places
    assert (place.phone, place.last_confirmed) == ("+49 221 4710 102", TODAY)


def test_only_the_fields_that_a_person_accepts_are_taken(parts: Parts) -> None:
    number = say(parts, OFFICE, phone="+49 203 1234567", address="Neue Straße 1, 47051 Duisburg").number
    with pytest.raises(NoSuchReport, match="says nothing of url, but of: phone, address"):
        upkeep.apply(parts, number, ["url"])
    upkeep.apply(parts, number, ["phone"])
    place = next(one for one in load(parts.home / "content").cities["duisburg"].places if one.id == OFFICE)
    assert (place.phone, place.address) == ("+49 203 1234567", None)
    with pytest.raises(NoSuchReport, match="applied already"):
        upkeep.apply(parts, number)


def test_what_would_break_the_content_changes_nothing(parts: Parts) -> None:
    before = file(parts, "cities/duisburg.toml")
    number = say(parts, OFFICE, walk_in=False, walk_in_hours="Mo 08:00-10:00").number
    with pytest.raises(BrokenContent, match="walk_in is false and yet there are walk_in_hours"):
        upkeep.apply(parts, number)
    assert file(parts, "cities/duisburg.toml") == before
    assert [one.number for one in upkeep.waiting(parts)] == [number]
    upkeep.refuse(parts, number)
    assert upkeep.waiting(parts) == ()
    with pytest.raises(NoSuchReport, match="refused already"):
        upkeep.refuse(parts, number)


def test_an_older_word_does_not_put_the_day_back(parts: Parts) -> None:
    old = upkeep.keep(parts, PlaceReport("example-centre", "essen-advice", date(2026, 1, 1)))
    upkeep.apply(parts, old.number)
    assert "last_confirmed = 2026-11-20" in file(parts, "cities/essen.toml")


def test_a_place_that_is_gone_is_said(parts: Parts) -> None:
    with pytest.raises(amend.NoSuchPlace, match='a place "gone"'):
        upkeep.apply(parts, upkeep.keep(parts, PlaceReport("integreat", "gone", TODAY)).number)


# Read as: what Integreat has of the office in Essen · what is different from ours.
LISTED = [
    ({}, {}),
    ({"phone": "+49 (0) 201 8833222"}, {}),
    ({"phone": "+49 201 99"}, {"phone": "+49 201 99"}),
    ({"address": "Porschekanzel 1, Essen"}, {}),
    ({"address": "Rathausplatz 1, 45127 Essen"}, {"address": "Rathausplatz 1, 45127 Essen"}),
    ({"url": "https://essen.example/"}, {"url": "https://essen.example/"}),
    ({"hours": "Mo,Tu,We,Th,Fr 08:00-12:00"}, {}),
    ({"hours": "Mo-Th 08:00-12:00"}, {"hours": "Mo-Th 08:00-12:00; PH off"}),
    ({"by_appointment": True}, {"by_appointment": True}),
]


@pytest.mark.parametrize(("there", "change"), LISTED)
def test_what_differs_is_told_field_by_field(parts: Parts, there: dict, change: dict) -> None:
    office = parts.library.cities["essen"].places[0]
    assert dict(compare.differences(office, Listed("Bürgeramt Essen", **there))) == change


def test_places_are_matched_by_telephone_or_name_and_each_once(parts: Parts) -> None:
    ours = parts.library.cities["essen"].places
    listed = (Listed("Stadt Essen", phone="0201/8833222".replace("0201/", "+49 201 ")), Listed("Bürgeramt in Essen"),
              Listed("Beratung für ALLE"))  # fmt: skip
    found = compare.compare(ours, listed)
    assert [(pair.place.id, pair.listed.name) for pair in found.pairs] == [
        ("essen-office", "Stadt Essen"),
        ("essen-advice", "Beratung für ALLE"),
    ]
    assert (found.only_ours, [one.name for one in found.only_theirs]) == ((), ["Bürgeramt in Essen"])


# Read as: what is on our door · on theirs · whether both have one telephone · whether they may be the same place.
NAMES = [
    ("Bürgeramt Essen", "Bürgeramt Essen", False, True),
    ("Bürgeramt Essen", "Stadt Essen", False, False),
    ("Bürgeramt Essen", "Stadt Essen", True, True),
    ("Bürgeramt Essen", "Jugendamt", True, False),
    ("Bürgeramt Essen", "Jugendamt", False, False),
]


@pytest.mark.parametrize(("ours", "theirs", "one_phone", "same"), NAMES)
def test_one_switchboard_makes_no_place_of_two_offices(
    parts: Parts, ours: str, theirs: str, one_phone: bool, same: bool
) -> None:
    office = replace(parts.library.cities["essen"].places[0], name=ours)
    assert bool(compare.like(office, Listed(theirs, phone=office.phone if one_phone else None))) is same


def test_an_import_shows_both_names_and_leaves_out_what_no_file_takes(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DROM_HOME", str(parts.home))
    monkeypatch.setenv("DROM_DATABASE_URL", f"sqlite:///{tmp_path / 'drom.sqlite3'}")
    office = location("Stadt Essen", phone_number="+49 201 88-33222", website="www.essen.example", appointment_url="x")
    advice = location("Beratung für alle", website="www.beratung.example")
    made = build(Settings())  # such a value may wait since before they were left out
    upkeep.keep(made, PlaceReport("integreat", "essen-advice", TODAY, {"url": "www.x.example"}))
    made.database.close()
    with fake.Integreat({}, {"essen": [office, advice]}) as server:
        monkeypatch.setenv("DROM_INTEGREAT_API_URL", server.url)
        told = CliRunner().invoke(app, ["places", "import", "essen"])
    assert told.exit_code == 0, told.output
    assert "Bürgeramt Essen = Stadt Essen?" in told.output
    assert 'essen-office: url "www.essen.example" is left out (write the whole address' in told.output
    assert 'essen-advice: url "www.beratung.example" is left out' in told.output
    reviewed = CliRunner().invoke(app, ["places", "review"], input="y\ny\n")
    assert reviewed.exit_code == 0, reviewed.output
    assert "essen-office: by_appointment, but not confirmed: the place stays as due as it was" in reviewed.output
    assert "nothing was changed: url: write the whole address" in reviewed.output
    assert reviewed.output.count("essen-advice") == 1, "where nothing can be written, nobody said that all holds"


def test_from_integreat_to_the_file_nothing_is_taken_over_unseen(parts: Parts) -> None:
    office = location(
        "Bürgeramt Essen",
        phone_number="0201 99-0",
        opening_hours=[day("07:00-12:00")] * 5 + [CLOSED] * 2,
        location={"address": "Porschekanzel 1", "postcode": "45127", "town": "Essen"},
    )
    with fake.Integreat({}, {"essen": [office]}) as server, httpx.Client() as client:
        source = Integreat(client, server.url)
        essen = parts.library.cities["essen"]
        found = compare.integreat(parts, source, essen)
        assert compare.keep(parts, found) == compare.keep(parts, found), "twice is once"
        with pytest.raises(Unreachable, match="no integreat_url"):
            compare.integreat(parts, source, parts.library.cities["duisburg"])
        with pytest.raises(Unreachable, match='no region "Kreis Recklinghausen"'):
            compare.integreat(parts, source, parts.library.cities["gladbeck"])
    (waiting,) = upkeep.waiting(parts)
    assert (waiting.partner, waiting.change) == (
        "integreat",
        {"phone": "+49 201 99-0", "hours": "Mo-Fr 07:00-12:00; PH off"},
    )
    assert file(parts, "cities/essen.toml") == AGENCY
    upkeep.apply(parts, waiting.number, ["hours"])
    assert 'hours = "Mo-Fr 07:00-12:00; PH off"' in file(parts, "cities/essen.toml")
    assert "88-33222" in file(parts, "cities/essen.toml")


def test_what_was_refused_is_asked_again_only_where_the_other_list_says_something_new(parts: Parts) -> None:
    ours = parts.library.cities["essen"].places

    def kept(**there: str) -> list[Mapping[str, Told]]:
        found = compare.compare(ours, (Listed("Bürgeramt Essen", **there),))
        return [one.change for one in compare.keep(parts, found)]

    old = {"phone": "+49 201 77", "url": "https://two.example"}
    assert kept(**old) == [old]
    (waiting,) = upkeep.waiting(parts)
    upkeep.refuse(parts, waiting.number)
    assert kept(**old) == []
    assert kept(**old, address="Rathausplatz 7, 45127 Essen") == [{"address": "Rathausplatz 7, 45127 Essen"}]
    assert kept(phone="+49 201 78") == [{"phone": "+49 201 78"}]
    assert say(parts, OFFICE, phone="+49 203 77").number, "a partner may say again what was refused"
