"""The application: create_app() puts the doors before the parts."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, Thread

from fastapi import FastAPI
from starlette.types import ASGIApp

from app.service import catalogue, dispatch, studio
from app.service.parts import Parts
from app.service.room import NoEntry
from app.settings import Settings
from app.web import (
    api,
    assets,
    chat,
    describe,
    health,
    manifest,
    offline,
    pages,
    problems,
    room,
    search,
    sound,
    webhooks,
)
from app.web.compiled import Compiled
from app.web.limits import Limits
from app.wiring import build

DESCRIPTION = "Registration, health insurance and schooling in Germany, said aloud, for the plan that a person has."


def create_fastapi(parts: Parts, *, delivering: bool = False, making_sound: bool = False) -> FastAPI:
    """Make the FastAPI application without the thin layers in front."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        stopping = Event()
        workers = []
        if making_sound:
            workers.append(studio.start(parts, stopping))
        if delivering and parts.channels:
            workers.append(Thread(target=dispatch.run, args=(parts, stopping), name="deliver"))
            workers[-1].start()
        yield
        stopping.set()
        for worker in workers:
            worker.join(timeout=30)
        parts.database.close()

    app = FastAPI(title="Drom", version="0.1.0", description=DESCRIPTION, lifespan=lifespan, redoc_url=None)
    app.state.parts = parts
    problems.install(app)
    app.add_exception_handler(NoEntry, room.closed)
    app.include_router(assets.router)
    pages.mount_static(app)  # before the pages, whose addresses would take its own
    for module in (webhooks, api, chat, sound, health, room, search, manifest, offline, pages):
        app.include_router(module.router)
    describe.install(app, parts)
    return app


def wrap(app: ASGIApp, parts: Parts, a_minute: int = 0) -> ASGIApp:
    """Put the thin layers in front: compiled answers, then limits (`a_minute` requests of one address; 0 for any)."""
    return Compiled(Limits(app, a_minute), lambda: (parts.clips.version, catalogue.moment(parts)))


def create_app() -> ASGIApp:
    """Make the application from the environment, as uvicorn and the tests start it."""
    for noisy in ("httpx", "alembic"):  # the first would log addresses, which hold tokens
        logging.getLogger(noisy).setLevel(logging.WARNING)
    settings = Settings()
    parts = build(settings)
    made = create_fastapi(parts, delivering=settings.deliver, making_sound=settings.make_sound)
    return wrap(made, parts, settings.requests_a_minute)
