"""The shape of the content files: what stands in them, and nothing else."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

PlanKey = Literal["settle", "return", "circular", "transnational", "unknown"]
StageKey = Literal["before", "here", "leaving", "unknown"]
OriginKey = Literal["romania", "bulgaria", "other", "unknown"]
PlanGiven = Literal["settle", "return", "circular", "transnational"]
StageGiven = Literal["before", "here", "leaving"]
OriginGiven = Literal["romania", "bulgaria", "other"]
LanguageKey = Literal["ro", "bg", "tr", "rmy", "de"]
# An origin is scheme, host and port (RFC 6454); http only on the machine itself, for trying it out.
WebOrigin = Annotated[
    str, Field(pattern=r"^(https://[a-z0-9.-]+(:[0-9]+)?|http://(localhost|127\.0\.0\.1)(:[0-9]+)?)$")
]
Weight = Literal[0, 1, 2, 3]
Kind = Literal["duration", "age", "money", "number", "percent", "date", "phone", "web", "name", "right"]
Unit = Literal["", "day", "week", "month", "year", "EUR", "RON", "BGN"]


class Strict(BaseModel):
    """A table in which a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FactFile(Strict):
    """One table of content/facts/*.toml. `research` names where the editors found it."""

    kind: Kind
    statement: str
    value: int | float | str | date | None = None
    unit: Unit = ""
    legal_basis: str
    source_url: str = Field(pattern=r"^https://")
    publisher: str
    checked_on: date
    review_by: date
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: Literal["high", "medium"] = "high"
    may_change: str = ""
    research: str = ""


class WhenFile(Strict):
    """For whom a step is."""

    plan: frozenset[PlanKey] = frozenset()
    stage: frozenset[StageKey] = frozenset()
    origin: frozenset[OriginKey] = frozenset()


class StepFile(Strict):
    """One [[steps]] table of a card."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    emoji: str
    text: str
    when: WhenFile = WhenFile()
    facts: tuple[str, ...] = ()


class PriorityFile(Strict):
    """How much a card matters: 0 is hidden, 3 comes first."""

    plan: dict[PlanKey, Weight]
    stage: dict[StageKey, Weight]


class CardFile(Strict):
    """content/<topic>/<card>.toml."""

    emoji: str
    label: str
    title: str
    needs: tuple[str, ...] = ()
    local: bool = False
    next: tuple[str, ...] = ()
    priority: PriorityFile
    steps: tuple[StepFile, ...] = Field(min_length=1)


class TopicFile(Strict):
    """content/<topic>/topic.toml."""

    emoji: str
    label: str
    cards: tuple[str, ...]


class FirstFile(Strict):
    """content/first.toml: the cards that a new arrival hears first, by her plan."""

    plan: dict[PlanGiven, tuple[str, ...]]


class PlaceFile(Strict):
    """One [[places]] table of a city. What is left out is unknown. Hours are in OpenStreetMap's syntax.

    `walk_in_hours` stand apart from `hours` where one may come without an appointment only then.
    """

    id: str
    name: str
    needs: tuple[str, ...] = Field(min_length=1)
    languages: tuple[str, ...] = ()
    phone: str | None = None
    url: str | None = None
    address: str | None = None
    hours: str | None = None
    walk_in_hours: str | None = None
    walk_in: bool | None = None
    by_appointment: bool | None = None
    plans: tuple[PlanKey, ...] = ()
    way: str = ""
    last_confirmed: date


class PartnerPlaceFile(PlaceFile):
    """One [[places]] table of a partner. Where `city` is left out, it is the partner's first."""

    city: str = ""


class CityFile(Strict):
    """content/cities/<city>.toml. `also` names places of other cities that help here too."""

    name: str
    emoji: str = "🏙️"
    url: str | None = Field(default=None, pattern=r"^https://")
    integreat_url: str | None = Field(default=None, pattern=r"^https://integreat\.app/")
    integreat_region: str | None = None
    also: tuple[str, ...] = ()
    places: tuple[PlaceFile, ...] = ()


class PartnerFile(Strict):
    """content/partners/<code>.toml; docs/partners.md explains each key."""

    kind: Literal["centre", "diaspora-office"]
    names: dict[LanguageKey, str] = Field(min_length=1)
    greeting: dict[LanguageKey, str] = {}
    stage: StageGiven | None = None
    origin: OriginGiven | None = None
    cities: tuple[str, ...] = ()
    county: str | None = None
    languages: tuple[LanguageKey, ...] = ()
    phone: str | None = Field(default=None, pattern=r"^\+[0-9 ]{7,20}$")
    whatsapp: str | None = Field(default=None, pattern=r"^\+[0-9 ]{7,20}$")
    mail: str | None = Field(default=None, pattern=r"^[^@\s?&]+@[^@\s?&]+$")
    url: str | None = Field(default=None, pattern=r"^https://")
    accent: str = Field(default="", pattern=r"^(#[0-9a-f]{6})?$")
    origins: tuple[WebOrigin, ...] = ()
    places: tuple[PartnerPlaceFile, ...] = ()
