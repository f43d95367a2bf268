"""A new arrival hears first what matters to her plan, of all topics; before the trip and at its end, something else."""

import pytest

from app.content.load import load
from app.domain.library import Library
from app.domain.person import Person, Plan, Stage
from app.domain.route import cards_for, first_for
from app.settings import HOME

# The four cards that a talk offers first. Read as: her plan · where she is (None: not said) · the cards in their order.
FIRST = [
    # Nobody's plan: what everybody needs, one card of each topic.
    (None, None, "register-address who-is-insured enrol-child free-advice"),
    # She stays with her family: the address, the family insurance, the school.
    ("settle", None, "register-address family-insurance enrol-child who-is-insured"),
    ("settle", "here", "register-address family-insurance enrol-child register-family"),
    # She has children at home: S1, then child benefit across borders.
    ("return", None, "family-at-home children-at-home register-address who-is-insured"),
    ("return", "here", "family-at-home children-at-home register-address who-is-insured"),
    # She comes for a season: the short stay, insurance in a short job with A1, then the card EHIC; no Kita.
    ("circular", None, "short-stay season-insurance european-card free-advice"),
    ("circular", "here", "short-stay season-insurance european-card short-stay-school"),
    # She moves on: periods that add up, then papers to keep; only then what arriving needs.
    ("transnational", None, "several-countries certificates register-address who-is-insured"),
    ("transnational", "here", "several-countries certificates register-address register-family"),
    # Before the trip: what to bring, whatever the plan.
    ("settle", "before", "papers-from-home who-is-insured free-advice coming-first-time"),
    ("circular", "before", "short-stay papers-from-home season-insurance european-card"),
    # When she leaves: what to end and what to take along.
    ("return", "leaving", "certificates free-advice going-home landlord-paper"),
    ("transnational", "leaving", "deregister leaving-insurance certificates leave-school"),
]


@pytest.fixture(scope="module")
def library() -> Library:
    return load(HOME / "content")


def person(plan: str | None, stage: str | None) -> Person:
    return Person("de", Plan(plan) if plan else None, Stage(stage) if stage else None)


@pytest.mark.parametrize(("plan", "stage", "cards"), FIRST)
def test_the_first_cards_are_those_of_the_plan(library: Library, plan: str, stage: str, cards: str) -> None:
    assert " ".join(card.id for card in first_for(person(plan, stage), library)[:4]) == cards


@pytest.mark.parametrize("stage", [None, *Stage])
@pytest.mark.parametrize("plan", [None, *Plan])
def test_what_comes_first_loses_no_card_and_tells_none_twice(library: Library, plan: str, stage: str) -> None:
    somebody = person(plan, stage)
    offered = {card.id for topic in library.topics for card in cards_for(topic, somebody, library)}
    told = [card.id for card in first_for(somebody, library)]
    assert set(told) == offered
    assert len(told) == len(offered)


def test_every_plan_opens_with_cards_of_its_own(library: Library) -> None:
    assert set(library.first) == set(Plan)
    named = [card for cards in library.first.values() for card in cards]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("stage", [None, "here"])
def test_the_list_of_several_countries_is_near_the_top_for_one_who_moves_on(library: Library, stage: str) -> None:
    cards = [card.id for card in cards_for("help", person("transnational", stage), library)]
    assert cards[:2] == ["free-advice", "several-countries"]
