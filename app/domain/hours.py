"""When a place is open, as a person is told: open until four, opens today, opens on Monday."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import IntEnum
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
DAY, WEEK = timedelta(days=1), 7
YEAR = timedelta(days=366)
MIDNIGHT = time()


class Weekday(IntEnum):
    """A day of the week; its name is a word of each language. Monday is 0, as in datetime."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class Schedule(Protocol):
    """Opening hours that can be asked. A moment is aware of its time zone; what comes back is in ZONE."""

    def is_open(self, moment: datetime) -> bool:
        """Say whether somebody is there."""
        ...

    def next_change(self, moment: datetime) -> datetime | None:
        """Give the next opening or closing after a moment; None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Opening:
    """What is said of the hours: the end of a phrase's key ("open" for "hours.open"), and what goes into it."""

    key: str
    values: Mapping[str, time | Weekday] = field(default_factory=dict)


def opening(schedule: Schedule, now: datetime) -> Opening:
    """Choose what to say at a moment. A weekday alone means one of the six days to come, so that it is never wrong."""
    change = schedule.next_change(now)
    if schedule.is_open(now):
        return _open(change, now)
    if change is None:
        return Opening("closed")
    days = (change.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days
    return _opens("closed" if days > WEEK else "week" if days == WEEK else "day" if days else "today", change)


def openings(schedule: Schedule, start: datetime) -> tuple[Opening, ...]:
    """List everything that can be said of these hours in the year from a moment on, so that it can be spoken ahead."""
    found: list[Opening] = []
    moment, end = start, start + YEAR
    while (change := schedule.next_change(moment)) is not None and change < end:
        if schedule.is_open(change):
            found += [_opens(key, change) for key in ("today", "day", "week")]
        else:
            found.append(_open(change, moment))
        moment = change
    return tuple(one for number, one in enumerate(found) if one not in found[:number])


def _open(change: datetime | None, now: datetime) -> Opening:
    """Midnight is where hours without a named end stop ("17:30+"), so it is not said as a time of closing."""
    if change is None or change - now > DAY or change.time() == MIDNIGHT:
        return Opening("now")
    return Opening("open", {"time": change.time()})


def _opens(key: str, change: datetime) -> Opening:
    local = change.astimezone(ZONE)
    values: Mapping[str, time | Weekday] = {"time": local.time(), "day": Weekday(local.weekday())}
    wanted = {"today": ("time",), "day": ("day", "time"), "week": ("day", "time")}.get(key, ())
    return Opening(key, {name: values[name] for name in wanted})
