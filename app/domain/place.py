"""Where people are helped: cities, offices and advice centres, partners."""

from collections.abc import Mapping
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
    """A counselling centre or diaspora office that hands the service out.

    `names` and `greeting` are by language, in the partner's own words; `stage` and `origin` are what it says of those
    it sends, and so is its city where it names just one. `places` are its own and come first. `origins` are the web
    origins ("https://centre.example") whose pages may show the widget. `accent` is its colour ("#a8471f", "" for ours).
    `mail` takes what counsellors find wrong.
    """

    code: str
    names: Mapping[str, str]
    kind: str = "centre"
    greeting: Mapping[str, str] = field(default_factory=dict)
    stage: str | None = None
    origin: str | None = None
    cities: tuple[str, ...] = ()
    county: str | None = None
    languages: tuple[str, ...] = ()
    phone: str | None = None
    whatsapp: str | None = None
    mail: str | None = None
    url: str | None = None
    accent: str = ""
    origins: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def city(self) -> str | None:
        """The city of those it sends, where it works in one alone."""
        return self.cities[0] if len(self.cities) == 1 else None

    def speaks(self, language: str) -> bool:
        """Say whether it serves people in a language; where it names none, in all."""
        return not self.languages or language in self.languages

    def name(self, language: str) -> str:
        """Name it in a language; where it has no name in that one, by its first."""
        return self.names.get(language) or next(iter(self.names.values()))
