"""A partner's numbers over HTTP, for whoever holds its token: tables of a month that is over, as JSON or CSV."""

import math
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from app.service import stats, token
from app.web.accept import prefers
from app.web.asking import Wired
from app.web.hurry import Hurry
from app.web.limits import sender
from app.web.problems import ProblemError, told

router = APIRouter(prefix="/api/v1", responses=told(401, 422, 429, 503))
PRIVATE = {"Cache-Control": "no-store"}
hurry = Hurry(burst=10, seconds=60.0)  # wrong tokens of one address: nobody mistypes more often
bearer = HTTPBearer(auto_error=False, description="a partner's token, from `drom partner token`")
TableName = Literal["topics", "cards", "languages", "plans", "missed", "listening", "hours", "before", "channels"]
MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


class TableOut(BaseModel):
    """Counts by row and column; null is hidden. An empty code means that this was not said."""

    rows: list[str]
    columns: list[str]
    cells: list[list[int | None]]
    row_totals: list[int | None]
    column_totals: list[int | None]
    total: int | None


class StatsOut(BaseModel):
    """What was asked in a month by those who came in by a partner, up to a day."""

    month: str
    partner: str
    upto: date
    note: str
    description: dict[str, str]
    tables: dict[str, TableOut]


def holder(
    parts: Wired, request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> str:
    """Say which partner asks. Raises 401, and 429 for an address that has sent too many wrong tokens."""
    address = sender(request.client.host if request.client else "")
    if given:
        if wait := math.ceil(hurry.wait(address)):  # counted first: many at once must not come through together
            raise ProblemError(429, "too-many", f"Too many wrong tokens. Try again in {wait} seconds.", wait, PRIVATE)
        if (partner := token.partner_of(parts, given.credentials)) is not None:
            hurry.take_back(address)
            return partner
    detail = "Send a good token: Authorization: Bearer <id>.<secret>. Whoever runs this makes one: drom partner token."
    raise ProblemError(401, "no-token", detail, headers=PRIVATE | {"WWW-Authenticate": "Bearer"})


@router.get("/stats", response_model=StatsOut, responses=CSV)
def numbers(
    parts: Wired,
    partner: Annotated[str, Depends(holder)],
    month: Annotated[
        str | None, Query(pattern=MONTH, description="2026-10; the newest that is over if left out")
    ] = None,
    format: Annotated[Literal["json", "csv"] | None, Query(description="else the Accept header decides")] = None,  # noqa: A002
    table: Annotated[TableName, Query(description="which table, for CSV")] = "cards",
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """Give a partner's numbers of a month. Small ones are hidden: null, or "hidden" in CSV."""
    told = stats.report(parts, month or stats.newest(parts), partner)
    if format == "csv" or (format is None and prefers(accept, "text/csv", "application/json")):
        name = f'attachment; filename="drom-{told.month}-{table}.csv"'
        kind = "text/csv; charset=utf-8"
        return Response(
            stats.as_csv(told.tables[table]), headers=PRIVATE | {"Content-Disposition": name}, media_type=kind
        )
    out = StatsOut(
        month=told.month,
        partner=partner,
        upto=told.upto,
        note=stats.NOTE,
        description=dict(stats.describe()),
        tables={name: TableOut.model_validate(drawn, from_attributes=True) for name, drawn in told.tables.items()},
    )
    return Response(out.model_dump_json(), headers=PRIVATE, media_type="application/json")
