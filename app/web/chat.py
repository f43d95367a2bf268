"""The talk over JSON: the same as in the messengers, answered at once."""

from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter, Response

from app.domain.message import Kind, Reply
from app.domain.person import Origin, Plan, Stage
from app.service.parts import Parts
from app.store import counts
from app.store.counts import Count
from app.web import talk_schemas as schemas
from app.web.api import clip_out
from app.web.asking import Known, Wired, language_of
from app.web.problems import RESPONSES, ProblemError, unknown
from app.web.session import CHANNEL, Said, TooFast, take

router = APIRouter(prefix="/api/v1", responses=RESPONSES)


@router.post("/chat")
def chat(parts: Wired, asked: schemas.ChatIn, known: Known) -> schemas.ChatOut:
    """Take one step in the talk. Without a session a new talk begins, and its token comes back.

    Plan, stage, origin and city are taken into a new talk; in one that goes on, she says herself what has changed.
    """
    known = replace(known, language=language_of(asked.lang, parts) if asked.lang else "")
    kind, content = _said(asked)
    try:
        session, answer = take(parts, asked.session, Said(kind, content, known, asked.partner or ""))
    except TooFast as fast:
        detail = f"Too many messages in this talk. Try again in {fast.wait} seconds."
        raise ProblemError(429, "too-many", detail, fast.wait) from None
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


def _said(asked: schemas.ChatIn) -> tuple[Kind, str]:
    message = asked.message
    if isinstance(message, schemas.TapIn):
        return Kind.CHOICE, message.choice
    if isinstance(message, schemas.TextIn):
        return Kind.TEXT, message.text
    return Kind.START, ""


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
