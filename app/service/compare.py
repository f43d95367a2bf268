"""Put our places beside another list, field by field; what differs becomes a report that a person reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.content.hours import Hours
from app.domain.hours import ZONE
from app.domain.place import City, Place
from app.domain.place_report import PlaceReport, Told
from app.service import upkeep
from app.service.note import today
from app.service.parts import Parts
from app.sources.integreat import NAME, Integreat, Listed, Unreachable

ALIKE = 0.6  # of the words of both names
MONDAY = datetime(2026, 11, 9, tzinfo=ZONE)  # of a week without a holiday
HOLIDAYS = "PH off"
NOT_DIGIT = re.compile(r"\D")
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Pair:
    """One of our places, the same place in the other list, and what is different there.

    `left_out` is what differs too but cannot be written into our files ("www.x.de"): field and key of upkeep.ADVICE.
    """

    place: Place
    listed: Listed
    change: dict[str, Told]
    left_out: dict[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came out: pairs, ours that the other list does not have, and theirs that we do not have."""

    pairs: tuple[Pair, ...]
    only_ours: tuple[Place, ...]
    only_theirs: tuple[Listed, ...]


def integreat(parts: Parts, source: Integreat, city: City) -> Comparison:
    """Compare the places of a city with Integreat's. Raises Unreachable. Nothing is kept."""
    if not city.integreat_url or not city.integreat_region:
        raise Unreachable(f"{city.name} has no integreat_url and integreat_region in content/cities/{city.id}.toml")
    slug = city.integreat_url.removeprefix("https://integreat.app").strip("/").split("/")[0]
    listed = source.places(slug or source.region(city.integreat_region))
    own = [place for partner in parts.library.partners.values() for place in partner.places if place.city == city.id]
    return compare((*city.places, *own), listed)


def keep(parts: Parts, found: Comparison) -> tuple[PlaceReport, ...]:
    """Keep what differs as reports, for a person to accept field by field; what was refused is not asked again."""
    no = [(one.place, *told) for one in upkeep.refused(parts, NAME) for told in one.change.items()]
    left = (
        (pair.place.id, {name: value for name, value in pair.change.items() if (pair.place.id, name, value) not in no})
        for pair in found.pairs
    )
    made = (PlaceReport(NAME, place, today(parts), change) for place, change in left if change)
    return tuple(upkeep.keep(parts, report) for report in made)


def compare(ours: tuple[Place, ...], listed: tuple[Listed, ...]) -> Comparison:
    """Find the same places in both lists, each at most once, the surest first."""
    likeness = sorted(
        (
            (score, ours.index(place), listed.index(one))
            for place in ours
            for one in listed
            if (score := like(place, one))
        ),
        key=lambda found: -found[0],
    )
    mine: set[int] = set()
    theirs: set[int] = set()
    pairs = []
    for _, here, there in likeness:
        if here not in mine and there not in theirs:
            mine.add(here)
            theirs.add(there)
            pairs.append(_pair(ours[here], listed[there]))
    return Comparison(
        tuple(pairs),
        tuple(place for number, place in enumerate(ours) if number not in mine),
        tuple(one for number, one in enumerate(listed) if number not in theirs),
    )


def _pair(place: Place, one: Listed) -> Pair:
    different = dict(differences(place, one))
    wrong = upkeep.troubles(different)
    return Pair(place, one, {name: value for name, value in different.items() if name not in wrong}, wrong)


def like(place: Place, one: Listed) -> float:
    """Say how surely two are the same place: the share of words in both names, 0 below ALIKE.

    The same telephone counts as much as all words do, but not alone: a town hall has one switchboard for many offices.
    """
    mine, theirs = _words(place.name), _words(one.name)
    share = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
    if place.phone and one.phone and _digits(place.phone) == _digits(one.phone) and share:
        return 1 + share
    return share if share >= ALIKE else 0.0


def differences(place: Place, one: Listed) -> Iterator[tuple[str, Told]]:
    """Give the fields in which the other list says something else; where it says nothing, ours stands."""
    if one.phone and _digits(one.phone) != _digits(place.phone or ""):
        yield "phone", one.phone
    if one.address and not _words(one.address) <= _words(place.address or ""):
        yield "address", one.address
    if one.url and _bare(one.url) != _bare(place.url or ""):
        yield "url", one.url
    if one.hours and week(one.hours) != (week(place.hours) if place.hours else ()):
        yield "hours", f"{one.hours}; {HOLIDAYS}" if HOLIDAYS in (place.hours or "") else one.hours
    if one.by_appointment and not place.by_appointment:
        yield "by_appointment", True


def week(hours: str) -> tuple[datetime, ...]:
    """List all openings and closings of a week, so that two ways of writing the same hours are the same."""
    try:
        schedule = Hours(hours)
    except ValueError:
        return ()
    changes, moment = [], MONDAY
    while (after := schedule.next_change(moment)) is not None and after < MONDAY + timedelta(days=7):
        changes.append(after)
        moment = after
    return tuple(changes)


def _digits(phone: str) -> str:
    return NOT_DIGIT.sub("", phone.replace("(0)", ""))


def _words(text: str) -> set[str]:
    return set(WORD.findall(re.sub(r"str\.|strasse\b", "straße", text.casefold())))


def _bare(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
