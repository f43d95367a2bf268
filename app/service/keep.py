"""What a phone keeps so that Drom works without the internet: what lasts, and how big it is said to be."""

from contextlib import suppress
from dataclasses import replace

from app.domain.person import Person
from app.domain.place import City
from app.service import catalogue
from app.service.parts import Parts

MEGABYTE = 1_000_000
SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50)  # megabytes that are said; their sentences are spoken ahead


def lasting(parts: Parts) -> Parts:
    """Leave out what holds only now: a page kept for a week must not say that an office is open."""
    cities = {name: _lasting(city) for name, city in parts.library.cities.items()}
    return replace(parts, library=replace(parts.library, cities=cities))


def _lasting(city: City) -> City:
    places, also = (tuple(replace(place, schedule=None) for place in found) for found in (city.places, city.also))
    return replace(city, places=places, also=also)


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
