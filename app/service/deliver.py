"""Bring waiting replies to their channels: in order for each person, again after trouble, and forgotten when done."""

import logging
import random
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from app.domain.message import Reply
from app.ports.channel import Channel, Delivery, GiveUp, Sound, TryLater
from app.service.parts import Parts
from app.service.receive import unpack
from app.store import forget, outbox
from app.store.database import Unavailable
from app.store.outbox import Status, Waiting

log = logging.getLogger("drom.deliver")
AT_ONCE = 16
LEASE_SECONDS = 60
FIRST_WAIT, LONGEST_WAIT = 2.0, 600.0
MOST_TRIES = 12
IDLE_SECONDS = 0.2
VOICE_SECONDS = 20.0  # how long a reply waits for its voice to be made; then the words go alone
TIDY_SECONDS = 3600


def deliver_due(parts: Parts, pool: ThreadPoolExecutor) -> int:
    """Deliver what is due now, each person's oldest reply. Gives the number of replies taken in hand."""
    now = parts.now().timestamp()
    names = tuple(parts.channels)
    due = parts.database.run(lambda tx: outbox.due(tx, now, AT_ONCE, LEASE_SECONDS, names)) if names else ()
    list(pool.map(lambda waiting: deliver(parts, waiting), due))
    return len(due)


def deliver(parts: Parts, waiting: Waiting) -> None:
    """Send one reply and note how it went. Whatever happens, the row leaves with a lease, a date or an end."""
    channel = parts.channels[waiting.channel]
    try:
        _send(parts, channel, waiting)
    except TryLater as trouble:
        _later(parts, waiting, trouble.after)
    except GiveUp as refusal:
        _end(parts, waiting, Status.GIVEN_UP)
        if refusal.left:
            parts.database.run(lambda tx: forget.forget(tx, waiting.person))
        log.warning("given up", extra={"outbox": waiting.id, "channel": waiting.channel})
    except Exception as error:  # noqa: BLE001  # a reply that breaks us must not stop everybody else's
        _end(parts, waiting, Status.PARKED)
        log.error("parked: %s", type(error).__name__, extra={"outbox": waiting.id, "channel": waiting.channel})  # noqa: TRY400  # a traceback could hold a person's words
    else:
        _end(parts, waiting, Status.SENT)


def _send(parts: Parts, channel: Channel, waiting: Waiting) -> None:
    address, reply, receipt = unpack(parts.vault.open(waiting.sealed))
    for payload in channel.render(Delivery(address, reply, _sound(parts, reply), receipt)):
        try:
            channel.send(payload)
        except (TryLater, GiveUp):
            if not payload.optional:
                raise


def _sound(parts: Parts, reply: Reply) -> Sound | None:
    """Find the voice of a reply. Where the studio is still at work, wait: for many people the voice is the reply."""
    patience = time.monotonic() + VOICE_SECONDS
    clip = parts.clips.joined(reply.sound)
    while clip is None and reply.sound and parts.clips.coming and time.monotonic() < patience:
        time.sleep(IDLE_SECONDS)
        clip = parts.clips.joined(reply.sound)
    if clip is None:
        return None
    return Sound(parts.clips.file(clip.id), f"{parts.public_url}/audio/{clip.id}.ogg", clip.seconds)


def _end(parts: Parts, waiting: Waiting, status: Status) -> None:
    parts.database.run(lambda tx: outbox.settle(tx, waiting.id, status, parts.now().timestamp()))


def _later(parts: Parts, waiting: Waiting, after: float | None) -> None:
    """Wait twice as long each time, a little apart from others; what the vendor asks for is obeyed."""
    tries = waiting.tries + 1
    if tries >= MOST_TRIES:
        _end(parts, waiting, Status.PARKED)
        return
    wait = after if after is not None else min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1))
    due_at = parts.now().timestamp() + wait * (1 + random.random() / 4)  # noqa: S311  # spreading, not secrecy
    parts.database.run(lambda tx: outbox.later(tx, waiting.id, due_at, tries))


def run(parts: Parts, stopping: Event) -> None:
    """Deliver until told to stop, tidying once an hour; the database may come and go."""
    tidied = 0.0
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="deliver") as pool:
        while not stopping.is_set():
            try:
                taken = deliver_due(parts, pool)
                if time.monotonic() - tidied > TIDY_SECONDS:
                    parts.database.run(lambda tx: forget.tidy(tx, parts.now().timestamp()))
                    tidied = time.monotonic()
            except Unavailable:
                log.warning("the database is out of reach; trying again")
                taken = 0
            if not taken:
                stopping.wait(IDLE_SECONDS)
