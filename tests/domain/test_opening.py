"""What is said of opening hours: never a weekday that could be taken for another, never a time that is not known."""

from datetime import datetime, time

import pytest

from app.content.hours import Hours
from app.domain.hours import ZONE, Opening, Weekday, opening, openings

CLINIC = "Mo,Th 09:00-11:00; PH off"

# Read as: the hours · at that moment · what is said.
SAID = [
    (CLINIC, "2026-11-23 10:00", Opening("open", {"time": time(11)})),
    (CLINIC, "2026-11-23 08:00", Opening("today", {"time": time(9)})),
    (CLINIC, "2026-11-23 11:00", Opening("day", {"time": time(9), "day": Weekday.THURSDAY})),
    (CLINIC, "2026-11-22 23:59", Opening("day", {"time": time(9), "day": Weekday.MONDAY})),
    ("Mo 09:00-11:00", "2026-11-23 12:00", Opening("week", {"time": time(9), "day": Weekday.MONDAY})),
    ("Mo 09:00-11:00", "2026-11-24 00:00", Opening("day", {"time": time(9), "day": Weekday.MONDAY})),
    ("2026 Dec 14 09:00-11:00", "2026-11-23 12:00", Opening("closed")),
    ("2026 Nov 14 09:00-11:00", "2026-11-23 12:00", Opening("closed")),
    ("24/7", "2026-11-23 12:00", Opening("now")),
    ("Mo-Su 00:00-24:00; Dec 24 off", "2026-11-23 12:00", Opening("now")),
    ("Mo 17:30+", "2026-11-23 18:00", Opening("now")),  # until when is not known
]


@pytest.mark.parametrize(("hours", "now", "said"), SAID)
def test_hours_in_words(hours: str, now: str, said: Opening) -> None:
    assert opening(Hours(hours), datetime.fromisoformat(now).replace(tzinfo=ZONE)) == said


@pytest.mark.parametrize("hours", [CLINIC, "Mo-Fr 08:00-12:00,13:00-16:00; Sa 09:30-12:30; PH off", "Mo 17:30+"])
def test_everything_that_is_said_in_a_year_can_be_spoken_ahead(hours: str) -> None:
    schedule = Hours(hours)
    ahead = openings(schedule, datetime(2026, 11, 21, 12, 0, tzinfo=ZONE))
    assert len(ahead) == len({(one.key, tuple(one.values.values())) for one in ahead})
    for day in range(1, 29):
        for hour in range(24):
            said = opening(schedule, datetime(2027, 2, day, hour, 15, tzinfo=ZONE))
            assert said in ahead or not said.values
