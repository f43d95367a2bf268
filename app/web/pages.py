"""Plain pages that work without JavaScript: pictures, a sound on each, and the state in the address."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.language import canonical
from app.domain.person import Origin, Person, Plan, Stage
from app.domain.place import City, Partner, Place
from app.domain.plan import Family, Stay, Travel, suggest
from app.domain.route import first_for, own_places, questions_for
from app.service import catalogue, note
from app.service.catalogue import Said
from app.service.parts import Parts
from app.web.asking import Wired
from app.web.problems import answer
from app.web.view import NotFound, Tile, View, Viewing, render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
FIRST = 3  # cards on the first page, beside the topics
QUESTIONS = {"stay": Stay, "family": Family, "travel": Travel}


def install(app: FastAPI) -> None:
    """Answer unknown pages, and texts that are not there yet, as a page."""
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(catalogue.Missing, _missing)


async def _not_found(request: Request, error: Exception) -> HTMLResponse:
    parts: Parts = request.app.state.parts
    language = error.language if isinstance(error, NotFound) and error.language else "de"
    state = _said(request, parts)
    partner = parts.library.partners.get(request.query_params.get("partner", ""))
    if partner:
        state["partner"] = partner.code
    view = View(parts, _person(language, state), {}, partner)
    tiles = _languages(parts, state)
    return render("tiles.html", view, 404, heading=view.phrase("page.not-found"), tiles=tiles, back=view.start)


def _person(language: str, said: Mapping[str, str]) -> Person:
    plan, stage, origin = said.get("plan"), said.get("stage"), said.get("origin")
    return Person(
        language,
        Plan(plan) if plan else None,
        Stage(stage) if stage else None,
        Origin(origin) if origin else None,
        said.get("city"),
    )


async def _missing(request: Request, error: Exception) -> Response:
    """Say that a text is not in this language yet, and lead to those that have it."""
    assert isinstance(error, catalogue.Missing)  # noqa: S101  # registered for this class only
    path = request.url.path
    if path.startswith("/api/"):
        have = ", ".join(error.languages)
        return answer(404, "not-in-this-language", f"This text is not in this language yet, but in: {have}.")
    parts: Parts = request.app.state.parts
    view = View(parts, Person(canonical(path.split("/")[1])), {})
    tiles = [tile for tile in _languages(parts, {}) if tile.lang in error.languages]
    return render("tiles.html", view, 404, heading=view.phrase("missing"), tiles=tiles, back="/")


def _languages(parts: Parts, state: Mapping[str, str]) -> list[Tile]:
    query = f"?{urlencode(state)}" if state else ""
    tiles = []
    for code, language in parts.library.languages.items():
        hello = catalogue.phrase(parts, "hello", code)
        named = Said("🗣️", language.name, hello.clip)
        tiles.append(Tile(f"/{code}{query}", named, code, hello.text))
    return tiles


STATE = {"plan": Plan, "stage": Stage, "origin": Origin}


def _said(request: Request, parts: Parts) -> dict[str, str]:
    """Read from an address what somebody has said of herself, whatever page it is."""
    query = request.query_params
    known = {name: value for name, values in STATE.items() if (value := query.get(name)) in set(values)}
    return {**known, "city": query["city"]} if query.get("city") in parts.library.cities else known


@router.get("/")
def choose_language(request: Request, parts: Wired) -> HTMLResponse:
    """Choose a language by ear."""
    return welcome(parts, _said(request, parts), None)


@router.get("/p/{partner}")
def enter_by_partner(request: Request, parts: Wired, partner: str) -> HTMLResponse:
    """Come in by a partner's QR code: the same, with what the partner says of those it sends."""
    found = parts.library.partners.get(partner)
    if found is None:
        raise NotFound
    said = {key: value for key in ("stage", "origin", "city") if (value := getattr(found, key))}
    state = {**said, **_said(request, parts), "partner": found.code, "hello": "1"}
    return welcome(parts, state, found)


def welcome(parts: Parts, state: Mapping[str, str], partner: Partner | None) -> HTMLResponse:
    """Show the languages; their tiles lead on with what is known."""
    view = View(parts, Person("de"), {}, partner)
    tiles = [
        tile
        for tile in _languages(parts, state)
        if not partner or not partner.languages or tile.lang in partner.languages
    ]
    return render("welcome.html", view, tiles=tiles, partner=partner)


def _greeting(view: View) -> Said | None:
    """Greet in the words of the partner that sent her: on the first page, and on no other."""
    if view.partner is None or not view.extra.get("hello"):
        return None
    return catalogue.greeting(view.parts, view.partner, view.person.language)


@router.get("/{lang}")
def home(view: Viewing) -> HTMLResponse:
    """Show the topics, once the plan is said or passed over."""
    if view.person.plan is None and "plan" not in view.extra:
        return plan(view)
    first = [view.card_tile(card) for card in first_for(view.person, view.parts.library)[:FIRST]]
    sections = [(view.phrase("first.ask"), first)] if view.person.plan else []
    heading = view.phrase("topic.ask")
    return render(
        "tiles.html",
        view,
        heading=heading,
        tiles=_topics(view),
        sections=sections,
        back=view.href("/plan"),
        asked="",
        kind="two",
    )


def _topics(view: View) -> list[Tile]:
    """List the topics, and the talk."""
    told = catalogue.topics(view.parts, view.person)
    tiles = [view.tile(view.href(f"/{name}"), said) for name, said, _ in told]
    return [*tiles, view.tile(view.href("/chat"), view.phrase("chat.title"))]


@router.get("/{lang}/plan")
def plan(view: Viewing) -> HTMLResponse:
    """Ask for the plan by four pictures, or by three questions for those who do not know."""
    given = {name: view.extra[name] for name, values in QUESTIONS.items() if view.extra.get(name) in set(values)}
    if given or view.extra.get("plan") == "ask":
        return _questions(view, given)
    tiles = []
    for key in Plan:
        label, text = view.phrase(f"plan.{key}.label"), view.phrase(f"plan.{key}.text")
        chosen = key == view.person.plan
        said = Said(label.emoji, label.text, text.clip)
        tiles.append(replace(view.tile(view.href(plan=key), said, text.text, chosen=chosen), plan=key))
    tiles.append(view.tile(view.href("/plan", plan="ask"), view.phrase("plan.unknown.label")))
    heading, greeting = view.phrase("plan.ask"), _greeting(view)
    return render("tiles.html", view, heading=heading, tiles=tiles, back=view.start, kind="plans", greeting=greeting)


def _questions(view: View, given: dict[str, str]) -> HTMLResponse:
    for name, values in QUESTIONS.items():
        if name not in given:
            tiles = [
                view.tile(view.href("/plan", **given, **{name: value}), view.phrase(f"{name}.{value}.label"))
                for value in values
            ]
            return render("tiles.html", view, heading=view.phrase(f"{name}.ask"), tiles=tiles, back=view.href("/plan"))
    found = suggest(Stay(given["stay"]), Family(given["family"]), Travel(given["travel"]))
    said = view.phrase(f"plan.{found}.text")
    tiles = [
        view.tile(view.href(plan=found), said, view.phrase("plan.yes").text),
        view.tile(view.href("/plan"), view.phrase("plan.other")),
        view.tile(view.href(plan="open"), view.phrase("plan.unknown.label")),
    ]
    return render("tiles.html", view, heading=view.phrase("plan.suggest"), tiles=tiles, back=view.href("/plan"))


@router.get("/{lang}/person")
def person(view: Viewing) -> HTMLResponse:
    """Show who helps for free, city by city."""
    cities = [
        view.tile(view.href("/person", city=city.id), _city(view, city), chosen=city.id == view.person.city)
        for city in view.parts.library.cities.values()
    ]
    chosen = view.parts.library.cities.get(view.person.city or "")
    told = [(place, catalogue.place(view.parts, place, view.person.language)) for place in _places(view, chosen)]
    more = [(chosen, catalogue.city(view.parts, chosen, view.person.language))] if chosen else []
    hello = catalogue.greeting(view.parts, view.partner, view.person.language) if view.partner else None
    call, heading, where = (view.phrase(key) for key in ("person.call-115", "person.here", "city.ask"))
    back = view.href(plan=view.person.plan or "open")
    return render(
        "person.html",
        view,
        heading=heading,
        cities=cities,
        places=told,
        more=more,
        call=call,
        where=where,
        back=back,
        hello=hello,
    )


def _city(view: View, city: City) -> Said:
    """Say a city's name, with the German voice."""
    return Said(city.emoji, city.name, view.parts.clips.find(view.parts.clips.name(city.name, "de")))


def _places(view: View, chosen: City | None) -> tuple[Place, ...]:
    """List the partner's places, then a city's and those elsewhere that help its people; all where none is chosen."""
    own = own_places(view.partner, view.person)
    if chosen:
        return (*own, *chosen.places, *chosen.also)
    if view.person.stage is Stage.BEFORE:
        return own  # still at home: offices in Germany come once she names a city
    return (*own, *(place for city in view.parts.library.cities.values() for place in city.places))


@router.get("/{lang}/{topic}")
def topic(view: Viewing, topic: str) -> HTMLResponse:
    """Show the cards of a topic."""
    listed = {name: (said, cards) for name, said, cards in catalogue.topics(view.parts, view.person)}
    if topic not in listed:
        raise NotFound(view.person.language)
    said, cards = listed[topic]
    tiles = [view.card_tile(card) for card in cards]
    return render("tiles.html", view, heading=said, tiles=tiles, back=view.href(plan=view.person.plan or "open"))


@router.get("/{lang}/{topic}/{card}")
def card(view: Viewing, topic: str, card: str) -> HTMLResponse:
    """Say a card: one sound for all of it and one for each step."""
    found = view.parts.library.cards.get(card)
    if found is None or found.topic != topic:
        raise NotFound(view.person.language)
    told = catalogue.card(view.parts, card, view.person, view.partner)
    asked = [_background(view, name, f"/{topic}/{card}") for name in questions_for(found, view.person)]
    places = [(place, catalogue.place(view.parts, place, view.person.language)) for place in told.places[:3]]
    city = view.parts.library.cities.get(view.person.city or "")
    unknown = catalogue.unknown(view.parts, city, view.person.language) if city and found.needs and not places else ()
    following = [view.card_tile(other) for other in told.next[:3]]
    back = view.href(f"/{topic}")
    return render(
        "card.html",
        view,
        told=told,
        asked=asked,
        places=places,
        unknown=unknown,
        following=following,
        back=back,
        notes=note.notes_for(view.parts, found, view.person, view.partner),
    )


def _background(view: View, name: str, path: str) -> tuple[Said, list[Tile]]:
    """Offer the answers to what would make this card fit better."""
    asked = view.phrase(f"{name}.ask")
    if name == "city":
        cities = view.parts.library.cities.values()
        return asked, [view.tile(view.href(path, city=city.id), _city(view, city)) for city in cities]
    values = Stage if name == "stage" else Origin
    return asked, [
        view.tile(view.href(path, **{name: value}), view.phrase(f"{name}.{value}.label")) for value in values
    ]
