"""Which cards, steps and places are for this person. The plan decides order, steps and places, nothing else."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from app.domain.card import UNKNOWN, Card, Step
from app.domain.library import Library
from app.domain.person import Origin, Person, Plan, Stage
from app.domain.place import Partner, Place


@lru_cache(maxsize=8192)
def steps_for(card: Card, person: Person) -> tuple[Step, ...]:
    """Pick the steps that are said to this person, in the card's order."""
    return tuple(step for step in card.steps if step.when.fits(person))


def priority(card: Card, person: Person) -> int:
    """Weigh a card for a person: 0 is hidden, 3 comes first. The weaker of plan and stage counts."""
    return min(
        card.priority.get(key, {}).get(given or UNKNOWN, 1)
        for key, given in (("plan", person.plan), ("stage", person.stage))
    )


@lru_cache(maxsize=4096)
def cards_for(topic: str, person: Person, library: Library) -> tuple[Card, ...]:
    """Order the cards of a topic for a person; hidden ones and those with nothing to say to her are left out."""
    cards = [library.cards[card] for card in library.topics[topic].cards]
    fitting = [card for card in cards if priority(card, person) and steps_for(card, person)]

    def weight(card: Card) -> tuple[int, int]:
        return -priority(card, person), -card.priority.get("plan", {}).get(person.plan or UNKNOWN, 1)

    return tuple(sorted(fitting, key=weight))


def first_for(person: Person, library: Library) -> tuple[Card, ...]:
    """List the cards of all topics: those that open the way for her plan, then those that matter most to her.

    Weights alone cannot choose the first ones: too many cards weigh most, and the weaker of plan and stage counts,
    which makes plans alike as long as nobody has said a stage. Before the trip and when she leaves, something else
    comes first: what to bring, what to end.
    """
    cards = [card for topic in library.topics for card in cards_for(topic, person, library)]
    arrived = person.stage in (None, Stage.HERE)
    opening = library.first.get(person.plan or UNKNOWN, ()) if arrived else ()

    def weight(card: Card) -> tuple[int, int]:
        return opening.index(card.id) if card.id in opening else len(opening), -priority(card, person)

    return tuple(sorted(cards, key=weight))


def everybody(language: str) -> Iterator[Person]:
    """List everybody there can be, but for the city, which changes no step."""
    for plan, stage, origin in product((None, *Plan), (None, *Stage), (None, *Origin)):
        yield Person(language, plan, stage, origin)


@lru_cache(maxsize=256)
def versions(card: Card) -> Mapping[tuple[Step, ...], Person]:
    """List every form that a card has, each with one person who hears it; the same for all languages."""
    return {steps_for(card, person): person for person in everybody("")}


def hears(step: Step, plan: str) -> bool:
    """Say whether a plan ("unknown" where none is said) may hear a step, at some stage and origin."""
    return not step.when.plan or plan in step.when.plan


def differs(card: Card, one: str, other: str) -> bool:
    """Say whether a card tells one plan something else than another."""
    return any(hears(step, one) != hears(step, other) for step in card.steps)


@lru_cache(maxsize=8192)
def next_for(card: Card, person: Person, library: Library) -> tuple[Card, ...]:
    """Name the cards worth hearing after this one: what matters to her plan first, then what the editors name."""
    named = [library.cards[name] for name in card.next]
    others = [other for other in cards_for(card.topic, person, library) if other not in named]
    following = [other for other in (*named, *others) if other.id != card.id and priority(other, person)]
    return tuple(sorted(following, key=lambda other: -priority(other, person)))


def questions_for(card: Card, person: Person) -> tuple[str, ...]:
    """Name what must be asked before this card can be answered well: "stage", "origin", "city"; empty mostly."""
    possible = [step for step in card.steps if hears(step, person.plan or UNKNOWN)]
    asked = []
    if person.stage is None and any(step.when.stage for step in possible):
        asked.append("stage")
    if person.origin is None and any(step.when.origin for step in possible):
        asked.append("origin")
    if person.city is None and card.local:
        asked.append("city")
    return tuple(asked)


def own_places(partner: Partner | None, person: Person) -> tuple[Place, ...]:
    """Give a partner's places, but for those in another city than hers."""
    here = {"", person.city}
    return tuple(place for place in partner.places if not person.city or place.city in here) if partner else ()


def places_for(
    needs: tuple[str, ...], person: Person, library: Library, first: tuple[Place, ...] = ()
) -> tuple[Place, ...]:
    """Find who helps with these needs in the person's city (in all cities where none is given).

    `first` are places that come before all others, as a partner's own. Then the order is that of the needs; places made
    for her plan, that speak her language, that are in her city come first.
    """
    named = library.cities.get(person.city or "")
    cities = [named] if named else list(library.cities.values())
    listed = dict.fromkeys((*first, *(place for city in cities for place in (*city.places, *city.also))))
    places = [place for place in listed if set(needs) & set(place.needs)]

    def weight(place: Place) -> tuple[bool, int, bool, bool, bool]:
        need = min(needs.index(name) for name in place.needs if name in needs)
        other_plan = bool(place.plans) and person.plan not in place.plans
        elsewhere = named is not None and place.city != named.id
        return place not in first, need, other_plan, person.language not in place.languages, elsewhere

    return tuple(sorted(places, key=weight))
