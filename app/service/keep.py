"""What a phone keeps so that Drom works without the internet: what lasts, and how big it is said to be."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from app.domain.person import Person
from app.domain.place import Place
from app.service import catalogue
from app.service.board import Board
from app.service.parts import Parts

MEGABYTE = 1_000_000
SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50)  # megabytes that are said; their sentences are spoken ahead


def lasting(parts: Parts) -> Parts:
    """Leave out what holds only now: a page kept for a week must not say that an office is open, nor an old note."""
    library = parts.library
    cities = {
        name: replace(city, places=_lasting(city.places), also=_lasting(city.also))
        for name, city in library.cities.items()
    }
    partners = {code: replace(one, places=_lasting(one.places)) for code, one in library.partners.items()}
    return replace(parts, library=replace(library, cities=cities, partners=partners), board=Board())


def _lasting(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(replace(place, schedule=None) for place in places)


def wholes(parts: Parts, person: Person) -> dict[str, tuple[str, ...]]:
    """Name the clip of each whole card of a person, and the clips that it is made of: a phone can join them itself."""
    found = {}
    for _, _, cards in catalogue.topics(parts, person):
        for one in cards:
            with suppress(catalogue.Missing):
                told = catalogue.card(parts, one.id, person)
                if told.clip:
                    found[told.clip.id] = catalogue.spoken(parts, told.said, person.language)
    return found
