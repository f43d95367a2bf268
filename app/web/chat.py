"""The talk over JSON: the same as in the messengers, answered at once."""

import math
import secrets
from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter, Response

from app.domain.message import Incoming, Kind, Reply
from app.domain.person import Origin, Plan, Stage
from app.flow.conversation import Conversation
from app.flow.engine import entered
from app.service.converse import converse
from app.service.parts import Parts
from app.store import counts
from app.store.counts import Count
from app.web import talk_schemas as schemas
from app.web.api import clip_out
from app.web.asking import Wired, language_of
from app.web.hurry import Hurry
from app.web.problems import RESPONSES, ProblemError, unknown

router = APIRouter(prefix="/api/v1", responses=RESPONSES)
CHANNEL = "web"
hurry = Hurry(burst=20, seconds=2.0)  # one person can hardly tap faster


@router.post("/chat")
def chat(parts: Wired, asked: schemas.ChatIn) -> schemas.ChatOut:
    """Take one step in the talk. Without a session a new talk begins, and its token comes back."""
    session = asked.session or secrets.token_urlsafe(16)
    if wait := math.ceil(hurry.wait(session)):
        raise ProblemError(429, "too-many", f"Too many messages in this talk. Try again in {wait} seconds.", wait)
    begin: Conversation | None = None
    if asked.partner and asked.partner in parts.library.partners:  # an old leaflet's code must not keep anybody out
        begin = entered(Conversation(), asked.partner, parts.library)
    language = language_of(asked.lang, parts) if asked.lang else ""
    if language and not isinstance(asked.message, schemas.StartIn):
        known = begin or Conversation()
        begin = replace(known, person=replace(known.person, language=language), step="menu")
    incoming = _incoming(asked, session, language)
    answer = parts.database.run(lambda tx: converse(parts, tx, incoming, begin))
    person = answer.person
    return schemas.ChatOut(
        session=session,
        person=schemas.PersonOut(
            language=person.language or None,
            plan=person.plan,
            stage=person.stage,
            origin=person.origin,
            city=person.city,
        ),
        messages=[_message(parts, reply) for reply in answer.replies],
    )


def _incoming(asked: schemas.ChatIn, session: str, language: str) -> Incoming:
    message = asked.message
    if isinstance(message, schemas.TapIn):
        return Incoming(CHANNEL, session, "", Kind.CHOICE, message.choice)
    if isinstance(message, schemas.TextIn):
        return Incoming(CHANNEL, session, "", Kind.TEXT, message.text)
    if language:
        return Incoming(CHANNEL, session, "", Kind.CHOICE, f"lang:{language}")
    return Incoming(CHANNEL, session, "", Kind.START, asked.partner or "")


def _message(parts: Parts, reply: Reply) -> schemas.MessageOut:
    options = (*reply.choices, *reply.fixed)
    return schemas.MessageOut(
        text=reply.text,
        audio=clip_out(parts.clips.joined(reply.sound)),
        card=reply.card,
        choices=[schemas.OptionOut(id=option.id, emoji=option.emoji, label=option.label) for option in options],
    )


@router.post("/feedback", status_code=204)
def feedback(parts: Wired, given: schemas.FeedbackIn) -> Response:
    """Count whether a card helped; nothing else is kept."""
    _count(parts, given, "helpful" if given.helpful else "not-helpful")
    return Response(status_code=204)


@router.post("/listened", status_code=204)
def listened(parts: Wired, given: schemas.ListenedIn) -> Response:
    """Count that a card is opened or listened to, and to whose voice; never by whom."""
    _count(parts, given, f"{given.event}-{given.voice}" if given.voice and given.event != "opened" else given.event)
    return Response(status_code=204)


def _count(parts: Parts, given: schemas.CountedIn, event: str) -> None:
    language = language_of(given.lang, parts)
    if given.card not in parts.library.cards:
        raise unknown(404, "card", given.card, tuple(parts.library.cards))
    count = Count(
        CHANNEL,
        language,
        _known(given.plan, tuple(Plan)),
        event,
        given.card,
        _known(given.stage, tuple(Stage)),
        _known(given.origin, tuple(Origin)),
        parts.library.topic_of(given.card),
        _known(given.partner, tuple(parts.library.partners)),
    )
    parts.database.run(lambda tx: counts.add(tx, parts.now().date(), {count: 1}))


def _known(given: str | None, valid: Sequence[str]) -> str:
    """Take a value that there is; an old page or leaflet may say another, and is counted without it."""
    return given if given and given in valid else ""
