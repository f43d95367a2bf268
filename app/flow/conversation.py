"""Where one person stands in the talk, and how that is kept: small, without a name, a number or a word of hers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.message import Say
from app.domain.person import Origin, Person, Plan, Stage
from app.domain.text import Line

NOBODY = Person()


@dataclass(frozen=True, slots=True)
class Conversation:
    """The state of one talk.

    `step` is the question that stands; `pending` is a choice that waits for an answer to it; `asked` are questions
    that were put and not answered; `near` are cards that may have been meant; `heard` are choices that a voice note may
    have meant: while there are any, they are what is asked about, and `step` waits. `unheard` counts messages in a row
    that we did not understand; `heard_at` is when she sent the newest one, in Unix seconds (0: not known). `partner`
    is by whom she came, `greeted` whose greeting she has heard.
    """

    person: Person = NOBODY
    step: str = "language"
    pending: str = ""
    topic: str = ""
    card: str = ""
    page: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)
    near: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()
    unheard: int = 0
    plan_said: date | None = None
    partner: str = ""
    greeted: str = ""
    heard_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What a step makes of a choice: the next conversation, lines to say first, and what is counted."""

    conversation: Conversation
    lines: tuple[Line, ...] = ()
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is counted, with the card it was about. Never with a person."""

    name: str
    card: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One step forward. A conversation of None means: forget it. At most two things are said."""

    conversation: Conversation | None
    language: str
    says: tuple[Say, ...]
    events: tuple[Event, ...] = ()


def overtaken(newer: Conversation, older: Conversation) -> Conversation:
    """Join what a message leads to that came after a newer one: where she stands is the newer's.

    What the older says of herself counts where the newer is silent. Without a language nothing was answered yet.
    """
    said, before = newer.person, older.person
    if not said.language:
        return replace(older, heard_at=newer.heard_at)
    person = Person(
        said.language,
        said.plan or before.plan,
        said.stage or before.stage,
        said.origin or before.origin,
        said.city or before.city,
    )
    return replace(newer, person=person, asked=newer.asked | older.asked, plan_said=newer.plan_said or older.plan_said)


def dump(conversation: Conversation) -> str:
    """Write a conversation as JSON; what is empty is left out."""
    person = conversation.person
    fields = {
        "language": person.language,
        "plan": person.plan,
        "stage": person.stage,
        "origin": person.origin,
        "city": person.city,
        "step": conversation.step,
        "pending": conversation.pending,
        "topic": conversation.topic,
        "card": conversation.card,
        "page": conversation.page,
        "answers": dict(conversation.answers),
        "near": list(conversation.near),
        "heard": list(conversation.heard),
        "asked": sorted(conversation.asked),
        "unheard": conversation.unheard,
        "plan_said": conversation.plan_said.isoformat() if conversation.plan_said else "",
        "partner": conversation.partner,
        "greeted": conversation.greeted,
        "heard_at": conversation.heard_at,
    }
    return json.dumps({key: value for key, value in fields.items() if value}, separators=(",", ":"))


def parse(state: str) -> Conversation:
    """Read back what `dump` wrote. A state without a key is an older one and gets the default."""
    data = json.loads(state)
    return Conversation(
        person=Person(
            language=data.get("language", ""),
            plan=Plan(data["plan"]) if "plan" in data else None,
            stage=Stage(data["stage"]) if "stage" in data else None,
            origin=Origin(data["origin"]) if "origin" in data else None,
            city=data.get("city"),
        ),
        step=data.get("step", "language"),
        pending=data.get("pending", ""),
        topic=data.get("topic", ""),
        card=data.get("card", ""),
        page=data.get("page", 0),
        answers=data.get("answers", {}),
        near=tuple(data.get("near", ())),
        heard=tuple(data.get("heard", ())),
        asked=frozenset(data.get("asked", ())),
        unheard=data.get("unheard", 0),
        plan_said=date.fromisoformat(data["plan_said"]) if "plan_said" in data else None,
        partner=data.get("partner", ""),
        greeted=data.get("greeted", ""),
        heard_at=data.get("heard_at", 0.0),
    )
