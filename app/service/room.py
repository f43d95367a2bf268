"""The recording room: who is invited, which sentence comes next, what becomes of a take."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from app.domain.message import Clip
from app.domain.recording import Recording, fingerprint
from app.language import sound, takes
from app.service import record
from app.service.parts import Parts
from app.store.vault import BrokenSeal

PURPOSE = "room"
MOST_DAYS = 90


class NoEntry(Exception):
    """The link was not made here, or its days are over."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who may come in, in which language, until when. `speaker` is drawn by lot; `role` and `variety` name nobody."""

    language: str
    until: date
    speaker: str
    reviewer: bool = False
    variety: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is to be spoken, what it means, and how the machine says it."""

    fingerprint: str
    text: str
    german: str
    also: str
    machine: Clip | None


def invite(
    parts: Parts, language: str, days: int, *, reviewer: bool = False, variety: str = "", role: str = ""
) -> tuple[Invitation, str]:
    """Draw up an invitation; give it and its token, the end of the link. Raises ValueError for what is not there."""
    known(parts, language)
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"a link lasts 1 to {MOST_DAYS} days, not {days}")
    until = parts.now().date() + timedelta(days=days)
    made = Invitation(language, until, secrets.token_hex(4), reviewer, variety.strip(), role.strip())
    fields = asdict(made) | {"for": PURPOSE, "until": until.isoformat()}
    return made, urlsafe_b64encode(parts.vault.seal(json.dumps(fields).encode())).decode().rstrip("=")


def known(parts: Parts, language: str) -> str:
    """Give a language back that there is. Raises ValueError, which names those that there are."""
    if language not in parts.library.languages:
        raise ValueError(f"no language {language!r}; there are {', '.join(parts.library.languages)}")
    return language


def enter(parts: Parts, token: str) -> Invitation:
    """Read a token. Raises NoEntry."""
    try:
        fields = json.loads(parts.vault.open(urlsafe_b64decode(token + "=" * (-len(token) % 4))))
        if fields.pop("for") != PURPOSE:
            raise NoEntry
        found = Invitation(**{**fields, "until": date.fromisoformat(fields["until"])})
    except (BrokenSeal, ValueError, KeyError, TypeError, AttributeError):
        raise NoEntry from None
    if found.until < parts.now().date() or found.language not in parts.library.languages:
        raise NoEntry
    return found


def progress(parts: Parts, language: str) -> tuple[int, int]:
    """Count the sentences that are spoken, heard or waiting, and all."""
    wanted = [fingerprint(text) for text, _, _ in _all(parts, language, "")]
    spoken = parts.clips.recordings.spoken(language)
    return sum(mark in spoken for mark in wanted), len(wanted)


def following(parts: Parts, language: str, also: str, after: str = "") -> Sentence | None:
    """Find the next sentence that nobody has spoken, behind a given one; None where all are spoken."""
    everything = _all(parts, language, also)
    spoken = parts.clips.recordings.spoken(language)
    marks = [fingerprint(text) for text, _, _ in everything]
    start = marks.index(after) + 1 if after in marks else 0
    in_turn = [*range(start, len(marks)), *range(start)]
    found = next((everything[place] for place in in_turn if marks[place] not in spoken), None)
    return None if found is None else _sentence(parts, language, *found)


def _sentence(parts: Parts, language: str, text: str, german: str, also: str) -> Sentence:
    machine = parts.clips.find(parts.clips.name(text, language))
    return Sentence(fingerprint(text), text, german, also, machine)


def _all(parts: Parts, language: str, also: str) -> tuple[tuple[str, str, str], ...]:
    """List (text, German, text in another language) of all that can be spoken, each text once."""
    return tuple({text: (text, german, other) for text, german, other in _lines(parts, language, also)}.values())


def _lines(parts: Parts, language: str, also: str) -> Iterator[tuple[str, str, str]]:
    for line in record.lines(parts):
        if text := parts.words.say(line.text, language, line.values):
            german = parts.words.say(line.text, "de", line.values) or ""
            yield text, german, (parts.words.say(line.text, also, line.values) or "" if also else "")


def take(parts: Parts, invitation: Invitation, mark: str, data: bytes) -> Recording:
    """Judge a take and keep it for the reviewers. Raises Unusable; its reason is "gone" where the sentence changed."""
    texts = {fingerprint(text): text for text, _, _ in _all(parts, invitation.language, "")}
    if mark not in texts:
        raise takes.Unusable("gone")
    samples = takes.judge(data, texts[mark])
    recording = Recording(
        language=invitation.language,
        text=mark,
        speaker=invitation.speaker,
        variety=invitation.variety,
        role=invitation.role,
        recorded_on=parts.now().date(),
        seconds=round(len(samples) / sound.RATE, 2),
    )
    parts.clips.recordings.offer(recording, samples)
    return recording


def waiting(parts: Parts, language: str) -> tuple[tuple[Recording, Sentence], ...]:
    """List what waits for a reviewer's yes; what says a text that is no more is left out."""
    texts = {fingerprint(found[0]): found for found in _all(parts, language, "")}
    return tuple(
        (recording, _sentence(parts, language, *texts[recording.text]))
        for recording in parts.clips.recordings.waits(language)
        if recording.text in texts
    )
