"""The places of a region in Integreat, the towns' own app, as its public API (version 3) gives them.

Read in digitalfabrik/integreat-cms (integreat_cms/api/v3, tests/api/expected-outputs) and integreat-app
(shared/api/types.ts) in November 2026: an older server has `phone_number` and `website` at the place itself, a newer
one in `contacts`. docs/places.md says which fields could not be tried.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import httpx

NAME = "integreat"
ADDRESS = "https://cms.integreat-app.de"
LANGUAGE = "de"
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
ALL_DAY = "00:00-24:00"


class Unreachable(Exception):
    """Integreat gives no answer, or one that is no list of places. Try again later."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A place as Integreat shows it. None means that it says nothing; `hours` are in OpenStreetMap's syntax.

    `closed` says that it is closed for the time being; `page` is where people see it.
    """

    name: str
    phone: str | None = None
    url: str | None = None
    address: str | None = None
    hours: str | None = None
    by_appointment: bool | None = None
    closed: bool = False
    page: str = ""


class Integreat:
    """Asks one server; `address` is without the path."""

    def __init__(self, client: httpx.Client, address: str = ADDRESS) -> None:
        self._client = client
        self._address = address.rstrip("/")

    def region(self, name: str) -> str:
        """Find the short name of a region ("Kreis Recklinghausen", with or without its prefix). Raises Unreachable."""
        for one in self._get("regions/"):
            if name in (one.get("name"), one.get("name_without_prefix")):
                return str(one.get("path", "")).strip("/")
        raise Unreachable(f'{self._address} has no region "{name}": mend integreat_region in the file of the city')

    def places(self, region: str) -> tuple[Listed, ...]:
        """List the places of a region by its short name ("dortmund"). Raises Unreachable."""
        found = []
        for one in self._get(f"{region}/{LANGUAGE}/locations/"):
            if title := _word(one, "title"):
                try:
                    found.append(_listed(one))
                except (AttributeError, KeyError, TypeError, ValueError) as error:
                    told = f'{self._address} writes "{title}" of {region} in a way that is not theirs: tell them'
                    raise Unreachable(told) from error
        return tuple(found)

    def _get(self, path: str) -> list[Mapping[str, Any]]:
        url = f"{self._address}/api/v3/{path}"
        try:
            answer = self._client.get(url)
            answer.raise_for_status()
            found = answer.json()
        except httpx.HTTPError as error:
            raise Unreachable(f"{url} gives no answer ({error}): try again later") from error
        except ValueError as error:
            raise Unreachable(f"{url} does not answer in JSON: has the address changed?") from error
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise Unreachable(f"{url} does not answer with a list: has the address changed?")
        return found


def _listed(one: Mapping[str, Any]) -> Listed:
    contact = _contact(one.get("contacts") or ())
    days = one.get("opening_hours") or contact.get("opening_hours") or ()
    open_days = [day for day in days if not day.get("closed")]
    asked = bool(open_days) and all(day.get("appointmentOnly") for day in open_days)
    return Listed(
        name=_word(one, "title"),
        phone=phone(_word(contact, "phone_number") or _word(one, "phone_number")),
        url=_word(contact, "website") or _word(one, "website") or None,
        address=_address(one.get("location") or {}),
        hours=hours(days),
        by_appointment=True if asked or one.get("appointment_url") else None,
        closed=bool(one.get("temporarily_closed")),
        page=str(one.get("url") or ""),
    )


def _contact(contacts: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Choose the contact of the place as a whole: the first without an area of its own, else the first."""
    return next((one for one in contacts if not one.get("area_of_responsibility")), next(iter(contacts), {}))


def phone(written: str) -> str | None:
    """Write a number with its country: "0231 5 00" and "+49 (0) 231 500" are numbers of Germany."""
    bare = " ".join(written.replace("(0)", " ").split())
    if bare.startswith("00"):
        return f"+{bare[2:]}"
    return f"+49 {bare[1:]}" if bare.startswith("0") else bare or None


def _address(location: Mapping[str, Any]) -> str | None:
    town = " ".join(filter(None, (_word(location, "postcode"), _word(location, "town"))))
    street = _word(location, "address")
    return ", ".join(filter(None, (street, town))) if street else None


def _word(one: Mapping[str, Any], name: str) -> str:
    """Take a text; a telephone or postcode may be a number in somebody's JSON. What is neither is nothing."""
    found = one.get(name)
    return str(found).strip() if isinstance(found, str | int) and not isinstance(found, bool) else ""


def hours(days: Sequence[Mapping[str, Any]]) -> str | None:
    """Write seven days, from Monday, as "Mo-Tu,Th 10:00-13:00,15:00-18:00; Fr 10:00-14:00".

    Days for which one needs an appointment are left out; None where none is left, or there are not seven.
    """
    if len(days) != len(DAYS):
        return None
    by_slots: dict[str, list[int]] = {}
    for number, day in enumerate(days):
        if slots := _slots(day):
            by_slots.setdefault(slots, []).append(number)
    return "; ".join(f"{','.join(_runs(numbers))} {slots}" for slots, numbers in by_slots.items()) or None


def _slots(day: Mapping[str, Any]) -> str:
    if day.get("closed") or day.get("appointmentOnly"):
        return ""
    if day.get("allDay"):
        return ALL_DAY
    return ",".join(sorted(f"{slot['start']}-{slot['end']}" for slot in day.get("timeSlots") or ()))


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    """Join days that follow each other: [0, 1, 3] is "Mo-Tu", "Th"."""
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        days = [DAYS[number] for _, number in run]
        yield days[0] if len(days) == 1 else f"{days[0]}-{days[-1]}"
