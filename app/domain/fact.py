"""One checked value, with its legal basis, its source and the dates between which it may be said."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """How a value is written and said."""

    DURATION = "duration"
    AGE = "age"
    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    PHONE = "phone"
    WEB = "web"
    NAME = "name"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` is a number, an ISO date or a string, as `kind` says; `unit` is day, week, month, year, EUR … or empty.

    A `right` has no value: its statement is the fact. `statement` is German and meant for counsellors.
    """

    id: str
    kind: Kind
    statement: str
    value: int | float | str | None
    unit: str
    legal_basis: str
    source_url: str
    publisher: str
    checked_on: date
    review_by: date
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: str = "high"
    may_change: str = ""

    def holds_on(self, day: date) -> bool:
        """Say whether the fact may be said on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def is_due_on(self, day: date) -> bool:
        """Say whether somebody has to look at the source again."""
        return day > self.review_by
