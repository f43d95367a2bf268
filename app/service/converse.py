"""Answer one message at once: for the page, the API and the terminal."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.hours import ZONE
from app.domain.library import Library
from app.domain.message import Incoming, Reply
from app.domain.person import Person
from app.flow.conversation import Conversation, Event, Turn, dump, overtaken, parse
from app.flow.engine import advance
from app.service import note, word
from app.service.parts import Parts
from app.store import conversations, counts, forget, hours
from app.store.counts import MADE_HERE, Count
from app.store.statement import Transaction


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back, who the person is now, and what is to be counted."""

    replies: tuple[Reply, ...]
    person: Person
    counts: Mapping[Count, int]
    partner: str = ""


def person_key(parts: Parts, channel: str, address: str) -> str:
    """Name a conversation: a keyed hash, so that nobody can tell whose it is."""
    return parts.vault.key("person", channel, address)


def converse(parts: Parts, tx: Transaction, incoming: Incoming, begin: Conversation | None = None) -> Answer:
    """Answer at once, inside the caller's transaction.

    `begin` is the state of a new conversation whose language or partner is known before the first word.
    """
    answer = step(parts, tx, incoming, begin)
    keep(parts, tx, answer.counts)
    return answer


def step(parts: Parts, tx: Transaction, incoming: Incoming, begin: Conversation | None = None) -> Answer:
    """Take one step in the talk and keep it; the caller adds the counts, last of all."""
    now = parts.now()
    key = person_key(parts, incoming.channel, incoming.address)
    state = conversations.load(tx, key)
    before = parse(state) if state else begin
    turn = advance(before, incoming, parts.library, now)
    after = _kept(before, turn.conversation, incoming.sent_at or 0.0)
    if after is None:
        forget.forget(tx, key)
    else:
        conversations.save(tx, key, dump(after), now.timestamp())
    told = after or Conversation()
    language = turn.language or next(iter(parts.library.languages))
    says = note.told(parts, tx, turn.says, after)
    replies = tuple(word.say(parts, said, language) for said in says)
    events = (*_begun(state, turn), *turn.events, *_plan_changed(before, told, turn.events))
    return Answer(replies, told.person, counted(incoming.channel, told, events, parts.library), told.partner)


def _kept(before: Conversation | None, after: Conversation | None, sent_at: float) -> Conversation | None:
    """Choose what to keep. Vendors bring messages in any order: an old one is answered, but leads nobody back."""
    if after is None:
        return None
    if before is not None and 0 < sent_at < before.heard_at:
        return overtaken(before, after)
    return replace(after, heard_at=sent_at or after.heard_at)


def counted(channel: str, told: Conversation, events: tuple[Event, ...], library: Library) -> Mapping[Count, int]:
    """Count what happened, with the kind of person and never the person."""
    return Counter(_count(channel, told, event, library) for event in events)


def _count(channel: str, told: Conversation, event: Event, library: Library) -> Count:
    """Say what is counted. Opening a topic is about no card, whichever was told last."""
    person = told.person
    card, topic = ("", told.topic) if event.name == "topic" else (event.card, library.topic_of(event.card))
    return Count(
        channel,
        person.language,
        person.plan or "",
        event.name,
        card,
        person.stage or "",
        person.origin or "",
        topic,
        told.partner,
    )


def _begun(state: str | None, turn: Turn) -> tuple[Event, ...]:
    """Note that a talk began with a message that is no start: a first word, or a first tap on a page."""
    known = state or turn.conversation is None or any(event.name == "started" for event in turn.events)
    return () if known else (Event("started"),)


def _plan_changed(before: Conversation | None, told: Conversation, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Note from which plan to which, as "plan:settle>circular"; nothing on one side stands for "not said"."""
    old, new = before.person.plan if before else None, told.person.plan
    said = old != new and any(event.name == "plan" for event in events)
    return (Event(f"plan:{old or ''}>{new or ''}"),) if said else ()


def keep(parts: Parts, tx: Transaction, happened: Mapping[Count, int]) -> None:
    """Add to the counts of the day, and to the hours in which people asked for a person. Last in a transaction."""
    now = parts.now()
    asked: Counter[str] = Counter()
    for count, n in happened.items():
        if count.event == "person" and count.channel != MADE_HERE:
            asked[count.partner] += n
    for partner, n in sorted(asked.items()):
        hours.add(tx, now.astimezone(ZONE), partner, n)
    counts.add(tx, now.date(), happened)
