"""Read opening hours in OpenStreetMap's syntax ("Mo-Fr 08:00-16:00; PH off"), with the holidays of the state."""

from datetime import datetime

from opening_hours import OpeningHours, validate

from app.domain.hours import ZONE

HOLIDAYS = "PH off"
# The library knows the holidays of all Germany. North Rhine-Westphalia has two more: Fronleichnam and Allerheiligen.
STATE_HOLIDAYS = "; Nov 01,easter +60 days off"
SINCE = datetime(2026, 1, 1, tzinfo=ZONE)
ADVICE = 'is not in OpenStreetMap\'s syntax; write it like "Mo-Fr 08:00-16:00; PH off", hours with two digits'


class Hours:
    """A schedule that can be asked. Raises ValueError, in words, where the text cannot be read."""

    def __init__(self, text: str) -> None:
        if not validate(text):
            raise ValueError(f'"{text}" {ADVICE}')
        self.text = text
        full = text.replace(HOLIDAYS, HOLIDAYS + STATE_HOLIDAYS)
        self._hours = OpeningHours(full, timezone=ZONE, country="DE")
        # Nobody is helped by "perhaps"; and what stands in a comment would be taken for open.
        if '"' in text or "unknown" in text or not (self.is_open(SINCE) or self.next_change(SINCE)):
            raise ValueError(f'"{text}" is never open, or only perhaps, or has a comment: leave it out')

    def __str__(self) -> str:
        return self.text

    def is_open(self, moment: datetime) -> bool:
        """Say whether somebody is there."""
        return self._hours.is_open(moment.astimezone(ZONE))

    def next_change(self, moment: datetime) -> datetime | None:
        """Give the next opening or closing after a moment; None where there is none."""
        return self._hours.next_change(moment.astimezone(ZONE))
