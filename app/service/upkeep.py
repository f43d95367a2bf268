"""Keep places true: which are due, what partners and other sources say of them, and what a person takes over."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.content import amend
from app.content.hours import Hours
from app.domain.place import Partner, Place
from app.domain.place_report import FIELDS, PlaceReport, Status, Told
from app.language import corrections
from app.service.note import today
from app.service.parts import Parts
from app.sources.integreat import NAME as INTEGREAT
from app.store import place_reports
from app.store.statement import Transaction

DUE_DAYS = 180
MOST_CHARACTERS = 500
MOST_WAITING = 200  # of a partner: more than its cities have places
PHONE = re.compile(r"\+[0-9][0-9 ()/-]{5,24}")
CODE = re.compile(r"[a-z]{2,3}")
URL = re.compile(r"https?://[^\s/]+\.[^\s]+")
TRUTHS = {"walk_in", "by_appointment"}
ADVICE: Mapping[str, str] = {
    "many": "too much waits already: let it be decided on first",
    "place": "this is none of the partner's places, and none in its cities",
    "field": "there is no such field of a place",
    "name": "a place needs its name",
    "long": f"more than {MOST_CHARACTERS} characters",
    "phone": "write it with the country's code: +49 203 12345",
    "url": "write the whole address: https://…",
    "hours": "not in OpenStreetMap's syntax; write it like Mo-Fr 08:00-16:00; PH off",
    "truth": "say yes, no, or nothing",
    "languages": "a list of codes of languages",
}


class NoSuchReport(LookupError):
    """There is no such report, or somebody has decided on it already."""


class BadReport(ValueError):
    """A report that cannot be kept. `troubles` maps a field (or "place") to a key of ADVICE."""

    def __init__(self, troubles: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {ADVICE[key]}" for name, key in troubles.items()))
        self.troubles = dict(troubles)


@dataclass(frozen=True, slots=True)
class Due:
    """A place that nobody has confirmed for long, and the partners that could."""

    place: Place
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written into the file of a place. `confirmed_on` is None where nobody said that all of it is true."""

    place: str
    fields: tuple[str, ...]
    confirmed_on: date | None


def places(parts: Parts) -> Mapping[str, Place]:
    """Give all places by their ids: those of the cities, then the partners' own."""
    lists = [city.places for city in parts.library.cities.values()]
    lists += [partner.places for partner in parts.library.partners.values()]
    return {place.id: place for listed in lists for place in listed}


def due(parts: Parts, days: int = DUE_DAYS) -> tuple[Due, ...]:
    """List the places that were last confirmed more than so many days ago, the longest first."""
    before = today(parts) - timedelta(days=days)
    old = [place for place in places(parts).values() if place.last_confirmed < before]
    listed = (Due(place, _near(parts, place)) for place in sorted(old, key=lambda place: place.last_confirmed))
    return tuple(listed)


def _near(parts: Parts, place: Place) -> tuple[str, ...]:
    partners = parts.library.partners.values()
    return tuple(partner.code for partner in partners if place.id in {one.id for one in of(parts, partner)})


def of(parts: Parts, partner: Partner) -> tuple[Place, ...]:
    """List the places that a partner may speak for: its own, then those of its cities."""
    cities = (parts.library.cities[name] for name in partner.cities if name in parts.library.cities)
    return (*partner.places, *(place for city in cities for place in city.places))


def report(parts: Parts, partner: Partner, place: str, change: Mapping[str, Told]) -> PlaceReport:
    """Keep what a partner says of a place until somebody has decided. Raises BadReport."""
    known = {one.id: one for one in of(parts, partner)}
    if place not in known:
        raise BadReport({"place": "place"})
    if wrong := troubles(change):
        raise BadReport(wrong)
    if sum(one.partner == partner.code for one in waiting(parts)) >= MOST_WAITING:
        raise BadReport({"place": "many"})
    return keep(parts, PlaceReport(partner.code, place, today(parts), change))


def keep(parts: Parts, made: PlaceReport) -> PlaceReport:
    """Keep a report; what waits already is kept once, so that a second click changes nothing."""

    def once(tx: Transaction) -> int:
        for other in place_reports.waiting(tx):
            if (other.partner, other.place, other.change) == (made.partner, made.place, made.change):
                return other.number
        return place_reports.add(tx, made)

    return replace(made, number=parts.database.run(once))


def troubles(change: Mapping[str, Told]) -> dict[str, str]:
    """Find what cannot be kept of a change: field and key of ADVICE."""
    return {name: key for name, value in change.items() if (key := _trouble(name, value))}


def _trouble(name: str, value: Told) -> str:
    """Give the key of ADVICE for what is wrong with a value; empty where it can be kept."""
    if name not in FIELDS:
        return "field"
    if value is None:
        return "name" if name == "name" else ""
    if name in TRUTHS:
        return "" if isinstance(value, bool) else "truth"
    if name == "languages":
        return "" if isinstance(value, list) and all(map(CODE.fullmatch, value)) else "languages"
    return _trouble_in_text(name, value) if isinstance(value, str) else "long"


def _trouble_in_text(name: str, value: str) -> str:
    if not 0 < len(value) <= MOST_CHARACTERS:
        return "long"
    if name in {"hours", "walk_in_hours"}:
        return "" if _readable(value) else "hours"
    pattern = {"phone": PHONE, "url": URL}.get(name)
    return "" if pattern is None or pattern.fullmatch(value) else name


def _readable(hours: str) -> bool:
    try:
        Hours(hours)
    except ValueError:
        return False
    return True


def waiting(parts: Parts) -> tuple[PlaceReport, ...]:
    """List the reports that nobody has decided on, the oldest first."""
    return parts.database.run(place_reports.waiting)


def refused(parts: Parts, partner: str) -> tuple[PlaceReport, ...]:
    """List what a partner or source said and somebody refused."""
    return parts.database.run(lambda tx: place_reports.refused(tx, partner))


def find(parts: Parts, number: int) -> PlaceReport:
    """Give a report that waits. Raises NoSuchReport."""
    found = parts.database.run(lambda tx: place_reports.find(tx, number))
    if found is None:
        raise NoSuchReport(f"there is no report {number}; `drom places reported` lists those that wait")
    if found.status is not Status.WAITING:
        raise NoSuchReport(f"report {number} is {found.status} already")
    return found


def compared(place: Place, change: Mapping[str, Told]) -> Iterator[tuple[str, object, Told]]:
    """Put the fields of a report beside ours: (field, what we say, what the report says)."""
    for name, value in change.items():
        ours = getattr(place, name)
        yield name, list(ours) if isinstance(ours, tuple) else ours, value


def apply(parts: Parts, number: int, only: Collection[str] | None = None) -> Written:
    """Write a report into the file of its place, of its fields `only` these. A running server shows it once restarted.

    The place counts as confirmed where a partner's report is taken over whole: another list was never at its door, and
    whoever takes a part of a report does not believe the rest. The content is loaded with it first. Raises
    NoSuchReport, BadReport, NoSuchPlace and BrokenContent: then nothing is changed.
    """
    found = find(parts, number)
    for name in only or ():
        if name not in found.change:
            raise NoSuchReport(
                f"report {number} says nothing of {name}, but of: {', '.join(found.change) or 'nothing'}"
            )
    change = {name: value for name, value in found.change.items() if only is None or name in only}
    if wrong := troubles(change):
        raise BadReport(wrong)
    content = parts.home / "content"
    day = found.reported_on if found.partner != INTEGREAT and change == found.change else None
    path, text = amend.amended(content, found.place, change, day)
    amend.attempt(content, {path: text})
    corrections.replace({path: text})
    parts.database.run(lambda tx: place_reports.decide(tx, number, Status.APPLIED))
    return Written(found.place, tuple(change), day)


def apply_confirmed(parts: Parts) -> Iterator[Written]:
    """Take over at once all reports that change nothing: the places were looked at, and all holds."""
    for found in waiting(parts):
        if not found.change:
            yield apply(parts, found.number)


def refuse(parts: Parts, number: int) -> PlaceReport:
    """Leave a place as it is. Raises NoSuchReport."""
    found = find(parts, number)
    parts.database.run(lambda tx: place_reports.decide(tx, number, Status.REFUSED))
    return replace(found, status=Status.REFUSED)
