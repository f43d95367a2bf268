"""Look at everything that can be wrong with an installation, and say what to do. Changes nothing, calls nobody."""

import shutil
from collections import Counter
from collections.abc import Iterator

from app.domain.finding import Look, State
from app.language import sound
from app.service import note, shelf, upkeep
from app.service.parts import Parts
from app.store import counts, line, outbox
from app.store.database import Unavailable

LITTLE_ROOM = 500_000_000  # bytes: the sound of all languages is about 250 MB


def look(parts: Parts, *, with_database: bool = True) -> Iterator[Look]:
    """Look at address, database, replies, sound, content, voices and room; the most urgent things first."""
    yield _address(parts)
    if with_database:
        yield from _database(parts)
    yield _sound(parts)
    yield from _content(parts)
    yield _operator(parts)
    yield _model(parts)
    yield _room(parts)
    if not parts.channels:
        text = "no messenger is set up: the pages and the chat work without; docs/channels has a page for each"
        yield Look("channels", State.NOTE, text)
    for name in parts.channels:
        yield Look("channels", State.WELL, f"{name} is on; `drom channels check` asks the vendor whether it is right")


def _address(parts: Parts) -> Look:
    if parts.public_url.startswith("https://"):
        return Look("address", State.WELL, parts.public_url)
    text = f"DROM_PUBLIC_URL is {parts.public_url}: without https no messenger can call, and QR codes lead nowhere"
    return Look("address", State.WRONG if parts.channels else State.NOTE, text)


def _database(parts: Parts) -> Iterator[Look]:
    now = parts.now()
    try:
        waiting = parts.database.run(outbox.backlog)
        parked = parts.database.run(lambda tx: line.parked(tx, now.timestamp()))
        today = parts.database.run(lambda tx: counts.total(tx, now.date(), now.date()))
        unread = len(note.unread(parts))
        reported = len(upkeep.waiting(parts))
    except Unavailable as trouble:
        yield Look("database", State.WRONG, f"out of reach: {trouble}. Is it running, and is DROM_DATABASE_URL right?")
        return
    yield Look("database", State.WELL, f"{parts.database.kind}, answers; {sum(today.values())} things counted today")
    yield from _reviewer(unread, reported)
    if parked:
        named = ", ".join(f"{number} for {name}" for name, number in Counter(one.channel for one in parked).items())
        yield Look("replies", State.WRONG, f"set aside: {named}. `drom deliver --parked` says why")
    for name, number in waiting.items():
        on = name in parts.channels
        text = f"{number} wait for {name}" + (
            "" if on else f", which is off: set DROM_{name.upper()}_…, or they end in a day"
        )
        yield Look("replies", State.NOTE if on else State.WRONG, text)


def _reviewer(unread: int, reported: int) -> Iterator[Look]:
    """Tell of what partners wrote and nobody has decided on: it is not public before."""
    if unread:
        yield Look("notes", State.NOTE, f"{unread} of partners wait for a reviewer: `drom note list`")
    if reported:
        yield Look("reports", State.NOTE, f"{reported} of places wait for a decision: `drom places reported`")


def _sound(parts: Parts) -> Look:
    wanted = shelf.wanted_by_language(parts)
    missing = {code: sum(not parts.clips.is_made(name) for name in names) for code, names in wanted.items()}
    silent = [code for code, names in wanted.items() if not names]
    if silent:
        return Look(
            "sound", State.WRONG, f"nobody speaks {', '.join(silent)}: `drom audio doctor` says what to install"
        )
    if any(missing.values()):
        named = ", ".join(f"{number} in {code}" for code, number in missing.items() if number)
        return Look("sound", State.NOTE, f"clips still to be made: {named}. `drom audio build` makes them now")
    total = sum(map(len, wanted.values()))
    return Look("sound", State.WELL, f"{total} clips in {len(wanted)} languages, as {' and '.join(sound.FORMATS)}")


def _content(parts: Parts) -> Iterator[Look]:
    today = parts.now().date()
    facts = parts.library.facts.values()
    old = [fact.id for fact in facts if fact.valid_to and fact.valid_to < today]
    due = [fact.id for fact in facts if fact.review_by < today]
    if old:
        yield Look("facts", State.WRONG, f"no longer hold: {', '.join(old)}. Update Drom, or mend content/facts")
    if due:
        yield Look("facts", State.NOTE, f"to be checked again: {', '.join(due)}")
    if not old and not due:
        yield Look("facts", State.WELL, f"{len(parts.library.facts)} facts hold today")
    if stale := upkeep.due(parts):
        known, days = len(upkeep.places(parts)), upkeep.DUE_DAYS
        text = f"{len(stale)} of {known} were confirmed over {days} days ago: `drom places due` lists them"
        yield Look("places", State.NOTE, text)


def _operator(parts: Parts) -> Look:
    if parts.operator.name and parts.operator.mail:
        return Look("operator", State.WELL, f"{parts.operator.name}, {parts.operator.mail}")
    text = "the privacy notice names nobody: set DROM_OPERATOR and DROM_OPERATOR_MAIL (docs/privacy.md)"
    return Look("operator", State.NOTE, text)


def _model(parts: Parts) -> Look:
    if parts.library.model is None:
        return Look("model", State.WRONG, "locales/understanding.model is missing: `drom words learn` makes it")
    return Look("model", State.WELL, "typed questions are understood")


def _room(parts: Parts) -> Look:
    free = shutil.disk_usage(parts.home).free
    text = f"{free / 1e9:.1f} GB free"
    if free < LITTLE_ROOM:
        return Look("room", State.WRONG, f"only {text} for sound and database. `drom audio build --prune` frees some")
    return Look("room", State.WELL, text)
