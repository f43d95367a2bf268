"""A month of made talks through the real server, day by day, and what comes of it: `python -m bench.month --talks 1000`.

The server knows only today, so after each day's talks what was counted today is moved to that day of the month.
"""

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, islice, pairwise
from pathlib import Path
from threading import local
from urllib.parse import urlencode

from sqlalchemy import create_engine, delete, func, insert, select, update

from app.service import stats
from app.settings import Settings
from app.store.migrate import migrate
from app.store.tables import conversations, counts, hours
from app.wiring import build
from bench import people
from bench.service import HOME, SECRET, Process, postgres

CONNECTIONS = 24
GUESS = 10  # talks a second, until the first day is over
DAY = timedelta(days=1)


@dataclass
class Ride:
    """Milliseconds of each kind of request, and the answers that were no good, by status."""

    first: list = field(default_factory=list)
    turns: list = field(default_factory=list)
    others: list = field(default_factory=list)
    bad: Counter = field(default_factory=Counter)


class Wire:
    """One connection that stays open, to one server."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def post(self, ride, times, path, body):
        """Post, note how long it took, and give the answer; None where it is no good."""
        begun = time.perf_counter()
        self.connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        content = answer.read()
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status >= http.client.BAD_REQUEST:
            ride.bad[answer.status] += 1
            return None
        return json.loads(content) if content else {}


def converse(wire, ride, talk, dice):
    """Hold one talk; now and then a card is listened to, or said to have helped."""
    session = None
    for number, message in enumerate(talk.messages):
        body = {"lang": talk.language, "message": message}
        body |= {"partner": talk.partner} if talk.partner else {}
        body |= {"session": session} if session else {}
        path = f"/api/v1/chat?{urlencode(talk.known)}"
        told = wire.post(ride, ride.turns if number else ride.first, path, body)
        if told is None:
            return
        session = told["session"]
        for card in (said["card"] for said in told["messages"] if said["card"]):
            about = {"card": card, "lang": talk.language, "plan": told["person"]["plan"]}
            if dice.random() < people.LISTENS:
                heard = {**about, "event": "played", "voice": "machine"}
                wire.post(ride, ride.others, "/api/v1/listened", heard)
                if dice.random() < people.LISTENS:
                    wire.post(ride, ride.others, "/api/v1/listened", heard | {"event": "heard"})
            if dice.random() < people.SAYS_IT_HELPED:
                wire.post(ride, ride.others, "/api/v1/feedback", {**about, "helpful": dice.random() < 0.8})


def batch(ports, ride, talks, seed):
    """Hold the talks of a day, some at once; give the seconds they took."""
    mine, turn = local(), count()

    def one(pair):
        if not hasattr(mine, "wire"):
            mine.wire = Wire(ports[next(turn) % len(ports)])
        number, talk = pair
        converse(mine.wire, ride, talk, random.Random(f"{seed} {number}"))

    begun = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(one, enumerate(talks)))
    return time.monotonic() - begun


def move(engine, day, last, dice):
    """Make what is later than the month a part of this day, and spread over its hours who asked for a person."""
    noon, end = (datetime(each.year, each.month, each.day, 12, tzinfo=UTC).timestamp() for each in (day, last + DAY))
    today = hours.c.day > str(last)
    with engine.begin() as tx:
        tx.execute(update(counts).where(counts.c.day > str(last)).values(day=str(day)))
        tx.execute(update(conversations).where(conversations.c.touched_at > end).values(touched_at=noon))
        asked = tx.execute(select(hours.c.partner, hours.c.n).where(today)).all()
        tx.execute(delete(hours).where(today))
        spread = Counter((by, people.drawn(dice, people.HOURS)) for by, n in asked for _ in range(n))
        rows = [{"day": str(day), "partner": by, "hour": hour, "shard": 0, "n": n} for (by, hour), n in spread.items()]
        if rows:
            tx.execute(insert(hours), rows)


@contextmanager
def serving(env):
    """Run a server until the end, whatever comes."""
    server = Process("app.main:create_app", "--factory", **env)
    try:
        yield server
    finally:
        server.stop()
        server.log.close()


def cpu(server):
    """Give the seconds of a core that a process has used; they say more than time on a machine that others use too."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def divided(talks, today):
    """Divide talks over the days of the newest month that is over; weekends have fewer."""
    last = today.replace(day=1) - DAY
    days = [last.replace(day=number) for number in range(1, last.day + 1)]
    shares = [people.WEEKDAYS[day.weekday()] for day in days]
    marks = [round(talks * sum(shares[:number]) / sum(shares)) for number in range(len(days) + 1)]
    return {day: end - begin for day, (begin, end) in zip(days, pairwise(marks), strict=True)}


def hidden(settings, month, partner):
    """Give the share of cells that are hidden in a report, and how many there are."""
    made = build(settings)
    tables = stats.report(made, month, partner).tables.values()
    made.database.close()
    cells = [cell for table in tables for row in table.cells for cell in row]
    return cells.count(None) / len(cells), len(cells)


def replay(engine, ports, talks, seed, minutes):
    """Hold all talks, day by day, or as many as go into the minutes; give what was seen, talks held and seconds."""
    ride, dice, who = Ride(), random.Random(seed), people.people(seed)
    held, seconds = 0, 0.0
    plan = divided(talks, datetime.now(UTC).date())
    for day, number in plan.items():
        room = minutes * 60 / len(plan) * (held / seconds if held else GUESS)
        some = list(islice(who, round(min(number, room))))
        seconds += batch(ports, ride, some, f"{seed} {day}")
        held += len(some)
        move(engine, day, max(plan), dice)
        print(f"\r{day}: {held} talks, {held / seconds:.0f} a second", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return ride, held, seconds


def told(ride, held, seconds):
    """Say how quick it was."""
    print(f"\n{held} talks in {seconds:.0f} s: {held / seconds:.1f} talks a second")
    every = [*ride.first, *ride.turns, *ride.others]
    print(
        f"{len(every) / seconds:.0f} requests a second, {CONNECTIONS} connections; not answered well: {dict(ride.bad)}"
    )
    print(f"\n{'ms':20}{'number':>9}{'a second':>10}{'p50':>9}{'p99':>9}")
    turns = [*ride.first, *ride.turns]
    for name, times in (("turns", turns), ("of these, the first", ride.first), ("listened, helped", ride.others)):
        low, high = statistics.median(times), statistics.quantiles(times, n=100)[98]
        print(f"{name:20}{len(times):9}{len(times) / seconds:10.0f}{low:9.1f}{high:9.1f}")


def stored(engine, url):
    """Say what lies in the database."""
    with engine.connect() as tx:
        rows = {
            table.name: tx.execute(select(func.count()).select_from(table)).scalar()
            for table in (counts, hours, conversations)
        }
        if url.startswith("sqlite"):
            tx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            size = Path(url.removeprefix("sqlite:///")).stat().st_size
        else:
            size = tx.execute(select(func.pg_database_size(func.current_database()))).scalar()
    print(f"database: {size / 1e6:.1f} MB; rows: {rows}")


def main():
    """Run a month and print its numbers."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--talks", type=int, default=1000)
    ask.add_argument("--minutes", type=float, default=1e9, help="hold fewer talks where they would take longer")
    ask.add_argument("--postgresql", action="store_true", help="PostgreSQL instead of SQLite")
    ask.add_argument("--processes", type=int, default=1, help="servers; more than one needs PostgreSQL")
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'drom.sqlite3'}"
        if given.postgresql:
            url = stack.enter_context(postgres(folder)).get_uri()
        migrate(url)
        env = {"DROM_DATABASE_URL": url, "DROM_SECRET_KEY": SECRET, "DROM_REQUESTS_A_MINUTE": "0"}
        env |= {"DROM_MAKE_SOUND": "0", "DROM_DELIVER": "0"}
        servers = [stack.enter_context(serving(env)) for _ in range(given.processes)]
        begun = sum(map(cpu, servers))
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        ride, held, seconds = replay(
            engine, [server.port for server in servers], given.talks, given.seed, given.minutes
        )
        used = (sum(map(cpu, servers)) - begun) * 1000 / sum(map(len, (ride.first, ride.turns, ride.others)))
        memory = ", ".join(f"{each.memory()} MB" for each in servers)
        month = f"{datetime.now(UTC).date().replace(day=1) - DAY:%Y-%m}"
        command = [sys.executable, "-m", "app.cli", "stats", "--month", month]
        subprocess.run(command, cwd=HOME, env={**os.environ, **env}, check=True)
        told(ride, held, seconds)
        print(f"{url.split(':')[0]}, {given.processes} process(es) with {memory}; {used:.1f} ms of a core a request")
        settings = Settings(database_url=url, secret_key=SECRET)
        for partner in people.PARTNERS:
            share, cells = hidden(settings, month, partner)
            print(f"hidden in the report of {partner or 'all'}: {share:.0%} of {cells} cells")
        stored(engine, url)
        engine.dispose()


if __name__ == "__main__":
    main()
