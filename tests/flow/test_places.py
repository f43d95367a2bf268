"""How places are told, in German: how to reach them, when they open, how they work, and what to do without one."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from app.content.hours import Hours
from app.domain.hours import ZONE
from app.domain.library import Library
from app.domain.person import Person
from app.domain.place import City, Place
from app.domain.text import Line
from app.flow import places
from app.flow.conversation import Conversation
from app.flow.engine import STEPS
from app.service.parts import Parts

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
OFFICE = Place("x", "Amt", "x", ("school-advice",), (), None, None, None, None, None, None, date(2026, 11, 21))
CITY = City("x", "Stadt", "🏙️", (), url="https://www.stadt.example/")
HOURS = "Mo 09:00-12:00; Th 13:30-16:00"

# Read as: what is known of the place · what is said on Monday at ten.
TOLD = [
    ({}, ["Amt."]),
    ({"phone": "+49 203 1"}, ["Amt. Telefon: +49 203 1."]),
    ({"phone": "+49 203 1", "url": "https://amt.example/"}, ["Amt. Telefon: +49 203 1."]),
    ({"url": "https://www.amt.example/"}, ["Amt.", "Im Internet: amt.example."]),
    ({"url": "https://amt.example/a/long/way/that/nobody/types"}, ["Amt."]),
    ({"hours": HOURS}, ["Amt.", "Jetzt offen bis 12 Uhr."]),
    ({"hours": "Th 13:30-16:00"}, ["Amt.", "Öffnet Donnerstag um 13:30 Uhr."]),
    ({"hours": "Mo 12:00-14:00"}, ["Amt.", "Öffnet heute um 12 Uhr."]),
    ({"hours": "Mo 08:00-09:00"}, ["Amt.", "Öffnet in einer Woche: Montag um 8 Uhr."]),
    ({"hours": "2026 Dec 24 08:00-09:00"}, ["Amt.", "Die nächsten Tage geschlossen."]),
    ({"hours": "24/7"}, ["Amt.", "Jetzt offen."]),
    ({"walk_in": True}, ["Amt.", "Sie brauchen keinen Termin."]),
    ({"walk_in": True, "by_appointment": True}, ["Amt.", "Sie brauchen keinen Termin."]),
    ({"by_appointment": True}, ["Amt.", "Machen Sie einen Termin."]),
    ({"by_appointment": True, "walk_in": False}, ["Amt.", "Nur mit Termin."]),
    ({"hours": HOURS, "by_appointment": True, "walk_in": False}, ["Amt.", "Jetzt offen bis 12 Uhr.", "Nur mit Termin."]),
    ({"way": "school-hagen", "by_appointment": True}, ["Amt.", "Hier berät man Sie. Danach bekommt Ihr Kind eine Schule."]),
]  # fmt: skip


def german(parts: Parts, lines: tuple[Line, ...]) -> list[str | None]:
    return [parts.words.say(line.text, "de", line.values) for line in lines]


def office(**known: object) -> Place:
    hours = known.get("hours")
    return replace(OFFICE, schedule=Hours(str(hours)) if hours else None, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(("known", "said"), TOLD, ids=lambda value: str(value)[:50])
def test_a_place_is_told_by_what_is_known_of_it(parts: Parts, known: dict[str, object], said: list[str]) -> None:
    place = office(**known)
    lines = places.place_lines(parts.library, place, MONDAY)
    assert german(parts, lines) == said
    ahead = german(parts, tuple(places.all_place_lines(parts.library, place, MONDAY)))
    fixed = [phrase.text.source for phrase in parts.library.phrases.values()]
    assert [text for text in said if text not in ahead + fixed] == []


def test_a_city_says_where_its_pages_are(parts: Parts) -> None:
    own = places.city_lines(parts.library, CITY)
    assert german(parts, own) == ["Sehen Sie auch auf der Seite der Stadt nach: stadt.example."]
    shared = replace(CITY, integreat_url="https://integreat.app/", integreat_region="Kreis")
    told = german(parts, places.city_lines(parts.library, shared))
    assert told == ["Mehr in vielen Sprachen steht auf integreat.app. Suchen Sie dort: Kreis."]
    assert places.city_lines(parts.library, replace(CITY, url=None)) == ()


def lines_of(parts: Parts, step: str, city: City) -> list[str | None]:
    library: Library = replace(parts.library, cities={"x": city})
    conversation = Conversation(person=Person("de", city="x"), step=step, card="enrol-child", topic="school")
    say = STEPS[step].ask(conversation, library, MONDAY)[0]
    return german(parts, say.lines)


def test_a_card_names_the_place_of_her_city_as_it_is_now(parts: Parts) -> None:
    city = replace(CITY, places=(office(hours=HOURS),))
    assert lines_of(parts, "card", city)[-2:] == ["Amt.", "Jetzt offen bis 12 Uhr."]


def test_a_card_says_whom_to_ask_where_no_place_is_known(parts: Parts) -> None:
    unknown, page = lines_of(parts, "card", CITY)[-2:]
    assert unknown == "Diese Stelle kenne ich in Ihrer Stadt noch nicht. Rufen Sie 115 an."
    assert page == "Sehen Sie auch auf der Seite der Stadt nach: stadt.example."


# Read as: the needs of the place elsewhere · its languages · who is named, in this order.
NEAR = [
    (("work-advice",), (), ["Anderes Amt.", "Amt."]),  # the order is that of the needs
    (("school-advice",), (), ["Amt."]),  # one for each need, and her own first
    (("school-advice",), ("de",), ["Anderes Amt."]),  # but for one that speaks her language
]


@pytest.mark.parametrize(("needs", "languages", "named"), NEAR)
def test_places_of_other_cities_help_too(
    parts: Parts, needs: tuple[str, ...], languages: tuple[str, ...], named: list[str]
) -> None:
    near = replace(OFFICE, id="y", name="Anderes Amt", city="y", needs=needs, languages=languages)
    said = lines_of(parts, "person", replace(CITY, places=(OFFICE,), also=(near,)))
    assert said[1 : 1 + len(named)] == named
    assert [bool(text and "115" in text) for text in said[1 + len(named) : -1]] == [True]
    assert said[-1] == "Sehen Sie auch auf der Seite der Stadt nach: stadt.example."
