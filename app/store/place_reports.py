"""What partners and other sources say of places, until a person has decided."""

import json
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, literal_column, select, update

from app.domain.place_report import PlaceReport, Status
from app.store.statement import Statement, Transaction
from app.store.tables import LAST_NUMBER, place_reports

WAITING: Any = literal_column("'waiting'")
REFUSED: Any = literal_column("'refused'")

NAMES = ("partner", "place", "change", "reported_on", "status")
_columns = (*(place_reports.c[name] for name in NAMES), place_reports.c.id)
_add = Statement(
    insert(place_reports).values({name: bindparam(name) for name in NAMES}).returning(place_reports.c.id)
)  # fmt: skip
_find = Statement(select(*_columns).where(place_reports.c.id == bindparam("number")))
_waiting = Statement(select(*_columns).where(place_reports.c.status == WAITING).order_by(place_reports.c.id))
_refused = Statement(
    select(*_columns).where(place_reports.c.partner == bindparam("partner"), place_reports.c.status == REFUSED)
)
_decide = Statement(
    update(place_reports)
    .where(place_reports.c.id == bindparam("number"), place_reports.c.status == WAITING)
    .values(status=bindparam("after"))
)


def add(tx: Transaction, report: PlaceReport) -> int:
    """Keep a new report; give its number."""
    change = json.dumps(dict(report.change), ensure_ascii=False)
    day, status = report.reported_on.isoformat(), report.status.value
    rows = tx.rows(_add, partner=report.partner, place=report.place, change=change, reported_on=day, status=status)
    return int(rows[0][0])


def find(tx: Transaction, number: int) -> PlaceReport | None:
    """Find a report by its number."""
    rows = tx.rows(_find, number=number) if 0 < number <= LAST_NUMBER else []
    return next((_report(row) for row in rows), None)


def waiting(tx: Transaction) -> tuple[PlaceReport, ...]:
    """List the reports that nobody has decided on, the oldest first."""
    return tuple(_report(row) for row in tx.rows(_waiting))


def refused(tx: Transaction, partner: str) -> tuple[PlaceReport, ...]:
    """List the reports of a partner or source that somebody refused."""
    return tuple(_report(row) for row in tx.rows(_refused, partner=partner))


def decide(tx: Transaction, number: int, after: Status) -> bool:
    """Note what became of a report; False where it does not wait any more."""
    return bool(tx.run(_decide, number=number, after=after.value))


def _report(row: tuple[Any, ...]) -> PlaceReport:
    partner, place, change, reported_on, status, number = row
    return PlaceReport(partner, place, date.fromisoformat(reported_on), json.loads(change), Status(status), number)
