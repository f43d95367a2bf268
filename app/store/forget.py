"""Forgetting: one person at once when she says so, and everything when its time is over."""

from collections.abc import Mapping
from typing import NamedTuple

from app.store import conversations, inbox, media, outbox
from app.store.statement import Transaction

DAY = 86_400.0

# design.md, section 8. The inbox outlives the longest time for which a vendor repeats a delivery (WhatsApp: 7 days).
CONVERSATION_LASTS = 90 * DAY
INBOX_LASTS = 8 * DAY
REPLY_WAITS = 1 * DAY
SETTLED_LASTS = 8 * DAY


class Forgotten(NamedTuple):
    """How much there was of a person."""

    talks: int
    replies: int


def forget(tx: Transaction, person: str) -> Forgotten:
    """Remove all that is kept of a person: her conversation and the replies that wait for her."""
    conversations.load(tx, person)  # one message of hers that is just being taken comes before this, not after
    talks = int(conversations.delete(tx, person))
    return Forgotten(talks, outbox.forget(tx, person))


def tidy(tx: Transaction, now: float) -> Mapping[str, int]:
    """Remove what has outlived its promise; say how much of what. Replies name their own end (outbox.wipe)."""
    return {
        "conversations": conversations.purge(tx, now - CONVERSATION_LASTS),
        "inbox": inbox.purge(tx, now - INBOX_LASTS),
        "settled": outbox.purge(tx, now - SETTLED_LASTS),
        "media": media.purge(tx, now),
    }
