"""The desk's page of addresses: a partner confirms what still holds, and says what has changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.place import Place
from app.domain.place_report import Told
from app.service import upkeep
from app.service.upkeep import BadReport
from app.web.desk_door import Acting, AtDesk, Desk, Form, render

router = APIRouter(prefix="/desk/places", include_in_schema=False, default_response_class=HTMLResponse)
TEXTS = ("name", "phone", "url", "address", "hours", "walk_in_hours")
TRUTHS = ("walk_in", "by_appointment")
ANSWERS: Mapping[str, bool | None] = {"yes": True, "no": False, "": None}


@dataclass(frozen=True, slots=True)
class Row:
    """A place on the page: what the form holds, what is wrong with it by field, and where it stands with us."""

    place: Place
    given: Mapping[str, str]
    troubles: Mapping[str, str]
    last: str
    due: bool
    waits: bool


@router.get("")
def page(desk: AtDesk, done: str = "") -> HTMLResponse:
    """Show a partner's places, and those of its cities."""
    return _page(desk, "", {}, {}, 200, desk.phrase("places.sent") if done else "")


@router.post("/{place}/true")
def confirm(desk: Acting, place: str) -> Response:
    """Take the word that all of a place still holds."""
    return _kept(desk, place, {}, {})


@router.post("/{place}")
def change(desk: Acting, place: str, form: Form) -> Response:
    """Take what has changed of a place; where nothing has, all holds."""
    found = next((one for one in upkeep.of(desk.parts, desk.partner) if one.id == place), None)
    return _kept(desk, place, form, _changed(desk, found, form) if found else {})


def _kept(desk: Desk, place: str, form: Mapping[str, str], change: Mapping[str, Told]) -> Response:
    try:
        upkeep.report(desk.parts, desk.partner, place, change)
    except BadReport as bad:
        return _page(desk, place, form, bad.troubles, 422)
    return RedirectResponse(desk.href("/places", done="sent"), 303)


def _changed(desk: Desk, place: Place, form: Mapping[str, str]) -> dict[str, Told]:
    """Give the fields of the form that say something else than we do."""
    said: dict[str, Told] = {name: " ".join(form[name].split()) or None for name in TEXTS if name in form}
    said |= {name: ANSWERS.get(form[name]) for name in TRUTHS if name in form}
    spoken = [code for code in desk.parts.library.languages if form.get(f"language-{code}")]
    # Languages that the form does not offer stay.
    spoken += [code for code in place.languages if code not in desk.parts.library.languages]
    changed = {name: value for name, value in said.items() if value != getattr(place, name)}
    return changed if set(spoken) == set(place.languages) else {**changed, "languages": spoken}


def _page(
    desk: Desk, opened: str, form: Mapping[str, str], troubles: Mapping[str, str], status: int, done: str = ""
) -> HTMLResponse:
    """Show the page; the `opened` place with what its form held."""
    waits = {one.place for one in upkeep.waiting(desk.parts) if one.partner == desk.partner.code}
    due = {one.place.id for one in upkeep.due(desk.parts)}
    said = {name: desk.phrase(f"places.wrong-{key}") for name, key in troubles.items()}

    def row(place: Place) -> Row:
        here = place.id == opened
        given = form if here and form else _given(place)
        last = desk.phrase("places.last", day=desk.parts.words.day(place.last_confirmed, desk.language))
        return Row(place, given, said if here else {}, last, place.id in due, place.id in waits)

    own = {place.id for place in desk.partner.places}
    cities = desk.parts.library.cities
    groups = [(desk.phrase("places.own"), [row(place) for place in desk.partner.places])] if own else []
    groups += [(cities[name].name, [row(place) for place in cities[name].places]) for name in desk.partner.cities]
    return render(
        "desk/places.html",
        desk,
        status,
        groups=groups,
        done=done,
        trouble=said.get("place", ""),
        texts=TEXTS,
        truths=TRUTHS,
        most=str(upkeep.MOST_CHARACTERS),
    )


def _given(place: Place) -> dict[str, str]:
    """Fill a place's form with what we say of it."""
    answers = {answer: name for name, answer in ANSWERS.items()}
    given = {name: getattr(place, name) or "" for name in TEXTS}
    given |= {name: answers[getattr(place, name)] for name in TRUTHS}
    return given | {f"language-{code}": "on" for code in place.languages}
