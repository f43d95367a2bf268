"""Tell a place: how to reach it, whether it is open, and how it works; or where to look when none is known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote_plus

from app.domain.hours import Opening, opening, openings
from app.domain.library import Library
from app.domain.place import City, Place
from app.domain.text import Line
from app.flow.say import line

MAP = "https://www.openstreetmap.org/search?query="
SHORT = 32  # characters of a web address that somebody can type while listening


def place_line(library: Library, place: Place) -> Line:
    """Say a place by the best that is known of it: its telephone, its address, or its name."""
    if place.phone:
        return line(library, "place.phone", place=place.name, phone=place.phone)
    if place.address:
        return line(library, "place.address", place=place.name, address=place.address)
    return line(library, "place.name", place=place.name)


def place_lines(library: Library, place: Place, now: datetime) -> tuple[Line, ...]:
    """Tell a place as it is at a moment: how to reach it, when it is open, and whether one needs an appointment.

    Where it works in a way of its own, that is said instead, and the way says what is needed.
    """
    found = [place_line(library, place), *_page(library, place)]
    if place.way:
        found.append(_extra(library, f"way.{place.way}"))
    if place.schedule:
        found.append(_hours(library, opening(place.schedule, now)))
    if not place.way and (key := _coming(place)):
        found.append(_extra(library, key))
    return tuple(found)


def all_place_lines(library: Library, place: Place, start: datetime) -> Iterator[Line]:
    """List what can be said of a place in a year, but for what has nothing to fill in: phrases stand for themselves."""
    yield place_line(library, place)
    yield from _page(library, place)
    for one in openings(place.schedule, start) if place.schedule else ():
        yield _hours(library, one)


def city_lines(library: Library, city: City) -> tuple[Line, ...]:
    """Say where the city keeps its local detail: in the Integreat app, else on its own page."""
    if city.integreat_url and city.integreat_region:
        return (_extra(library, "city.integreat", page=bare(city.integreat_url), region=city.integreat_region),)
    return (_extra(library, "city.page", page=bare(city.url)),) if city.url else ()


def unknown_lines(library: Library, city: City) -> tuple[Line, ...]:
    """Say that we know no such place in her city, whom to call, and where to look."""
    return (_extra(library, "place.unknown"), *city_lines(library, city))


def bare(url: str) -> str:
    """Write a web address as people type it: "duisburg.de"."""
    return url.removeprefix("https://").removeprefix("www.").rstrip("/")


def _page(library: Library, place: Place) -> tuple[Line, ...]:
    """Give the page of a place that can be reached in no other way, if somebody can type it."""
    page = bare(place.url or "")
    silent = not place.phone and not place.address and 0 < len(page) <= SHORT
    return (_extra(library, "place.web", page=page),) if silent else ()


def told_lines(library: Library, place: Place, now: datetime) -> tuple[Line, ...]:
    """Tell a place in a talk, with a link to a map: a messenger makes a telephone number a link, and an address not."""
    lines = place_lines(library, place, now)
    return (*lines, _extra(library, "place.map", map=map_of(place.address))) if place.address else lines


def map_of(address: str) -> str:
    """Give the web address of a map that shows an address."""
    return f"{MAP}{quote_plus(address)}"


def _coming(place: Place) -> str:
    """Choose what to say of appointments; nothing where nothing is known."""
    if place.walk_in:
        return "place.walk-in"
    if place.by_appointment:
        return "place.appointment-only" if place.walk_in is False else "place.appointment"
    return ""


def _hours(library: Library, said: Opening) -> Line:
    return replace(_extra(library, f"hours.{said.key}"), values=said.values)


def _extra(library: Library, key: str, **values: str) -> Line:
    return replace(line(library, key, **values), extra=True)
