"""The application: create_app() puts the doors before the parts."""

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
    counsel,
    counter,
    describe,
    desk,
    desk_door,
    desk_notes,
    desk_places,
    health,
    leaflet,
    logs,
    manifest,
    nowhere,
    offline,
    pages,
    privacy,
    problems,
    room,
    search,
    sound,
    stats,
    talk,
    webhooks,
    welcome,
    widget,
)
from app.web.compiled import Compiled
from app.web.frame import Frame
from app.web.head import Head
from app.web.limits import Limits
from app.wiring import build

DESCRIPTION = "Registration, health insurance and schooling in Germany, said aloud, for the plan that a person has."
# The pages come last: their addresses would take the others'.
ROUTED = (
    assets,
    webhooks,
    api,
    chat,
    stats,
    sound,
    health,
    room,
    search,
    talk,
    counsel,
    privacy,
    widget,
    desk,
    desk_notes,
    desk_places,
    leaflet,
    counter,
    manifest,
    offline,
    welcome,
    nowhere,
    pages,
)


def create_fastapi(parts: Parts, *, delivering: bool = False, making_sound: bool = False) -> FastAPI:
    """Make the FastAPI application without the thin layers in front."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        stopping = Event()
        workers = []
        if making_sound:
            workers.append(studio.start(parts, stopping))
        if delivering:  # without a channel it tidies: what a page said is forgotten in time as well
            workers.append(Thread(target=dispatch.run, args=(parts, stopping), name="deliver"))
            workers[-1].start()
        yield
        stopping.set()
        for worker in workers:
            worker.join(timeout=30)
        parts.database.close()

    # No /docs, no /redoc: FastAPI's pages load their scripts from somebody else, which ours never do (docs/api.md).
    app = FastAPI(
        title="Drom", version="0.1.0", description=DESCRIPTION, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.state.parts = parts
    problems.install(app)
    app.add_exception_handler(NoEntry, room.closed)
    desk_door.install(app)
    welcome.install(app)
    for module in ROUTED:
        app.include_router(module.router)
    describe.install(app, parts)
    return app


def wrap(app: ASGIApp, parts: Parts, a_minute: int = 0) -> ASGIApp:
    """Put the thin layers in front: frames, kept answers, limits (`a_minute` requests of one address; 0 for any)."""

    def version() -> tuple[object, ...]:
        return parts.clips.version, catalogue.moment(parts), parts.board.look()

    return Head(Frame(Compiled(Limits(app, a_minute), version), parts))


def create_app() -> ASGIApp:
    """Make the application from the environment, as uvicorn and the tests start it."""
    settings = Settings()
    logs.setup(settings.log)
    parts = build(settings)
    made = create_fastapi(parts, delivering=settings.deliver, making_sound=settings.make_sound)
    return wrap(made, parts, settings.requests_a_minute)
