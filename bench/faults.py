"""Break everything on purpose and count what was lost, sent twice or out of order: `python -m bench.faults`.

The list of faults is that of docs/faults.md. tests/faults runs the same scenes, small.
"""

import asyncio
import contextlib
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.drive import BASE, Deed, deeds, drive, judge, shuffled
from bench.service import Service, empty, postgres

KILLS = 10


@contextlib.contextmanager
def serving(database="sqlite", processes=1, server=None, **env):
    """Start the service in a folder of its own; `server` is the PostgreSQL for "postgresql"."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'drom.sqlite3'}" if database == "sqlite" else server.get_uri()
        if database != "sqlite":
            empty(url)
        service = Service(folder, url, processes, **env)
        try:
            yield service
        finally:
            service.stop()


def ride(service, channel, made, deliveries=None, at_progress=(), patience=120.0, drain=300.0, **how):
    """Let the deeds be delivered, wait until all is sent, and count."""
    service.know(channel, {deed.person for deed in made})
    service.mode(**how)
    deliveries = shuffled(made, 0.2) if deliveries is None else deliveries
    seen = asyncio.run(drive(service, channel, deliveries, at_progress, patience=patience))
    return judge(service, channel, made, seen, service.drained(drain))


def plain(service, channel, count):
    """F1: repeats and another order, a vendor in good health."""
    return ride(service, channel, deeds(count))


def trouble(service, channel, count, statuses="on"):
    """F2: a third of the vendor's answers is bad; its reports come, come late, half of them, or never."""
    found = ride(service, channel, deeds(count), bad=0.3, statuses=statuses)
    answers = service.log()["answers"]
    found["ambiguous %"] = round(100 * answers.get("500", 0) / sum(answers.values()), 1)
    return found


def kills(service, channel, count, times=KILLS, bad=0.3):
    """F3: the server is killed at even distances, and starts again."""
    starts = []

    def kill(number):
        server = service.servers[number % len(service.servers)]
        server.kill()
        starts.append(server.start())

    marks = [((n + 1) / (times + 1), lambda n=n: kill(n)) for n in range(times)]
    found = ride(service, channel, deeds(count), at_progress=marks, bad=bad)
    found["kills"], found["slowest start s"] = len(starts), round(max(starts), 2)
    if service.database_url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(service.database_url.removeprefix("sqlite:///"))) as db:
            found["integrity"] = db.execute("PRAGMA integrity_check").fetchone()[0]
    return found


def gentle_stop(service, channel, count):
    """F4: SIGTERM under load; what is in hand is finished, and no lease is left."""
    stops = []

    def stop():
        server = service.servers[0]
        stops.append(server.stop())
        stops.append(server.start())

    found = ride(service, channel, deeds(count), at_progress=[(0.5, stop)])
    return found | {"stop s": round(stops[0], 2), "start s": round(stops[1], 2)}


def locked(service, channel, count, seconds=8.0):
    """F5: another process locks the SQLite file for some seconds."""
    path = service.database_url.removeprefix("sqlite:///")

    def lock():
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as db:
            db.execute("BEGIN EXCLUSIVE")
            time.sleep(seconds)
            db.execute("ROLLBACK")

    return ride(service, channel, deeds(count), at_progress=[(0.3, lock)])


def full(service, channel, count, seconds=3.0):
    """F5: the disk takes nothing more for some seconds: no file of the server may grow."""
    server = service.servers[0]

    def fill():
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        time.sleep(seconds)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    return ride(service, channel, deeds(count), at_progress=[(0.3, fill)])


def restarted(service, channel, count, server):
    """F5: PostgreSQL is restarted under load."""

    def restart():
        server.stop()
        for _ in range(10):  # the old one may still be on its way out
            time.sleep(1)
            with contextlib.suppress(AssertionError, OSError, subprocess.SubprocessError):
                server.start()
                return

    return ride(service, channel, deeds(count), at_progress=[(0.3, restart)])


def overload(service, channel, seconds, times=5):
    """F8: many more at once than can be taken; the memory stays, and afterwards all is as before."""
    made = deeds(int(seconds * 400))
    service.know(channel, {deed.person for deed in made})
    service.mode()
    before = service.servers[0].memory()
    peak = [before]
    done = threading.Event()

    def watch():
        while not done.wait(0.2):
            peak[0] = max(peak[0], service.servers[0].memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    seen = asyncio.run(drive(service, channel, shuffled(made, 0.2), parallel=24 * times))
    recovered = time.monotonic()
    service.servers[0].answers()
    found = judge(service, channel, made, seen, service.drained(300))
    done.set()
    watcher.join()
    return found | {"recovered s": round(time.monotonic() - recovered, 2), "MB before": before, "MB peak": peak[0]}


def flood(service, channel, count=100):
    """F9: one person taps a hundred times in a second; she gets the newest, at the vendor's pace."""
    cards = sorted({deed.card for deed in deeds(400)})
    now = int(time.time())
    made = [Deed(n + 1, BASE, cards[n % len(cards)], now) for n in range(count)]
    service.know(channel, [BASE])
    service.mode()
    asyncio.run(drive(service, channel, made, parallel=8))
    service.drained(120)
    times = sorted(at for at, *_ in service.log()["got"])
    return {"tapped": count, "messages": len(times), "within s": round(times[-1] - times[0], 1), **service.outbox()}


def private(service, channel, count):
    """F12: nothing in the database, its log, or what the server said names a person; a name is looked for as well."""
    found = ride(service, channel, deeds(count))
    people = [str(BASE + number).encode() for number in range(-(-count // 4))]
    texts = [path.read_bytes() for path in service.folder.rglob("*") if path.is_file()]
    texts += [server.words().encode() for server in service.servers]
    hits = sum(who in text for text in texts for who in people)
    return {"acknowledged": found["acknowledged"], "files": len(texts), "people": len(people), "hits": hits}


def soak(service, channel, minutes):
    """Let people come for some minutes; the memory must not grow."""
    service.mode()
    end, memory, count = time.monotonic() + minutes * 60, [], 0
    while time.monotonic() < end:
        made = [Deed(d.number + count, d.person, d.card, d.at) for d in deeds(400, seed=count)]
        service.know(channel, {deed.person for deed in made})
        asyncio.run(drive(service, channel, made))
        count += len(made)
        memory.append(service.servers[0].memory())
    third = max(1, len(memory) // 3)
    early, late = (round(sum(some) / len(some), 1) for some in (memory[third : 2 * third], memory[-third:]))
    return {"minutes": minutes, "messages": count, "MB middle third": early, "MB last third": late}


SCENES = {
    "F1 shuffled and repeated": lambda s, n: plain(s, "telegram", n),
    "F1 WhatsApp": lambda s, n: plain(s, "whatsapp", n),
    "F2 trouble, Telegram": lambda s, n: trouble(s, "telegram", n),
    "F2 trouble, reports": lambda s, n: trouble(s, "whatsapp", n),
    "F2 trouble, reports late": lambda s, n: trouble(s, "whatsapp", n, "late"),
    "F2 trouble, half the reports": lambda s, n: trouble(s, "whatsapp", n, "half"),
    "F2 trouble, no reports": lambda s, n: trouble(s, "whatsapp", n, "off"),
    "F3 ten kills, Telegram": lambda s, n: kills(s, "telegram", n),
    "F3 ten kills, WhatsApp": lambda s, n: kills(s, "whatsapp", n),
    "F4 SIGTERM": lambda s, n: gentle_stop(s, "telegram", n),
}


def show(title, found):
    print(f"\n{title}")
    print("  " + " · ".join(f"{name} {value}" for name, value in found.items()), flush=True)


def main():
    """Run all with that many deliveries (10,000 unless told)."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder)) as server:
        for database, processes in (("sqlite", 1), ("postgresql", 2)):
            place = f"{database}, {processes} process{'es' * (processes > 1)}"
            for title, scene in SCENES.items():
                if wanted in f"{title} {database}":
                    with serving(database, processes, server) as service:
                        show(f"{title} ({place})", scene(service, count))
        more = {
            "F5 locked for 8 s": (locked, "sqlite"),
            "F5 nothing can be written for 3 s": (full, "sqlite"),
            "F5 PostgreSQL restarted": (lambda s, c, n: restarted(s, c, n, server), "postgresql"),
            "F8 five times too much": (lambda s, c, n: overload(s, c, n / 400), "sqlite"),
            "F9 a hundred in a second, Telegram": (lambda s, c, n: flood(s, "telegram"), "sqlite"),
            "F9 a hundred in a second, WhatsApp": (lambda s, c, n: flood(s, "whatsapp"), "sqlite"),
            "F12 nobody is named": (private, "sqlite"),
            "A soak of some minutes": (lambda s, c, n: soak(s, c, n / 1600), "sqlite"),
        }
        for title, (scene, database) in more.items():
            if wanted in f"{title} {database}":
                with serving(database, 1 if database == "sqlite" else 2, server) as service:
                    show(f"{title} ({database})", scene(service, "telegram", count))


if __name__ == "__main__":
    main()
