"""The desk of a partner: what people asked in a month, as numbers that name nobody."""

import math
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.domain.hours import ZONE
from app.service import desk as desks
from app.service import stats
from app.service.stats import Report
from app.web.desk_door import COOKIE, Acting, AtDesk, AtDoor, Desk, Form, OwnForm, render
from app.web.desk_figures import FORMS, show
from app.web.hurry import Hurry
from app.web.limits import sender
from app.web.problems import unknown

router = APIRouter(prefix="/desk", include_in_schema=False, default_response_class=HTMLResponse)
TRIES = Hurry(10, 30)  # wrong tokens of one address: a whole office sits behind one, and mistypes now and then
PAGES = {
    "": ("topics", "before", "languages"),
    "/plans": ("plans",),
    "/cards": ("missed", "listening", "cards"),
    "/ways": ("hours", "channels"),
}
MOST_PRINTED = 5  # cards in a chart, so that the month fits on two pages
PRINTED = ("topics", "before", "languages", "plans", "missed", "listening", "hours", "channels")


@router.get("/login")
def login(door: AtDoor) -> HTMLResponse:
    """Ask for the token."""
    return render("desk/login.html", door, trouble="")


@router.post("/login", dependencies=[OwnForm])
def enter(request: Request, door: AtDoor, form: Form) -> Response:
    """Let in whoever has a token that holds, with a pass that the browser forgets when it is closed."""
    address = sender(request.client.host if request.client else "")
    if seconds := math.ceil(TRIES.wait(address, count=False)):
        page = render("desk/login.html", door, 429, trouble=door.phrase("login.hurry", seconds=str(seconds)))
        page.headers["Retry-After"] = str(seconds)
        return page
    sealed = desks.enter(door.parts, form.get("key", "").strip())
    if sealed is None:
        TRIES.wait(address)
        return render("desk/login.html", door, 403, trouble=door.phrase("login.wrong"))
    answer = RedirectResponse(door.href(), 303)
    secure = door.parts.public_url.startswith("https:")
    answer.set_cookie(COOKIE, sealed, path="/desk", httponly=True, samesite="strict", secure=secure)
    return answer


@router.post("/leave")
def leave(desk: Acting) -> Response:
    """Forget the pass."""
    answer = RedirectResponse(desk.href("/login"), 303)
    answer.delete_cookie(COOKIE, path="/desk", httponly=True, samesite="strict")
    return answer


def month_of(desk: AtDesk) -> Report:
    """Read the partner's own month: the one in the address, or the newest that is over."""
    newest = stats.newest(desk.parts)
    return stats.report(desk.parts, min(desk.month or newest, newest), desk.partner.code)


Month = Annotated[Report, Depends(month_of)]


@router.get("")
@router.get("/plans")
@router.get("/cards")
@router.get("/ways")
def numbers(desk: AtDesk, report: Month) -> HTMLResponse:
    """Show some of the month's tables, each with its chart."""
    shown = [show(desk, report.tables[name]) for name in PAGES[desk.path]]
    return render("desk/numbers.html", desk, shown=shown, frame=_frame(desk, report))


@router.get("/take")
def take(desk: AtDesk, report: Month) -> HTMLResponse:
    """List what can be taken along: the sheet, and the tables as files."""
    tables = [(desk.phrase(f"{name}.title"), desk.href(f"/export/{name}.csv")) for name in FORMS]
    return render("desk/take.html", desk, tables=tables, frame=_frame(desk, report))


@router.get("/sheet")
def sheet(desk: AtDesk, report: Month) -> HTMLResponse:
    """Show the month for printing."""
    shown = [show(desk, report.tables[name], MOST_PRINTED) for name in PRINTED]
    printed = desk.parts.words.day(desk.parts.now().astimezone(ZONE).date(), desk.language)
    return render("desk/sheet.html", desk, shown=shown, printed=printed, frame=_frame(desk, report))


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page says of its month, and the addresses of the months beside it: "" where none is out yet."""

    month: str
    upto: str
    before: str
    after: str


def _frame(desk: Desk, report: Report) -> Frame:
    first = date.fromisoformat(f"{report.month}-01")
    before, after = (f"{day:%Y-%m}" for day in (first - timedelta(days=1), first + timedelta(days=31)))
    words = desk.parts.words
    return Frame(
        month=words.month(first, desk.language),
        upto=desk.phrase("month.upto", day=words.day(report.upto, desk.language)),
        before=desk.href(desk.path, month=before),
        after=desk.href(desk.path, month=after) if after <= stats.newest(desk.parts) else "",
    )


@router.get("/export/{table}.csv")
def export_table(desk: AtDesk, report: Month, table: Annotated[str, Path()]) -> Response:
    """Give one table as CSV, with the codes of the API."""
    if table not in report.tables:
        raise unknown(404, "table", table, tuple(report.tables))
    text = stats.as_csv(report.tables[table])
    return Response(text, media_type="text/csv", headers=_attached(desk, report, f"{table}.csv"))


@router.get("/export.json")
def export_all(desk: AtDesk, report: Month) -> Response:
    """Give all tables as JSON in the shape of the API, with what each column means."""
    told = {"month": report.month, "partner": report.partner, "upto": report.upto.isoformat(), "note": stats.NOTE}
    tables = {name: asdict(table) for name, table in report.tables.items()}
    body = {**told, "description": dict(stats.describe()), "tables": tables}
    return JSONResponse(body, headers=_attached(desk, report, "all.json"))


def _attached(desk: Desk, report: Report, name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="drom-{desk.partner.code}-{report.month}-{name}"'}
