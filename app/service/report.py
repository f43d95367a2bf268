"""Take a vendor's report of our message: it settles what a crash or a time-out left unknown, and what was played."""

from app.domain.report import Fate, Mark, Report
from app.service.converse import person_key
from app.service.parts import Parts
from app.store import counts, forget, inbox, outbox
from app.store.counts import Count
from app.store.outbox import Status
from app.store.statement import Transaction

COUNTED = {Fate.PLAYED: "played", Fate.FAILED: "failed"}


def report(parts: Parts, tx: Transaction, told: Report) -> None:
    """Note what became of a message. Reports come late, twice and in any order; none undoes another."""
    now = parts.now().timestamp()
    if told.left and told.address:
        forget.forget(tx, person_key(parts, told.channel, told.address))
    mark = told.mark
    if mark is None:
        return
    if told.fate is not Fate.FAILED:
        _arrived(tx, mark, now)
    elif told.final:
        outbox.through(tx, mark.reply, mark.queued_at, Status.GIVEN_UP, now)
    if told.fate in COUNTED and inbox.first_time(
        tx, parts.vault.key("report", told.channel, str(mark), told.fate), now
    ):
        event = f"{COUNTED[told.fate]}-{mark.voice}" if told.fate is Fate.PLAYED else COUNTED[told.fate]
        topic = parts.library.topic_of(mark.card)
        count = Count(told.channel, mark.language, event=event, card=mark.card, topic=topic)
        counts.add(tx, parts.now().date(), {count: 1})


def _arrived(tx: Transaction, mark: Mark, now: float) -> None:
    """Note that the vendor took a message, and with it those before it; with the last one the reply is sent."""
    if mark.part + 1 < mark.parts:
        outbox.taken(tx, mark.reply, mark.queued_at, mark.part + 1)
    else:
        outbox.through(tx, mark.reply, mark.queued_at, Status.SENT, now)
