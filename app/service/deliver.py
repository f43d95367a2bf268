"""Bring one waiting reply to its channel: in order for each person, again after trouble, and forgotten when done."""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from app.domain.message import Incoming, Kind
from app.language.sound import FORMATS
from app.ports.channel import Channel, Delivery, GiveUp, Payload, Sound, Stale, TryLater
from app.service.hear import hear
from app.service.letter import Letter, unpack
from app.service.parts import Parts
from app.service.receive import answer, language_of
from app.store import conversations, counts, forget, line, media, outbox
from app.store.counts import Count
from app.store.database import Unavailable
from app.store.outbox import Status, Waiting
from app.store.statement import Transaction

T = TypeVar("T")

log = logging.getLogger("drom.deliver")
LEASE_SECONDS = 30.0
HEAR_SECONDS = 55.0  # to fetch and hear a voice note; under twice the lease (app/store/outbox.py)
CALL_SECONDS = 20.0  # what one call may take (app/channels: connect, write, read)
FIRST_WAIT, LONGEST_WAIT = 2.0, 600.0
UNKNOWN_WAIT = 10.0  # for a vendor's report, where a message may have been taken: longer than reports usually take
MOST_TRIES = 12
VOICE_SECONDS = 20.0  # how long a reply waits for its voice to be made; then the words go alone
VOICE_WAIT = 0.5
INSIST_SECONDS = 20.0  # how long we try to write down that something was sent
MOST_TROUBLE = 200  # characters of a reason that are kept


class _Lost(Exception):
    """Somebody else has the reply by now, or it has ended."""


class _NoVoiceYet(Exception):
    """The studio is still at work on it."""


def deliver(parts: Parts, waiting: Waiting, *, down: bool = False) -> bool:
    """Send one reply and note how it went; False where the vendor itself is in trouble.

    Whatever happens, the row leaves with a lease, a date or an end. While a vendor counts as `down`, nothing is parked.
    """
    channel = parts.channels[waiting.channel]
    lease = _Lease(parts, waiting)
    letter = Letter("")
    try:
        letter = unpack(parts.vault.open(waiting.sealed))
        if letter.note:
            _hear(parts, channel, lease, letter)
        else:
            _finish(parts, channel, waiting, _send(parts, channel, lease, letter))
    except _Lost:
        pass
    except _NoVoiceYet:
        due_at = _now(parts) + VOICE_WAIT
        insist(parts, lambda tx: outbox.later(tx, waiting, due_at, waiting.tries))
    except TryLater as trouble:
        _later(parts, channel, lease.waiting, trouble, down=down or trouble.down)
        return not trouble.down
    except GiveUp as refusal:
        _give_up(parts, waiting, letter, refusal)
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001  # a reply that breaks us must not stop everybody else's
        _park(parts, waiting, f"a fault of ours: {type(error).__name__}")
    return True


class _Lease:
    """Our hold on a reply, kept before each message but the first."""

    def __init__(self, parts: Parts, waiting: Waiting) -> None:
        self.waiting = waiting
        self._parts = parts
        self._taken_at = time.monotonic()

    def keep(self, done: int) -> None:
        """Note that so many messages were taken, and hold on for one more call. Raises _Lost."""
        if done <= self.waiting.done and time.monotonic() - self._taken_at < LEASE_SECONDS - CALL_SECONDS:
            return
        self.hold(LEASE_SECONDS, done)

    def hold(self, seconds: float, done: int = 0) -> Waiting:
        """Hold on for so long from now. Raises _Lost."""
        until = _now(self._parts) + seconds
        if not insist(self._parts, lambda tx: outbox.renew(tx, self.waiting, until, done)):
            raise _Lost
        self.waiting = replace(self.waiting, done=done, leased_until=until)
        self._taken_at = time.monotonic()
        return self.waiting


def _hear(parts: Parts, channel: Channel, lease: _Lease, letter: Letter) -> None:
    """Hear a voice note, then answer it: the note ends and the answer is queued in one transaction."""
    waiting = lease.hold(HEAR_SECONDS)
    note = Incoming(channel.name, letter.address, "", Kind.VOICE, letter.note, letter.receipt)
    language = insist(parts, lambda tx: language_of(parts, tx, note))
    heard = hear(parts, note, language, channel)
    now = _now(parts)

    def work(tx: Transaction) -> None:
        if outbox.settle(tx, waiting.id, Status.SENT, now):
            answer(parts, tx, heard)

    insist(parts, work)


def _send(parts: Parts, channel: Channel, lease: _Lease, letter: Letter) -> int:
    """Make the calls that are still to be made; give the number of messages among them."""
    begun = lease.waiting
    sound = _sound(parts, begun, letter)
    place = Delivery(letter.address, letter.reply, sound, letter.receipt, begun.id, begun.queued_at)
    if letter.receipt and not begun.tries and not begun.done:
        _acknowledge(channel, place)
    if sound and channel.manner.uploads:
        place = replace(place, sound=replace(sound, name=_uploaded(parts, channel, sound)))
    number = 0
    for number, call in enumerate(_messages(channel, place), 1):
        if number <= begun.done:
            continue
        lease.keep(number - 1)
        if number - 1 > begun.done:
            time.sleep(call.pause)
        try:
            channel.send(call)
        except Stale:
            insist(parts, lambda tx: media.drop(tx, channel.name, sound.file.stem if sound else ""))
            raise
    return number - begun.done


def _messages(channel: Channel, place: Delivery) -> list[Payload]:
    return [call for call in channel.render(place) if not call.optional]


def _acknowledge(channel: Channel, place: Delivery) -> None:
    """Make the calls that may fail, a read receipt say. They come before the upload: she sees at once that we heard."""
    for call in channel.render(place):
        if not call.optional:
            continue
        try:
            channel.send(call)
        except (TryLater, GiveUp):
            log.info("an optional call failed", extra={"channel": channel.name})


def _sound(parts: Parts, waiting: Waiting, letter: Letter) -> Sound | None:
    """Find the voice of a reply. Where the studio is still at work, wait: for many people the voice is the reply."""
    names = letter.reply.sound
    clip = parts.clips.joined(names)
    if clip is None:
        young = _now(parts) - waiting.queued_at < VOICE_SECONDS
        if names and parts.clips.coming and young and not waiting.done:
            raise _NoVoiceYet
        return None
    files = {form: parts.clips.ready(clip.id, form) for form in FORMATS}
    if not all(file.exists() for file in files.values()):  # somebody has cleared the folder: the words go alone
        return None
    return Sound(files["ogg"], f"{parts.public_url}/audio/{clip.id}.ogg", clip.seconds, voice=clip.voice)


def _uploaded(parts: Parts, channel: Channel, sound: Sound) -> str:
    """Give the vendor's name of a clip; upload it where it has none."""
    now, clip = _now(parts), sound.file.stem
    name = insist(parts, lambda tx: media.find(tx, channel.name, clip, now))
    if name:
        return name
    upload = channel.upload(sound)
    insist(parts, lambda tx: media.keep(tx, channel.name, clip, upload.name, now + upload.seconds))
    return upload.name


def _finish(parts: Parts, channel: Channel, waiting: Waiting, sent: int) -> None:
    """Settle a reply that went out, and let the person's next ones wait as long as the vendor wants."""
    now = _now(parts)
    pace = channel.manner.pace

    def work(tx: Transaction) -> None:
        if pace and sent:
            free_at = conversations.pace(tx, waiting.person, now, sent * pace.seconds)
            allowed_at = free_at - (pace.burst - 1) * pace.seconds
            if allowed_at > now:
                line.hold(tx, waiting.person, allowed_at)
        outbox.settle(tx, waiting.id, Status.SENT, now)

    insist(parts, work)


def _later(parts: Parts, channel: Channel, waiting: Waiting, trouble: TryLater, *, down: bool) -> None:
    """Wait twice as long each time, a little apart from others; what the vendor asks for is obeyed."""
    tries = waiting.tries + 1
    reason = str(trouble)[:MOST_TROUBLE]
    if tries >= MOST_TRIES and not down:
        _park(parts, waiting, reason)
        return
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(waiting.tries, 10)) if trouble.after is None else trouble.after
    if isinstance(trouble, Stale):
        wait = 0.0
    if trouble.unknown and channel.manner.echoes:
        wait = max(wait, UNKNOWN_WAIT)
    due_at = _now(parts) + wait * (1 + random.random() / 4)  # noqa: S311  # spreading, not secrecy
    insist(parts, lambda tx: outbox.later(tx, waiting, due_at, tries, reason))


def _give_up(parts: Parts, waiting: Waiting, letter: Letter, refusal: GiveUp) -> None:
    """End a reply that will never be taken; who has left is forgotten."""
    now = parts.now()
    event = "left" if refusal.left else "too-late" if refusal.closed else "given-up"
    card = letter.reply.card or ""
    topic = parts.library.topic_of(card)
    count = Count(waiting.channel, letter.reply.language, event=event, card=card, topic=topic)

    def work(tx: Transaction) -> None:
        if refusal.left:
            forget.forget(tx, waiting.person)
        outbox.settle(tx, waiting.id, Status.GIVEN_UP, now.timestamp())
        counts.add(tx, now.date(), {count: 1})

    insist(parts, work)
    log.warning(event, extra={"outbox": waiting.id, "channel": waiting.channel})


def _park(parts: Parts, waiting: Waiting, trouble: str) -> None:
    insist(parts, lambda tx: outbox.park(tx, waiting.id, trouble))
    log.error("parked; see drom deliver --parked", extra={"outbox": waiting.id, "channel": waiting.channel})


def insist(parts: Parts, work: Callable[[Transaction], T]) -> T:
    """Write down what has happened, also when the database is away for some seconds. Raises Unavailable after that."""
    end = time.monotonic() + INSIST_SECONDS
    while True:
        try:
            return parts.database.run(work)
        except Unavailable:
            if time.monotonic() > end:
                raise
        time.sleep(0.2)


def _now(parts: Parts) -> float:
    return parts.now().timestamp()
