"""Integreat's lists are read from a server like theirs; what is no list is said, and nothing else happens."""

from collections.abc import Iterator

import httpx
import pytest

from app.sources.integreat import Integreat, Listed, Unreachable, hours, phone
from tests.fakes import integreat as fake
from tests.fakes.integreat import CLOSED, day, location

WEEK = [day("10:00-13:00", "15:00-18:00")] * 2 + [CLOSED, day("10:00-13:00", "15:00-18:00"), day("10:00-14:00")]
NEW = location(
    "Welcome Point",
    contacts=[
        {"name": "A", "area_of_responsibility": "Schule", "phone_number": "0231 99", "website": None},
        {
            "name": None,
            "area_of_responsibility": None,
            "phone_number": "+49 (0) 231 500",
            "website": "https://point.example/",
        },
    ],
    opening_hours=[*WEEK, CLOSED, CLOSED],
    location={"address": "Hauptstraße 2", "postcode": "44137", "town": "Dortmund"},
)
OLD = location("Amt", phone_number="0231 50-0", website="https://amt.example/", temporarily_closed=True)


@pytest.fixture
def server() -> Iterator[fake.Integreat]:
    with fake.Integreat({"Kreis Recklinghausen": "kreis-re"}, {"dortmund": [NEW, OLD], "kreis-re": []}) as running:
        yield running


@pytest.fixture
def source(server: fake.Integreat) -> Iterator[Integreat]:
    with httpx.Client() as client:
        yield Integreat(client, server.url)


def test_places_are_read_from_a_newer_and_from_an_older_server(source: Integreat) -> None:
    new, old = source.places("dortmund")
    assert new == Listed(
        "Welcome Point",
        "+49 231 500",
        "https://point.example/",
        "Hauptstraße 2, 44137 Dortmund",
        "Mo-Tu,Th 10:00-13:00,15:00-18:00; Fr 10:00-14:00",
        page="http://localhost/testtown/de/locations/test/",
    )
    assert (old.phone, old.url, old.hours, old.closed) == ("+49 231 50-0", "https://amt.example/", None, True)


@pytest.mark.parametrize("name", ["Kreis Recklinghausen", "Recklinghausen"])
def test_a_region_is_found_by_its_name(source: Integreat, name: str) -> None:
    assert source.region(name) == "kreis-re"
    assert source.places("kreis-re") == ()


def test_a_region_that_is_not_there_is_said(source: Integreat) -> None:
    with pytest.raises(Unreachable, match='no region "Atlantis": mend integreat_region'):
        source.region("Atlantis")
    with pytest.raises(Unreachable, match="404"):
        source.places("atlantis")


def test_a_server_out_of_order_is_said(server: fake.Integreat, source: Integreat) -> None:
    server.trouble(status=503)
    with pytest.raises(Unreachable, match="try again later"):
        source.places("dortmund")


def test_something_else_than_a_list_is_said(server: fake.Integreat, source: Integreat) -> None:
    server.locations = {"dortmund": {"detail": "moved"}}  # type: ignore[dict-item]
    with pytest.raises(Unreachable, match="list: has the address changed"):
        source.places("dortmund")


def test_numbers_that_are_no_texts_are_read_too(server: fake.Integreat, source: Integreat) -> None:
    where = {"address": "Weg 1", "postcode": 44137, "town": "Dortmund"}
    server.locations = {"dortmund": [location("Amt", phone_number=23150, website=False, location=where)]}
    (amt,) = source.places("dortmund")
    assert (amt.phone, amt.url, amt.address) == ("23150", None, "Weg 1, 44137 Dortmund")


@pytest.mark.parametrize(
    "broken",
    [{"contacts": ["x"]}, {"contacts": 5}, {"opening_hours": 7}, {"opening_hours": [5] * 7}, {"location": "x"}],
)
def test_a_place_that_is_written_otherwise_is_named(
    server: fake.Integreat, source: Integreat, broken: dict[str, object]
) -> None:
    server.locations = {"dortmund": [location("Amt", **broken)]}
    with pytest.raises(Unreachable, match='writes "Amt" of dortmund in a way that is not theirs'):
        source.places("dortmund")


# Read as: seven days · how they are written in OpenStreetMap's syntax.
HOURS = [
    ([day("08:00-16:00")] * 5 + [CLOSED] * 2, "Mo-Fr 08:00-16:00"),
    ([day("08:00-16:00"), CLOSED] * 3 + [CLOSED], "Mo,We,Fr 08:00-16:00"),
    ([day("14:00-16:00", "08:00-12:00")] + [CLOSED] * 6, "Mo 08:00-12:00,14:00-16:00"),
    ([day(allDay=True)] * 7, "Mo-Su 00:00-24:00"),
    ([day(appointmentOnly=True)] * 5 + [CLOSED] * 2, None),
    ([day("08:00-12:00"), day("08:00-12:00", appointmentOnly=True)] + [CLOSED] * 5, "Mo 08:00-12:00"),
    ([CLOSED] * 7, None),
    ([], None),
]


@pytest.mark.parametrize(("days", "written"), HOURS)
def test_hours_are_written_as_openstreetmap_does(days: list[dict], written: str | None) -> None:
    assert hours(days) == written


def test_who_asks_for_an_appointment_on_all_days_is_by_appointment(server: fake.Integreat, source: Integreat) -> None:
    server.locations = {"dortmund": [location("Amt", opening_hours=[day(appointmentOnly=True)] * 5 + [CLOSED] * 2)]}
    (amt,) = source.places("dortmund")
    assert (amt.hours, amt.by_appointment) == (None, True)


@pytest.mark.parametrize(
    ("written", "number"),
    [("0231 5 00", "+49 231 5 00"), ("+49 (0) 231 500", "+49 231 500"), ("+40 21 5", "+40 21 5"), ("0049 231", "+49 231"), ("", None)],
)  # fmt: skip
def test_a_number_gets_its_country(written: str, number: str | None) -> None:
    assert phone(written) == number
