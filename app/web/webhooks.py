"""Where vendors knock: check that it is them, read what people did, answer when it is safely stored."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.requests import ClientDisconnect

from app.domain.message import Incoming
from app.domain.report import Report
from app.ports.channel import BadPayload, BadSignature, Channel
from app.service.converse import person_key
from app.service.parts import Parts
from app.service.receive import receive
from app.service.report import report
from app.store.statement import Transaction
from app.web.asking import Wired
from app.web.hurry import Hurry
from app.web.metrics import HURRIED, RECEIVED
from app.web.problems import ProblemError

router = APIRouter(prefix="/webhooks", include_in_schema=False)
hurry = Hurry(burst=20, seconds=3.0)


def channel_of(parts: Parts, name: str) -> Channel:
    """Find a channel that is on. Raises 404."""
    if name not in parts.channels:
        raise ProblemError(404, "no-such-channel", "This channel is not set up here.")
    return parts.channels[name]


@router.get("/{name}")
async def handshake(parts: Wired, name: str, request: Request) -> Response:
    """Answer a vendor's check of the address."""
    try:
        answer = channel_of(parts, name).handshake(dict(request.query_params))
    except BadSignature as error:
        raise ProblemError(403, "bad-signature", "The verify token is not the one in our settings.") from error
    if answer is None:
        raise ProblemError(404, "no-handshake", "This channel has no check by GET.")
    return PlainTextResponse(answer)


@router.post("/{name}")
async def receive_webhook(parts: Wired, name: str, request: Request) -> Response:
    """Take in a delivery. 200 means: stored, and will be answered."""
    channel = channel_of(parts, name)
    try:
        body = await request.body()
        channel.verify({key.lower(): value for key, value in request.headers.items()}, body)
        messages = channel.read(body)
    except ClientDisconnect:  # the vendor hung up in the middle; it will deliver again
        return Response(status_code=400)
    except BadSignature as error:
        raise ProblemError(403, "bad-signature", "The signature does not fit the body and our secret.") from error
    except BadPayload as error:
        raise ProblemError(400, "bad-payload", str(error)) from error
    RECEIVED.labels(channel=name).inc(len(messages) or 1)
    for incoming in messages:
        if isinstance(incoming, Incoming) and hurry.wait(person_key(parts, name, incoming.address)):
            HURRIED.labels(channel=name).inc()  # a vendor's delivery is never refused for it: others' are in it too
    await asyncio.gather(*(_take(parts, told) for told in _by_person(messages)))
    said = channel.acknowledge(body)
    return Response(said, media_type="application/json" if said.startswith("{") else "text/plain")


def _by_person(messages: Sequence[Incoming | Report]) -> Iterable[Sequence[Incoming | Report]]:
    """Keep one person's messages together: PostgreSQL takes several at once, and hers have an order."""
    found: dict[str, list[Incoming | Report]] = {}
    for message in messages:
        found.setdefault(message.address if isinstance(message, Incoming) else "", []).append(message)
    return found.values()


async def _take(parts: Parts, messages: Sequence[Incoming | Report]) -> None:
    for message in messages:
        await asyncio.wrap_future(parts.database.submit(partial(_store, parts, message)))


def _store(parts: Parts, message: Incoming | Report, tx: Transaction) -> None:
    if isinstance(message, Incoming):
        receive(parts, tx, message)
    else:
        report(parts, tx, message)
