"""Where people are helped: cities, offices and advice centres, partners."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    """An office or advice centre. None means unknown, never "no". Hours are in OpenStreetMap's opening_hours syntax."""

    id: str
    name: str
    city: str
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    phone: str | None
    url: str | None
    address: str | None
    hours: str | None
    walk_in: bool | None
    by_appointment: bool | None
    last_confirmed: date
    plans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class City:
    """A city and its places. Its name is a German name and said with the German voice."""

    id: str
    name: str
    emoji: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    """A counselling centre or diaspora office that hands the service out."""

    code: str
    name: str
    stage: str | None = None
    origin: str | None = None
    city: str | None = None
    languages: tuple[str, ...] = ()
