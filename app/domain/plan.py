"""Three answers suggest a plan; the person confirms or changes it."""

from enum import StrEnum

from app.domain.person import Plan


class Stay(StrEnum):
    """How long she means to stay."""

    FOR_GOOD = "for-good"
    SOME_YEARS = "some-years"
    SOME_MONTHS = "some-months"
    UNSURE = "unsure"


class Family(StrEnum):
    """Where her closest family lives."""

    WITH_ME = "with-me"
    AT_HOME = "at-home"
    SEVERAL_COUNTRIES = "several-countries"
    ALONE = "alone"


class Travel(StrEnum):
    """How she travels."""

    RARELY = "rarely"
    EVERY_SEASON = "every-season"
    SEVERAL_COUNTRIES = "several-countries"


def suggest(stay: Stay, family: Family, travel: Travel) -> Plan:
    """Name the plan that three answers point to. The first rule that fits wins (docs/decisions/003-plan-rules.md)."""
    if travel is Travel.SEVERAL_COUNTRIES:
        return Plan.TRANSNATIONAL
    if travel is Travel.EVERY_SEASON or stay is Stay.SOME_MONTHS:
        return Plan.CIRCULAR
    if stay is Stay.FOR_GOOD:
        return Plan.SETTLE
    if family is Family.SEVERAL_COUNTRIES:
        return Plan.TRANSNATIONAL
    if stay is Stay.SOME_YEARS:
        return Plan.RETURN
    return Plan.TRANSNATIONAL if family is Family.WITH_ME else Plan.RETURN
