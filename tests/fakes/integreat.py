"""Integreat's public API, as far as we read it: regions, and the locations of one."""

from collections.abc import Mapping
from typing import Any

from tests.fakes import Answer, Call, Fake, Trouble

CLOSED = {"allDay": False, "closed": True, "appointmentOnly": False, "timeSlots": []}


def day(*slots: str, **flags: bool) -> dict[str, Any]:
    """A day with its slots: day("09:00-12:00", "14:00-16:00"), day(appointmentOnly=True)."""
    times = [dict(zip(("start", "end"), slot.split("-"), strict=True)) for slot in slots]
    return {"allDay": False, "closed": False, "appointmentOnly": False, "timeSlots": times, **flags}


def location(title: str, **fields: Any) -> dict[str, Any]:
    """One entry of /locations/, with what a newer server sends; `fields` replace or add."""
    return {
        "id": 2,
        "url": "http://localhost/testtown/de/locations/test/",
        "title": title,
        "last_updated": "2026-10-02T13:52:13.616+01:00",
        "contacts": [],
        "appointment_url": None,
        "temporarily_closed": False,
        "opening_hours": None,
        "location": {"id": 4, "name": title, "address": None, "town": None, "postcode": None},
        **fields,
    }


class Integreat(Fake):
    """Has regions by name, and the locations of each."""

    def __init__(self, regions: Mapping[str, str], locations: Mapping[str, list[dict[str, Any]]]) -> None:
        super().__init__()
        self.regions, self.locations = regions, locations

    def judge(self, call: Call) -> Answer:
        if call.path == "/api/v3/regions/":
            listed = [
                {"name": name, "name_without_prefix": name.split()[-1], "path": path}
                for name, path in self.regions.items()
            ]
            return self._list(listed)
        for path, listed in self.locations.items():
            if call.path == f"/api/v3/{path}/de/locations/":
                return self._list(listed)
        return Answer(404, {"error": "no such region"})

    def complain(self, trouble: Trouble) -> Answer:
        return Answer(trouble.status, {"error": "out of order"})

    @staticmethod
    def _list(listed: list[dict[str, Any]]) -> Answer:
        body: Any = listed
        return Answer(200, body)
