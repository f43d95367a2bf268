"""What Drom is compared with: the same bytes from raw ASGI and from bare FastAPI, the same writes from bare sqlite3.

BODY names a file with the answer's bytes; DATABASE a SQLite file. Run by uvicorn: `bench.servers:raw` and so on.
"""

import asyncio
import hashlib
import itertools
import os
import queue
import sqlite3
import threading
from pathlib import Path

import psycopg
from fastapi import FastAPI, Request
from fastapi.responses import Response

BODY = Path(os.environ.get("BODY", os.devnull)).read_bytes()
ETAG = f'"{hashlib.sha256(BODY).hexdigest()[:24]}"'
HEADERS = [
    (b"content-type", b"application/json"),
    (b"content-length", str(len(BODY)).encode()),
    (b"etag", ETAG.encode()),
]


async def raw(scope, receive, send):
    """The ceiling: an ASGI function that sends the bytes, or 304."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    if any(name == b"if-none-match" for name, _ in scope["headers"]):
        await send({"type": "http.response.start", "status": 304, "headers": [HEADERS[2]]})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})


fastapi = FastAPI()


@fastapi.get("/{path:path}")
async def same_bytes(path: str, request: Request) -> Response:
    if request.headers.get("if-none-match"):
        return Response(status_code=304, headers={"etag": ETAG})
    return Response(BODY, media_type="application/json", headers={"etag": ETAG})


SCHEMA = """
create table if not exists inbox (key text primary key, received_at real);
create table if not exists conversations (key text primary key, state text, touched_at real);
create table if not exists outbox (id integer primary key autoincrement, person text, channel text, sealed blob,
  status text, tries int, due_at real, leased_until real, queued_at real, settled_at real);
create table if not exists counts (day text, channel text, language text, plan text, event text, card text, n int,
  primary key (day, channel, language, plan, event, card));
"""
SEALED = os.urandom(1400)
STATE = '{"language":"ro","plan":"circular","step":"menu","asked":["plan"],"plan_said":"2026-11-21"}'
numbers = itertools.count()


def connect():
    """Open the file as Drom does: WAL, and on disk before anybody is told."""
    db = sqlite3.connect(os.environ["DATABASE"], isolation_level=None, check_same_thread=False)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=full")
    db.executescript(SCHEMA)
    return db


def write(db):
    """The writes of one message, and nothing else."""
    n = next(numbers)
    key = hashlib.sha256(str(n).encode()).hexdigest()
    db.execute("insert into inbox values (?, ?) on conflict do nothing", (key, 1.0))
    db.execute("select state from conversations where key = ?", (key,)).fetchone()
    db.execute(
        "insert into conversations values (?, ?, ?) on conflict (key) do update set state = excluded.state",
        (key, STATE, 1.0),
    )
    db.execute(
        "insert into outbox (person, channel, sealed, status, tries, due_at, queued_at) values (?, 'telegram', ?, 'waiting', 0, 1, 1)",
        (key, SEALED),
    )
    db.execute(
        "insert into counts values ('2026-11-21', 'telegram', 'ro', 'circular', 'topic', '', 1)"
        " on conflict do update set n = n + 1"
    )


class Grouped:
    """A writing thread that commits whatever has come in meanwhile."""

    def __init__(self):
        self.jobs = queue.SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        db = connect()
        while True:
            waiting = [self.jobs.get()]
            while not self.jobs.empty() and len(waiting) < 256:
                waiting.append(self.jobs.get())
            db.execute("begin immediate")
            for _ in waiting:
                write(db)
            db.execute("commit")
            waiting[0][0].call_soon_threadsafe(lambda done=waiting: [one.set_result(None) for _, one in done])


def store(grouped):
    """Make an ASGI app that writes and commits before it answers."""
    state = {}

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            await raw(scope, receive, send)
            return
        await receive()
        if grouped:
            if "writer" not in state:
                state["writer"] = Grouped()
            loop = asyncio.get_running_loop()
            done = loop.create_future()
            state["writer"].jobs.put((loop, done))
            await done
        else:
            db = state.setdefault("db", None) or state.__setitem__("db", connect()) or state["db"]
            db.execute("begin immediate")
            write(db)
            db.execute("commit")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    return app


single = store(grouped=False)
grouped = store(grouped=True)

PG_SCHEMA = SCHEMA.replace("integer primary key autoincrement", "bigserial primary key").replace("blob", "bytea")
PG_SCHEMA = PG_SCHEMA.replace("if not exists ", "if not exists bare_")


class Pooled:
    """Eight threads with a PostgreSQL connection each; every message is a transaction of its own."""

    def __init__(self):
        self.jobs = queue.SimpleQueue()
        with psycopg.connect(os.environ["DATABASE"]) as db:
            db.execute(PG_SCHEMA)
        for _ in range(8):
            threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        db = psycopg.connect(os.environ["DATABASE"], autocommit=True)
        while True:
            loop, done = self.jobs.get()
            with db.transaction():
                write_pg(db)
            loop.call_soon_threadsafe(done.set_result, None)


def write_pg(db):
    """The writes of one message, as `write` does them."""
    key = hashlib.sha256(str(next(numbers)).encode()).hexdigest()
    db.execute("insert into bare_inbox values (%s, %s) on conflict do nothing", (key, 1.0))
    db.execute("select state from bare_conversations where key = %s for update", (key,)).fetchone()
    db.execute(
        "insert into bare_conversations values (%s, %s, %s) on conflict (key) do update set state = excluded.state",
        (key, STATE, 1.0),
    )
    db.execute(
        "insert into bare_outbox (person, channel, sealed, status, tries, due_at, queued_at)"
        " values (%s, 'telegram', %s, 'waiting', 0, 1, 1)",
        (key, SEALED),
    )
    db.execute(
        "insert into bare_counts values ('2026-11-21', 'telegram', 'ro', 'circular', 'topic', '', 1)"
        " on conflict (day, channel, language, plan, event, card) do update set n = bare_counts.n + 1"
    )


def pool():
    """Make an ASGI app that writes to PostgreSQL and commits before it answers."""
    state = {}

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            await raw(scope, receive, send)
            return
        await receive()
        pooled = state.get("pool") or state.setdefault("pool", Pooled())
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        pooled.jobs.put((loop, done))
        await done
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    return app


pooled = pool()
