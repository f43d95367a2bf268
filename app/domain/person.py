"""Who somebody is to this service: language, plan, stage, origin, city. Nothing else, and all of it optional."""

from dataclasses import dataclass
from enum import StrEnum


class Plan(StrEnum):
    """What a person says about her migration. Hers to state and hers to change."""

    SETTLE = "settle"
    RETURN = "return"
    CIRCULAR = "circular"
    TRANSNATIONAL = "transnational"


class Stage(StrEnum):
    """Where on the road she is: still at home, in Germany, or about to leave."""

    BEFORE = "before"
    HERE = "here"
    LEAVING = "leaving"


class Origin(StrEnum):
    """Which home rules apply. A language is not an origin."""

    ROMANIA = "romania"
    BULGARIA = "bulgaria"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Person:
    """All that routing may look at. None (and an empty language) means: she has not said."""

    language: str = ""
    plan: Plan | None = None
    stage: Stage | None = None
    origin: Origin | None = None
    city: str | None = None
