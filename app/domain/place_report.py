"""What somebody says of a place that we tell people about: all is still true, or this has changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Told = str | bool | list[str] | None  # None takes a value out: nobody knows it any more
FIELDS = (
    "name",
    "phone",
    "url",
    "address",
    "hours",
    "walk_in_hours",
    "walk_in",
    "by_appointment",
    "languages",
)


class Status(StrEnum):
    """What became of a report. Nothing stands in a file before a person applied it."""

    WAITING = "waiting"
    APPLIED = "applied"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """`partner` says who tells: a partner's code, or the name of a source. `change` is empty where all still holds.

    `number` is 0 until it is kept.
    """

    partner: str
    place: str
    reported_on: date
    change: Mapping[str, Told] = field(default_factory=dict)
    status: Status = Status.WAITING
    number: int = 0
