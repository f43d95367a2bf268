"""The privacy notice as a page: pictures, words and sound, and who is responsible."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.service import privacy
from app.web.view import Viewing, render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/{lang}/privacy")
def notice(view: Viewing) -> HTMLResponse:
    """Say what is kept of a person, for how long, and how she has it deleted."""
    told, operator = privacy.notice(view.parts, view.person.language), view.parts.operator
    return render("privacy.html", view, told=told, operator=operator, back=view.href())
