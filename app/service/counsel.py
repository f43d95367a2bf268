"""What a counsellor sees of a card: her client's sentences beside her own, the law behind each, and who hears what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.domain.card import UNKNOWN, Card, Step, When
from app.domain.fact import Fact
from app.domain.hours import ZONE
from app.domain.language import SOURCE
from app.domain.person import Person, Plan
from app.domain.place import Partner, Place
from app.domain.route import cards_for, steps_for
from app.domain.text import Text
from app.language.reviews import digest_of
from app.service import catalogue
from app.service.catalogue import Said, SaidCard
from app.service.parts import Parts

LANGUAGES = (SOURCE, "ro", "bg")  # of counsellors: here, and in the offices of the towns of origin
PLACE_LASTS = timedelta(days=365)  # offices move and change their hours; what nobody confirmed for a year is doubtful
PLANS = (*Plan, None)


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact as it stands today. `warning` names the phrase that says what is wrong with it, or is empty."""

    fact: Fact
    warning: str
    span: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A step: the client's sentence (None where she does not hear it), the counsellor's, for whom, and its facts."""

    step: Step
    client: Said | None
    ours: str
    whom: str
    facts: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Others:
    """Steps that the client does not hear, and the plans of those who do; no plans where stage or origin decide."""

    plans: tuple[Said, ...]
    steps: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A place that helps, and whether nobody has confirmed it for long."""

    place: Place
    said: tuple[Said, ...]
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Counsel:
    """A card for a counsellor. `version` changes with every word of the card in the client's language."""

    told: SaidCard
    title: str
    steps: tuple[Beside, ...]
    others: tuple[Others, ...]
    rest: tuple[Beside, ...]
    places: tuple[Advice, ...]
    version: str
    today: date


@dataclass(frozen=True, slots=True)
class Listed:
    """A card in the index: both titles, the words it is found by, whether the client is offered it, and what is due."""

    card: Card
    ours: str
    client: str
    words: str
    offered: bool
    due: bool


def today(parts: Parts) -> date:
    """Give the day in Germany."""
    return parts.now().astimezone(ZONE).date()


def look(parts: Parts, name: str, person: Person, ours: str, partner: Partner | None) -> Counsel:
    """Lay a card open to a counsellor who reads `ours`. Raises KeyError and catalogue.Missing as catalogue.card."""
    told = catalogue.card(parts, name, person)
    said = {step.id: step.said for step in told.steps}
    steps = {step.id: _beside(parts, step, ours, said.get(step.id)) for step in told.card.steps}
    others, rest = _others(told.card, person)
    groups = tuple(
        Others(tuple(_plan(parts, plan, ours) for plan in plans), tuple(steps[step.id] for step in group))
        for plans, group in others.items()
    )
    return Counsel(
        told=told,
        title=_worded(parts, told.card.title, ours),
        steps=tuple(steps[step.id] for step in told.steps),
        others=groups,
        rest=tuple(steps[step.id] for step in rest),
        places=tuple(_places(parts, told, person, ours, partner)),
        version=digest_of(told.card, parts.words, person.language)[:12],
        today=today(parts),
    )


def listing(parts: Parts, person: Person, ours: str) -> Iterator[tuple[Said, tuple[Listed, ...]]]:
    """List all cards by topic: first those that the client is offered, in her order, then the others."""
    for topic in parts.library.topics.values():
        offered = cards_for(topic.id, person, parts.library)
        every = dict.fromkeys((*offered, *(parts.library.cards[name] for name in topic.cards)))
        label = Said(topic.emoji, _worded(parts, topic.label, ours), None)
        yield label, tuple(_listed(parts, card, person, ours, offered=card in offered) for card in every)


def whom(parts: Parts, when: When, ours: str) -> str:
    """Say for whom a step is, in words; empty where it is for everybody."""
    said = []
    for key, wanted in (("plan", when.plan), ("stage", when.stage), ("origin", when.origin)):
        order = [name for name in parts.library.phrases if name.startswith(f"{key}.") and name.endswith(".label")]
        names = [name for name in order if name.split(".")[1] in wanted]
        words = [_picture(catalogue.phrase(parts, name, ours)) for name in names]
        if UNKNOWN in wanted and f"{key}.{UNKNOWN}.label" not in order:
            unsaid = catalogue.phrase(parts, "counsel.unsaid", ours).text
            words.append(f"{_picture(catalogue.phrase(parts, f'counsel.{key}', ours))}: {unsaid}")
        if words:
            said.append(" / ".join(words))
    return " · ".join(said)


def stated(parts: Parts, fact: Fact) -> Stated:
    """Say how a fact stands today."""
    day = today(parts)
    warning = "counsel.ended" if not fact.holds_on(day) else "counsel.due" if fact.is_due_on(day) else ""
    ends = [parts.words.day(end, SOURCE) if end else "" for end in (fact.valid_from, fact.valid_to)]
    return Stated(fact, warning, " – ".join(ends).strip() if any(ends) else "")


def _beside(parts: Parts, step: Step, ours: str, client: Said | None) -> Beside:
    facts = tuple(stated(parts, parts.library.facts[name]) for name in catalogue.facts_of(step))
    return Beside(step, client, _worded(parts, step.text, ours), whom(parts, step.when, ours), facts)


def _worded(parts: Parts, text: Text, ours: str) -> str:
    """Word a text for the counsellor; in German, the source, where her language does not have it yet."""
    return parts.words.say(text, ours) or parts.words.say(text, SOURCE) or text.source


def _picture(said: Said) -> str:
    return f"{said.emoji} {said.text}"


def _plan(parts: Parts, plan: Plan | None, ours: str) -> Said:
    return catalogue.phrase(parts, f"plan.{plan or UNKNOWN}.label", ours)


def _others(card: Card, person: Person) -> tuple[dict[tuple[Plan | None, ...], list[Step]], list[Step]]:
    """Group what the client does not hear by the plans that hear it where she is; the rest hangs on stage or origin."""
    heard = steps_for(card, person)
    forms = {plan: steps_for(card, replace(person, plan=plan)) for plan in PLANS if plan != person.plan}
    groups: dict[tuple[Plan | None, ...], list[Step]] = {(plan,): [] for plan in forms}  # one plan alone comes first
    rest = []
    for step in card.steps:
        if step in heard:
            continue
        if plans := tuple(plan for plan, form in forms.items() if step in form):
            groups.setdefault(plans, []).append(step)
        else:
            rest.append(step)
    return {plans: steps for plans, steps in groups.items() if steps}, rest


def _places(parts: Parts, told: SaidCard, person: Person, ours: str, partner: Partner | None) -> Iterator[Advice]:
    """Give the places of the client's city that help with this, the partner's own first."""
    own = [place for place in partner.places if set(place.needs) & set(told.card.needs)] if partner else []
    for place in dict.fromkeys((*own, *(told.places if person.city else ()))):
        doubtful = today(parts) - place.last_confirmed > PLACE_LASTS
        yield Advice(place, catalogue.place(parts, place, ours), doubtful)


def _listed(parts: Parts, card: Card, person: Person, ours: str, *, offered: bool) -> Listed:
    facts = [parts.library.facts[name] for name in _facts(card.steps)]
    client = parts.words.say(card.title, person.language) or ""
    bases = (fact.legal_basis for fact in facts)
    words = " ".join((*(_worded(parts, text, ours) for text in card.texts), client, card.id, *dict.fromkeys(bases)))
    due = any(stated(parts, fact).warning for fact in facts)
    return Listed(card, _worded(parts, card.title, ours), client, words, offered, due)


def _facts(steps: Iterable[Step]) -> dict[str, None]:
    return dict.fromkeys(name for step in steps for name in catalogue.facts_of(step))
