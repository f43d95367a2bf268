"""Where people are helped: cities, offices and advice centres, partners."""

from dataclasses import dataclass, field
from datetime import date

from app.domain.hours import Schedule


@dataclass(frozen=True, slots=True)
class Place:
    """An office or advice centre. None means unknown, never "no".

    `hours` and `walk_in_hours` are in OpenStreetMap's opening_hours syntax: when somebody is there, and when one may
    come without an appointment. `schedule` reads those that matter to a person who comes: the latter where known.
    `way` names the phrase ("way.…") that tells how this place works.
    """

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
    walk_in_hours: str | None = None
    way: str = ""
    schedule: Schedule | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class City:
    """A city and its places. Its name is a German name and said with the German voice.

    `also` are places of other cities that help its people, because it has none of its own. `url` is the city's page;
    `integreat_url` and `integreat_region` say where its pages in the Integreat app are, and under which name.
    """

    id: str
    name: str
    emoji: str
    places: tuple[Place, ...]
    also: tuple[Place, ...] = ()
    url: str | None = None
    integreat_url: str | None = None
    integreat_region: str | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """A counselling centre or diaspora office that hands the service out."""

    code: str
    name: str
    stage: str | None = None
    origin: str | None = None
    city: str | None = None
    languages: tuple[str, ...] = ()
