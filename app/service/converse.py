"""Answer one message at once: for the page, the API and the terminal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.message import Incoming, Reply
from app.domain.person import Person
from app.flow.conversation import Conversation, Event, dump, overtaken, parse
from app.flow.engine import advance
from app.service import note, word
from app.service.parts import Parts
from app.store import conversations, counts, forget
from app.store.counts import Count
from app.store.statement import Transaction


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back, who the person is now, and what is to be counted."""

    replies: tuple[Reply, ...]
    person: Person
    counts: Mapping[Count, int]


def person_key(parts: Parts, channel: str, address: str) -> str:
    """Name a conversation: a keyed hash, so that nobody can tell whose it is."""
    return parts.vault.key("person", channel, address)


def converse(parts: Parts, tx: Transaction, incoming: Incoming, begin: Conversation | None = None) -> Answer:
    """Answer at once, inside the caller's transaction.

    `begin` is the state of a new conversation whose language or partner is known before the first word.
    """
    answer = step(parts, tx, incoming, begin)
    counts.add(tx, parts.now().date(), answer.counts)
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
    person = (after or Conversation()).person
    language = turn.language or next(iter(parts.library.languages))
    says = note.told(parts, tx, turn.says, after)
    replies = tuple(word.say(parts, told, language) for told in says)
    return Answer(replies, person, counted(incoming.channel, person, turn.events))


def _kept(before: Conversation | None, after: Conversation | None, sent_at: float) -> Conversation | None:
    """Choose what to keep. Vendors bring messages in any order: an old one is answered, but leads nobody back."""
    if after is None:
        return None
    if before is not None and 0 < sent_at < before.heard_at:
        return overtaken(before, after)
    return replace(after, heard_at=sent_at or after.heard_at)


def counted(channel: str, person: Person, events: tuple[Event, ...]) -> Mapping[Count, int]:
    """Count what happened, with the kind of person and never the person."""
    found: dict[Count, int] = {}
    for event in events:
        count = Count(channel, person.language, person.plan or "", event.name, event.card)
        found[count] = found.get(count, 0) + 1
    return found
