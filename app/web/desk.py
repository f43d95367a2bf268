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
from app.web.problems import ProblemError, unknown

router = APIRouter(prefix="/desk", include_in_schema=False, default_response_class=HTMLResponse)
TRIES = Hurry(10, 30)  # wrong tokens of one address: a whole office sits behind one, and mistypes now and then
PAGES = {
    "": ("topics", "before", "languages"),
    "/plans": ("plans",),
    "/cards": ("missed", "listening", "cards"),
    "/ways": ("hours", "channels"),
}
DESCRIPTION = "description"
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
    if seconds := math.ceil(TRIES.wait(address)):  # counted first: many at once must not come through together
        page = render("desk/login.html", door, 429, trouble=door.phrase("login.hurry", seconds=str(seconds)))
        page.headers["Retry-After"] = str(seconds)
        return page
    sealed = desks.enter(door.parts, form.get("key", "").strip())
    if sealed is None:
        return render("desk/login.html", door, 403, trouble=door.phrase("login.wrong"))
    TRIES.take_back(address)
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


def month_asked(request: Request, report: Month) -> Report:
    """Read the month for a file: the one that is asked for and no other. Raises 422 where it is not out, or is none."""
    asked = request.query_params.get("month", "")
    if asked in {"", report.month}:
        return report
    raise ProblemError(422, "no-such-month", f"There is nothing of {asked[:10]}. The newest month is {report.month}.")


ThisMonth = Annotated[Report, Depends(month_asked)]


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
    named = {name: desk.phrase(f"{name}.title") for name in FORMS} | {DESCRIPTION: desk.phrase("take.described")}
    tables = [(title, desk.href(f"/export/{name}.csv")) for name, title in named.items()]
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
def export_table(desk: AtDesk, report: ThisMonth, table: Annotated[str, Path()]) -> Response:
    """Give one table as CSV, with the codes of the API; "description" says what they mean."""
    if table not in {DESCRIPTION, *report.tables}:
        raise unknown(404, "table", table, (DESCRIPTION, *report.tables))
    text = stats.described_as_csv() if table == DESCRIPTION else stats.as_csv(report.tables[table])
    return Response(text, media_type="text/csv", headers=_attached(desk, report, f"{table}.csv"))


@router.get("/export.json")
def export_all(desk: AtDesk, report: ThisMonth) -> Response:
    """Give all tables as JSON in the shape of the API, with what each column means."""
    told = {"month": report.month, "partner": report.partner, "upto": report.upto.isoformat(), "note": stats.NOTE}
    tables = {name: asdict(table) for name, table in report.tables.items()}
    body = {**told, "description": dict(stats.describe()), "tables": tables}
    return JSONResponse(body, headers=_attached(desk, report, "all.json"))


def _attached(desk: Desk, report: Report, name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="drom-{desk.partner.code}-{report.month}-{name}"'}
