"""The counsellor's pages: every card beside her own language, with the law behind it, and links to hand over."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.domain.language import SOURCE, canonical
from app.domain.person import Origin, Plan, Stage
from app.service import counsel, doubt
from app.web.view import NotFound, View, Viewing, render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to look at the page: its address or value, what it is called, and whether it is the present one."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chooser:
    """What the counsellor can change: languages are links, since they stand in the path; the rest is a form.

    `kept` are the form's hidden fields.
    """

    action: str
    languages: tuple[Choice, ...]
    own: tuple[Choice, ...]
    fields: tuple[tuple[str, tuple[Choice, ...]], ...]
    kept: dict[str, str]


@router.get("/{lang}/counsel")
def index(view: Viewing) -> HTMLResponse:
    """List all cards, to be searched."""
    ours = _ours(view)
    listed = tuple(counsel.listing(view.parts, view.person, ours.person.language))
    state, kept = _state(view, ours), _kept(view)
    return render(
        "counsel-index.html", ours, client=view, topics=listed, chooser=_chooser(view), state=state, kept=kept
    )


@router.get("/{lang}/counsel/{topic}/{card}")
def card(view: Viewing, topic: str, card: str) -> HTMLResponse:
    """Lay a card open, step by step."""
    found = view.parts.library.cards.get(card)
    if found is None or found.topic != topic:
        raise NotFound(view.person.language)
    ours = _ours(view)
    own = ours.person.language
    shown = counsel.look(view.parts, card, view.person, own, view.partner)
    path = f"/{topic}/{card}"

    def wrong(step: counsel.Beside | None = None) -> doubt.Letter:
        return doubt.letter(view.parts, shown, view.person.language, own, view.partner, step)

    return render(
        "counsel.html",
        ours,
        client=view,
        shown=shown,
        chooser=_chooser(view, path),
        link=view.href(path),
        address=f"{view.parts.public_url}{view.href(path)}",
        back=view.href("/counsel", **_kept(view)),
        state=_state(view, ours),
        wrong=wrong,
        mailto=mailto,
    )


def mailto(letter: doubt.Letter) -> str:
    """Write a letter as a link that opens the counsellor's own mail program (RFC 6068)."""
    query = urlencode({"subject": letter.subject, "body": letter.body.replace("\n", "\r\n")}, quote_via=quote)
    return f"mailto:{quote(letter.to, safe='@')}?{query}"


def _ours(view: View) -> View:
    """Look with the counsellor's eyes: in her language, German where she has not said."""
    code = canonical(view.extra.get("with", SOURCE))
    return replace(view, person=replace(view.person, language=code if code in counsel.LANGUAGES else SOURCE))


def _kept(view: View) -> dict[str, str]:
    """Name what links must carry besides the state: the counsellor's language where it is not German."""
    code = _ours(view).person.language
    return {} if code == SOURCE else {"with": code}


def _chooser(view: View, path: str = "") -> Chooser:
    ours, kept, person = _ours(view), _kept(view), view.person
    path = f"/counsel{path}"

    def labels(key: str, values: Iterable[str]) -> list[tuple[str, str]]:
        said = [(value, ours.phrase(f"{key}.{value}.label")) for value in values]
        return [(value, f"{one.emoji} {one.text}") for value, one in said]

    cities = [(city.id, city.name) for city in view.parts.library.cities.values()]
    asked = {
        "plan": (person.plan, labels("plan", Plan)),
        "stage": (person.stage, labels("stage", Stage)),
        "origin": (person.origin, labels("origin", Origin)),
        "city": (person.city, cities),
    }
    unsaid = ours.phrase("counsel.unsaid").text
    languages = view.parts.library.languages
    return Chooser(
        action=f"/{person.language}{path}",
        languages=tuple(
            Choice(
                replace(view, person=replace(person, language=code)).href(path, **kept),
                one.name,
                code == person.language,
            )
            for code, one in languages.items()
        ),
        own=tuple(
            Choice(view.href(path, **{"with": code}), languages[code].name, code == ours.person.language)
            for code in counsel.LANGUAGES
        ),
        fields=tuple(
            (
                name,
                (Choice("", unsaid, given is None), *(Choice(value, label, value == given) for value, label in values)),
            )
            for name, (given, values) in asked.items()
        ),
        kept={**kept, **({"partner": view.partner.code} if view.partner else {})},
    )


def _state(view: View, ours: View) -> tuple[str, ...]:
    """Say what is known of the client, in the counsellor's words."""
    person, library = view.person, view.parts.library
    said = [f"🗣️ {library.languages[person.language].name}"]
    for key, value in (("plan", person.plan), ("stage", person.stage), ("origin", person.origin)):
        if value:
            label = ours.phrase(f"{key}.{value}.label")
            said.append(f"{label.emoji} {label.text}")
    if person.city:
        said.append(f"🏙️ {library.cities[person.city].name}")
    return tuple(said)
