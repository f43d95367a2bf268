"""Take in what a channel brings: answer it and queue the answer, all in one transaction, each message once."""

import json

from app.domain.message import Incoming, Option, Reply
from app.service.converse import person_key, step
from app.service.parts import Parts
from app.store import counts, inbox, outbox
from app.store.statement import Transaction


def receive(parts: Parts, tx: Transaction, incoming: Incoming) -> bool:
    """Answer one message. False means that it had been answered before."""
    now = parts.now().timestamp()
    if not inbox.first_time(tx, parts.vault.key("message", incoming.channel, incoming.id), now):
        return False
    answer = step(parts, tx, incoming)
    person = person_key(parts, incoming.channel, incoming.address)
    for number, reply in enumerate(answer.replies):
        sealed = parts.vault.seal(pack(incoming.address, reply, "" if number else incoming.receipt))
        outbox.queue(tx, person, incoming.channel, sealed, now)
    counts.add(tx, parts.now().date(), answer.counts)
    return True


def pack(address: str, reply: Reply, receipt: str) -> bytes:
    """Write a reply and its address for the outbox; it is sealed before it is stored."""
    options = [[[option.id, option.emoji, option.label] for option in row] for row in (reply.choices, reply.fixed)]
    fields = [address, receipt, reply.language, reply.title, reply.text, reply.sound, *options, reply.card]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(data: bytes) -> tuple[str, Reply, str]:
    """Read back what `pack` wrote: address, reply, receipt."""
    address, receipt, language, title, text, sound, choices, fixed, card = json.loads(data)
    rows = [tuple(Option(*option) for option in row) for row in (choices, fixed)]
    return address, Reply(language, title, text, tuple(sound), rows[0], rows[1], card), receipt
