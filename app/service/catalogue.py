"""What the API and the pages show: the content for one person, in her words, with its sound."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.card import Card, Step
from app.domain.fact import Fact
from app.domain.hours import ZONE
from app.domain.message import Clip
from app.domain.person import Person
from app.domain.place import City, Partner, Place
from app.domain.review import Review
from app.domain.route import cards_for, next_for, own_places, places_for, steps_for
from app.domain.text import Line, Text, Value
from app.flow.partner import greeting as greeting_line
from app.flow.places import city_lines, place_lines, unknown_lines
from app.service.parts import Parts


class Missing(Exception):
    """The text is not in this language yet. `languages` have it."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        super().__init__("not in this language yet")
        self.languages = languages


@dataclass(frozen=True, slots=True)
class Said:
    """A text in somebody's language, its picture and its sound."""

    emoji: str
    text: str
    clip: Clip | None


@dataclass(frozen=True, slots=True)
class SaidStep:
    """A step as it is said, and the facts it states."""

    id: str
    said: Said
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidCard:
    """A whole card for one person."""

    card: Card
    label: str
    title: Said
    steps: tuple[SaidStep, ...]
    clip: Clip | None
    facts: tuple[tuple[Fact, str], ...]
    places: tuple[Place, ...]
    next: tuple[Card, ...]
    review: Review | None

    @property
    def said(self) -> tuple[Said, ...]:
        """All that is said of it, in order."""
        return (self.title, *(step.said for step in self.steps))


def say(parts: Parts, text: Text, language: str, emoji: str = "", **values: Value) -> Said:
    """Word a text. Raises Missing."""
    words = parts.words.say(text, language, values)
    if words is None:
        have = tuple(code for code in parts.library.languages if parts.words.say(text, code, values) is not None)
        raise Missing(have)
    return Said(emoji, words, parts.clips.find(parts.clips.name(words, language)))


def phrase(parts: Parts, key: str, language: str, **values: Value) -> Said:
    """Word a phrase of the talk or of a page."""
    found = parts.library.phrases[key]
    return say(parts, found.text, language, found.emoji, **values)


def card(parts: Parts, name: str, person: Person, partner: Partner | None = None) -> SaidCard:
    """Tell a card to a person; the places of the partner who sent her come first.

    Raises KeyError for an unknown card, Missing where her language has not all of it.
    """
    found = parts.library.cards[name]
    language = person.language
    title = say(parts, found.title, language, found.emoji)
    chosen = steps_for(found, person)
    steps = tuple(SaidStep(step.id, say(parts, step.text, language, step.emoji), facts_of(step)) for step in chosen)
    return SaidCard(
        card=found,
        label=say(parts, found.label, language).text,
        title=title,
        steps=steps,
        clip=parts.clips.joined(spoken(parts, (title, *(step.said for step in steps)), language)),
        facts=tuple(_facts(parts, steps, language)),
        places=places_for(found.needs, person, parts.library, own_places(partner, person)),
        next=next_for(found, person, parts.library),
        review=parts.library.reviews.get((language, name)),
    )


def spoken(parts: Parts, said: Sequence[Said], language: str) -> tuple[str, ...]:
    """Name the clips of what is said as one, between the signs of its beginning and its end; none where one lacks."""
    names = [parts.clips.name(one.text, language) for one in said]
    return parts.clips.framed(names) if all(names) else ()


def facts_of(step: Step) -> tuple[str, ...]:
    """Name the facts of a step: those in its sentence, then those it states without a value."""
    return tuple(dict.fromkeys((*sorted(step.text.placeholders), *step.facts)))


def _facts(parts: Parts, steps: Iterable[SaidStep], language: str) -> Iterable[tuple[Fact, str]]:
    """Give each fact once, with its value in words; a right has no value, so its sentence stands for it."""
    seen: set[str] = set()
    for step in steps:
        for name in step.facts:
            if name not in seen:
                seen.add(name)
                yield parts.library.facts[name], parts.words.value(name, language) or step.said.text


def topics(parts: Parts, person: Person) -> tuple[tuple[str, Said, tuple[Card, ...]], ...]:
    """List the topics with their cards in the order for this person."""
    listed = []
    for topic in parts.library.topics.values():
        cards = cards_for(topic.id, person, parts.library)
        listed.append((topic.id, say(parts, topic.label, person.language, topic.emoji), cards))
    return tuple(listed)


def greeting(parts: Parts, partner: Partner, language: str) -> Said:
    """Greet in a partner's own words, or say who sends her."""
    line = greeting_line(partner, language, parts.library)
    return say(parts, line.text, language, line.emoji, **line.values)


def place(parts: Parts, found: Place, language: str) -> tuple[Said, ...]:
    """Say a place as it is now: how to reach it first, then when it opens and how it works."""
    return _said(parts, place_lines(parts.library, found, parts.now()), language)


def city(parts: Parts, found: City, language: str) -> tuple[Said, ...]:
    """Say where a city keeps its local detail."""
    return _said(parts, city_lines(parts.library, found), language)


def unknown(parts: Parts, found: City, language: str) -> tuple[Said, ...]:
    """Say that no place is known in a city, and where to ask instead."""
    return _said(parts, unknown_lines(parts.library, found), language)


def moment(parts: Parts) -> tuple[object, ...]:
    """Name what a kept answer about hours depends on: the local day, and the next change of each place's hours."""
    now = parts.now()
    schedules = (place.schedule for place in parts.library.places if place.schedule)
    return now.astimezone(ZONE).date(), *(schedule.next_change(now) for schedule in schedules)


def _said(parts: Parts, lines: Iterable[Line], language: str) -> tuple[Said, ...]:
    """Word lines; an extra one that the language does not have yet is left out."""
    there = (line for line in lines if not line.extra or parts.words.template(line.text, language) is not None)
    return tuple(say(parts, line.text, language, line.emoji, **line.values) for line in there)
