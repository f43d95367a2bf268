"""Cities: what an editor gets wrong is named with its file, and what the six cities must have is there."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from app.content import partners
from app.content.cities import cities
from app.content.load import Reader
from app.content.schema import CityFile, PartnerFile
from app.domain.library import Library
from app.domain.person import Person
from app.domain.place import City
from app.domain.route import own_places, places_for
from app.service.parts import Parts
from app.settings import HOME

CITIES = ("dortmund", "duisburg", "essen", "gladbeck", "hagen", "oer-erkenschwick")
PHRASES = frozenset(f"way.{key}" for key in tomllib.loads((HOME / "content" / "phrases.toml").read_text())["way"])
OFFICE = 'id = "a-office"\nname = "Amt"\nneeds = ["registration-office"]\nlast_confirmed = 2026-11-21\n'


def read(folder: Path) -> tuple[dict[str, City], list[str]]:
    reader = Reader(folder)
    files = {name: (path, data) for path, name, data in reader.files("cities", CityFile)}
    found = cities(reader, files, PHRASES)
    return found, [str(problem) for problem in reader.problems]


def library(found: dict[str, City]) -> Library:
    return Library({}, {}, {}, {}, found, {})


# Read as: what stands in the place · above the places · and what is said.
BROKEN = [
    ('hours = "Mo 9-12"', "", "content/cities/a.toml:3: a-office: error[hours]: hours: \"Mo 9-12\" is not in OpenStreetMap's"),
    ('walk_in_hours = "morgens"', "", "walk_in_hours: \"morgens\" is not in OpenStreetMap's"),
    ('walk_in_hours = "Mo 09:00-12:00"\nwalk_in = false', "", "take one out"),
    ('way = "school-berlin"', "", "there is no [way.school-berlin]"),
    ("", 'also = ["b-office"]\n', 'no other city has a place "b-office"'),
    ("", 'also = ["a-office"]\n', 'no other city has a place "a-office"'),
    (f"[[places]]\n{OFFICE}", "", "two places have this id"),
    ("", 'url = "http://a.example"\n', "url"),
    ("", 'integreat_url = "https://integreat.example/"\n', "integreat_url"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "city", "told"), BROKEN)
def test_a_broken_city_is_named(tmp_path: Path, place: str, city: str, told: str) -> None:
    (tmp_path / "content" / "cities").mkdir(parents=True)
    (tmp_path / "content" / "cities" / "a.toml").write_text(f'name = "A"\n{city}[[places]]\n{OFFICE}{place}\n')
    assert told in " ".join(read(tmp_path / "content")[1])


def test_hours_without_an_appointment_are_those_that_are_told(tmp_path: Path) -> None:
    (tmp_path / "content" / "cities").mkdir(parents=True)
    hours = 'hours = "Mo-Fr 08:00-16:00"\nwalk_in_hours = "Tu 09:00-12:00"\n'
    (tmp_path / "content" / "cities" / "a.toml").write_text(f'name = "A"\n[[places]]\n{OFFICE}{hours}')
    office = read(tmp_path / "content")[0]["a"].places[0]
    assert (office.hours, office.walk_in_hours, office.walk_in) == ("Mo-Fr 08:00-16:00", "Tu 09:00-12:00", True)
    assert office.schedule is not None
    assert str(office.schedule) == "Tu 09:00-12:00"


def test_the_six_cities_are_whole() -> None:
    found, problems = read(HOME / "content")
    assert problems == []
    assert set(CITIES) <= set(found)
    assert [name for name in CITIES if not found[name].url] == []


# What nobody could find is left out, and the person is told to call 115 or to look at the city's page.
NEEDS = ["registration-office", "school-advice", "clearing-health", "free-clinic", "migration-advice", "work-advice"]


@pytest.mark.parametrize("need", NEEDS)
def test_somebody_helps_in_every_city_or_near(need: str) -> None:
    found, _ = read(HOME / "content")
    person = Person("ro")
    without = [name for name in CITIES if not places_for((need,), Person("ro", city=name), library(found))]
    assert without == []
    assert len(places_for((need,), person, library(found))) == len(set(places_for((need,), person, library(found))))


# Read as: the city · where a child's way to school begins · how.
SCHOOL = [
    ("dortmund", "dortmund-dienstleistungszentrum-bildung", "school-dortmund"),
    ("duisburg", "duisburg-kommunales-integrationszentrum", "school-duisburg"),
    ("essen", "essen-kommunales-integrationszentrum", "school-essen"),
    ("hagen", "hagen-kommunales-integrationszentrum", "school-hagen"),
    ("gladbeck", "gladbeck-amt-fuer-bildung", "school-kreis"),
    ("oer-erkenschwick", "gladbeck-kommunales-integrationszentrum-kreis", "school-kreis"),
]


@pytest.mark.parametrize(("city", "place", "way"), SCHOOL)
def test_each_city_has_its_own_way_to_school(city: str, place: str, way: str) -> None:
    found, _ = read(HOME / "content")
    first = places_for(("school-advice",), Person("ro", city=city), library(found))[0]
    assert (first.id, first.way) == (place, way)


PARTNER = 'kind = "centre"\nnames = { de = "Beratung" }\ncities = ["essen", "duisburg"]\n'
# Read as: what the place says of its city · where it is then · and what is said.
PARTNERS = [
    ("", "essen", []),
    ('city = "duisburg"', "duisburg", []),
    ('city = "hagen"', "hagen", ['"hagen" is none of the partner\'s cities']),
]


@pytest.mark.parametrize(("given", "city", "told"), PARTNERS)
def test_a_partner_of_several_cities_says_where_each_place_is(
    tmp_path: Path, parts: Parts, given: str, city: str, told: list[str]
) -> None:
    (tmp_path / "partners").mkdir()
    (tmp_path / "partners" / "a.toml").write_text(f"{PARTNER}[[places]]\n{OFFICE}{given}\n")
    reader = Reader(tmp_path)
    found = partners.partners(reader, reader.files("partners", PartnerFile), PHRASES)
    partners.check(reader, tmp_path, replace(parts.library, partners=found))
    assert [place.city for place in own_places(found["a"], Person("ro", city=city))] == [city]
    assert own_places(found["a"], Person("ro", city="dortmund")) == ()
    problems = [str(problem) for problem in reader.problems]
    assert len(problems) == len(told)
    assert all(map(str.__contains__, problems, told))
