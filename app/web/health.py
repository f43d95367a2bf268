"""Is it alive, is it ready, and what does it count."""

import asyncio
from collections import Counter
from threading import Event, Lock

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.store import counts, line, outbox
from app.web.asking import Wired
from app.web.metrics import CLIPS, EVENTS, PARKED, REGISTRY, WAITING

router = APIRouter(include_in_schema=False)
leaving = Event()  # set when this process was told to stop, and still answers
_one_answer = Lock()  # two who ask at once must not find the numbers half set


@router.get("/health/live")
def live() -> Response:
    """Say that the process answers."""
    return PlainTextResponse("alive")


@router.get("/health/ready")
async def ready(parts: Wired) -> Response:
    """Say whether the database is in reach, and whether more may be sent here. It does not stand in line with talks."""
    if leaving.is_set():
        return PlainTextResponse("stopping", 503)
    if await asyncio.to_thread(parts.database.ready):
        return PlainTextResponse("ready")
    return PlainTextResponse("the database is out of reach", 503)


@router.get("/metrics")
def metrics(parts: Wired) -> Response:
    """Give the numbers."""
    today = parts.now().date()
    waiting = parts.database.run(outbox.backlog)
    totals = parts.database.run(lambda tx: counts.total(tx, today, today))
    parked = Counter(reply.channel for reply in parts.database.run(lambda tx: line.parked(tx, parts.now().timestamp())))
    summed: Counter[tuple[str, str]] = Counter()
    for count, number in totals.items():
        summed[count.event, count.language] += number
    with _one_answer:
        for channel in parts.channels:
            PARKED.labels(channel=channel).set(parked[channel])
            WAITING.labels(channel=channel).set(waiting.get(channel, 0))
        EVENTS.clear()  # or what happened yesterday would be told as today's
        for (event, language), number in summed.items():
            EVENTS.labels(event=event, language=language).set(number)
        CLIPS.set(sum(parts.clips.version))
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
