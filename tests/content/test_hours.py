"""Opening hours are read as OpenStreetMap writes them, with the holidays of North Rhine-Westphalia."""

from datetime import UTC, datetime

import pytest

from app.content.hours import Hours
from app.domain.hours import ZONE

OFFICE = "Mo,Tu 08:00-17:00; We,Fr 08:00-12:00; Th 08:00-18:00; Sa 09:30-12:30; PH off"

# Read as: at that moment in Germany · it is open · and it changes then.
MOMENTS = [
    ("2026-11-21 12:00", True, "2026-11-21 12:30"),
    ("2026-11-21 12:30", False, "2026-11-23 08:00"),
    ("2026-11-23 07:59", False, "2026-11-23 08:00"),
    ("2026-12-25 10:00", False, "2026-12-28 08:00"),  # Christmas, then a Saturday that is the second day of it
    ("2027-05-27 10:00", False, "2027-05-28 08:00"),  # Fronleichnam: not in all of Germany
    ("2027-11-01 10:00", False, "2027-11-02 08:00"),  # Allerheiligen: neither
    ("2027-01-06 10:00", True, "2027-01-06 12:00"),  # Three Kings is no holiday here
    ("2027-03-28 10:00", False, "2027-03-30 08:00"),  # summer time begins, and it is Easter
]


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZONE)


@pytest.mark.parametrize(("now", "is_open", "change"), MOMENTS)
def test_an_office_opens_and_closes(now: str, is_open: bool, change: str) -> None:
    hours = Hours(OFFICE)
    assert (hours.is_open(at(now)), hours.next_change(at(now))) == (is_open, at(change))


def test_the_clock_of_the_server_may_be_any() -> None:
    assert Hours(OFFICE).is_open(datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
    assert not Hours(OFFICE).is_open(datetime(2026, 11, 23, 6, 59, tzinfo=UTC))


WRONG = ["Montag 8-12", "Mo-Fr 8-12", "Mo 25:00-26:00", "", "off", "Mo-Fr 08:00-12:00 unknown", '"by appointment"']


@pytest.mark.parametrize("written", WRONG)
def test_what_helps_nobody_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValueError, match=r"Mo-Fr 08:00-16:00|never open"):
        Hours(written)
