"""Read content/cities: each city's own places, and those of other cities that help its people as well."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from app.content.hours import Hours
from app.content.schema import CityFile, PartnerFile, PlaceFile
from app.domain.place import City, Place

Files = Mapping[str, tuple[Path, CityFile]]


class Complains(Protocol):
    """Whoever remembers what is wrong in a file: path, place in it, rule, advice."""

    def complain(self, path: Path, place: str, rule: str, advice: str) -> None:
        """Remember a problem."""
        ...


def cities(reader: Complains, files: Files, phrases: frozenset[str]) -> dict[str, City]:
    """Make the cities. A place that stands nowhere, a way without its phrase and unreadable hours are complained of."""
    own = {name: read_places(reader, path, name, data, phrases) for name, (path, data) in files.items()}
    known = [place for places in own.values() for place in places]
    by_id = {place.id: place for place in known}
    if len(by_id) < len(known):
        _complain_of_twins(reader, files)
    found = {}
    for name, (path, data) in files.items():
        for other in data.also:
            if other not in by_id or by_id[other] in own[name]:
                advice = f'no other city has a place "{other}"; write its id or take it out'
                reader.complain(path, "also", "unknown-place", advice)
        also = tuple(by_id[other] for other in data.also if other in by_id)
        fields = data.model_dump(exclude={"places", "also"})
        found[name] = City(id=name, places=own[name], also=also, **fields)
    return found


def read_places(
    reader: Complains, path: Path, city: str, data: CityFile | PartnerFile, phrases: frozenset[str]
) -> tuple[Place, ...]:
    """Make the places of a file, in `city` where they name none of their own.

    A way without its phrase and unreadable hours are complained of.
    """
    for place in data.places:
        if place.way and f"way.{place.way}" not in phrases:
            advice = f"there is no [way.{place.way}] in content/phrases.toml; write it there first"
            reader.complain(path, place.id, "unknown-way", advice)
    return tuple(_place(reader, path, city, place) for place in data.places)


def _place(reader: Complains, path: Path, city: str, data: PlaceFile) -> Place:
    fields = data.model_dump()
    fields["city"] = fields.get("city") or city
    fields["hours"] = data.hours or data.walk_in_hours
    fields["walk_in"] = True if data.walk_in_hours else data.walk_in
    if data.walk_in_hours and data.walk_in is False:
        reader.complain(path, data.id, "hours", "walk_in is false and yet there are walk_in_hours: take one out")
    schedules: dict[str, Hours] = {}
    for key in ("hours", "walk_in_hours"):
        if written := getattr(data, key):
            try:
                schedules[key] = Hours(written)
            except ValueError as error:
                reader.complain(path, data.id, "hours", f"{key}: {error}")
    schedule = schedules.get("walk_in_hours") or schedules.get("hours")
    return Place(schedule=schedule, **fields)


def _complain_of_twins(reader: Complains, files: Files) -> None:
    seen: set[str] = set()
    for path, data in files.values():
        for place in data.places:
            if place.id in seen:
                reader.complain(path, place.id, "same-id", "two places have this id: begin it with the city's name")
            seen.add(place.id)
