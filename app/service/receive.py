"""Take in what a channel brings: answer it and queue the answer, all in one transaction, each message once."""

from collections.abc import Sequence

from app.domain.message import Incoming, Kind, Reply, merged
from app.flow.conversation import parse
from app.ports.channel import Channel
from app.service.converse import keep, person_key, step
from app.service.hear import can_hear
from app.service.letter import Letter, pack
from app.service.parts import Parts
from app.store import conversations, inbox, line, outbox
from app.store.counts import Count
from app.store.forget import INBOX_LASTS, REPLY_WAITS
from app.store.statement import Transaction

MOST_WAITING = 6  # replies that one person may have waiting: who writes more gets the newest


def receive(parts: Parts, tx: Transaction, incoming: Incoming) -> bool:
    """Answer one message. False means that it had been answered before."""
    now = parts.now().timestamp()
    if not inbox.first_time(tx, parts.vault.key("message", incoming.channel, incoming.id), now):
        return False
    if incoming.kind is Kind.VOICE and can_hear(parts, language_of(parts, tx, incoming)):
        # To fetch and to hear it takes seconds: it waits for that in the outbox (app/service/deliver.py).
        queue(parts, tx, incoming, [Letter(incoming.address, receipt=incoming.receipt, note=incoming.content)])
    else:
        answer(parts, tx, incoming)
    return True


def answer(parts: Parts, tx: Transaction, incoming: Incoming) -> None:
    """Answer a message that is known to be new, and queue the answer while the vendor still lets it through."""
    answered = step(parts, tx, incoming)
    counted = dict(answered.counts)
    if not queue(parts, tx, incoming, _letters(parts.channels[incoming.channel], incoming, answered.replies)):
        person = answered.person
        kind = {"stage": person.stage or "", "origin": person.origin or "", "partner": answered.partner}
        counted[Count(incoming.channel, person.language, person.plan or "", "too-late", **kind)] = 1
    keep(parts, tx, counted)


def language_of(parts: Parts, tx: Transaction, incoming: Incoming) -> str:
    """Read the language in which somebody talks; empty where she has not chosen one."""
    state = conversations.load(tx, person_key(parts, incoming.channel, incoming.address))
    return parse(state).person.language if state else ""


def queue(parts: Parts, tx: Transaction, incoming: Incoming, letters: Sequence[Letter]) -> bool:
    """Put a turn behind what waits for the person; False where she wrote so long ago that nothing may go to her."""
    channel = parts.channels[incoming.channel]
    now = parts.now().timestamp()
    expires_at = min(now + REPLY_WAITS, _sent_at(incoming, now) + (channel.manner.window or REPLY_WAITS))
    if expires_at <= now:
        return not letters
    person = person_key(parts, incoming.channel, incoming.address)
    line.replace(tx, person, now, MOST_WAITING - len(letters))
    due_at = _allowed_at(tx, channel, person)
    for letter in letters:
        sealed = parts.vault.seal(pack(letter))
        passing = letter.reply.card is None and not letter.note
        outbox.queue(tx, person, channel.name, sealed, now, expires_at=expires_at, due_at=due_at, passing=passing)
    return True


def _letters(channel: Channel, incoming: Incoming, replies: Sequence[Reply]) -> list[Letter]:
    """Write the letters of a turn; only the first acknowledges her message."""
    told = merged(replies) if channel.manner.merges else replies
    return [Letter(incoming.address, reply, "" if number else incoming.receipt) for number, reply in enumerate(told)]


def _sent_at(incoming: Incoming, now: float) -> float:
    """Tell when she wrote. A vendor repeats for a week at most: what is older, or to come, is a clock that is wrong."""
    sent_at = incoming.sent_at or now
    return sent_at if now - INBOX_LASTS < sent_at < now else now


def _allowed_at(tx: Transaction, channel: Channel, person: str) -> float:
    """Tell from when on the vendor lets one more message through to her."""
    pace = channel.manner.pace
    return conversations.paced(tx, person) - (pace.burst - 1) * pace.seconds if pace else 0.0
