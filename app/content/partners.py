"""Read content/partners: who hands the service out, one file each."""

from collections.abc import Iterable
from pathlib import Path

from app.content.cities import Complains, read_places
from app.content.schema import PartnerFile
from app.domain.library import Library
from app.domain.place import Partner


def partners(
    reader: Complains, files: Iterable[tuple[Path, str, PartnerFile]], phrases: frozenset[str]
) -> dict[str, Partner]:
    """Make the partners; their places are in the city that each names, else in their first, or in none."""
    found = {}
    for path, code, data in files:
        places = read_places(reader, path, next(iter(data.cities), ""), data, phrases)
        found[code] = Partner(code=code, places=places, **data.model_dump(exclude={"places"}))
    return found


def check(reader: Complains, folder: Path, library: Library) -> None:
    """Complain of what leads nowhere: cities that are not there or not the partner's, ids given twice."""
    taken = {place.id for city in library.cities.values() for place in city.places}
    for partner in library.partners.values():
        path = folder / "partners" / f"{partner.code}.toml"
        for city in partner.cities:
            if city not in library.cities:
                reader.complain(path, "cities", "unknown-city", f'there is no city "{city}"')
        for place in partner.places:
            if place.city and place.city not in partner.cities:
                advice = f'"{place.city}" is none of the partner\'s cities: write it into `cities`, or another one here'
                reader.complain(path, place.id, "unknown-city", advice)
            if place.id in taken:
                reader.complain(path, place.id, "same-id", "two places have this id: begin it with the partner's code")
            taken.add(place.id)
