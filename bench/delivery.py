"""Measure receiving and delivering, each beside the bare thing with the same writes: `python -m bench.delivery`."""

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from app.domain.message import Reply
from app.service.letter import Letter, pack
from app.store import outbox
from app.store.database import Database
from app.store.vault import Vault
from bench.drive import BASE
from bench.service import HOME, SECRET, TOKEN, Process, Service, empty, postgres

ROUNDS, SECONDS, CONNECTIONS = 3, 3, 32
WORDS = "Cum îmi înregistrez adresa? " * 20


def wrk(urls, seed):
    """Send messages to all addresses at once; give requests a second, and p50 and p99 in milliseconds of the slowest."""
    runs = []
    for number, url in enumerate(urls):
        command = ["wrk", "-t1", f"-c{CONNECTIONS // len(urls)}", f"-d{SECONDS}s", "--latency"]
        command += ["-s", str(HOME / "bench" / "message.lua"), url]
        env = {"SEED": str(seed * 10 + number), "PATH": "/usr/local/bin:/usr/bin:/bin"}
        runs.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env))
    outs = [run.communicate()[0] for run in runs]
    if any("Non-2xx" in out for out in outs):
        sys.exit("\n".join(outs))
    from bench.__main__ import LATENCY, MS  # noqa: PLC0415  # it measures the rest, and owns how wrk is read

    rate = sum(float(out.split("Requests/sec:")[1].split()[0]) for out in outs)
    found = [{mark: float(value) * MS[unit] for mark, value, unit in LATENCY.findall(out)} for out in outs]
    return rate, max(each["50"] for each in found), max(each["99"] for each in found)


def receives(title, cells, reference):
    """Alternate over the cells and print medians, and each one's share of the reference."""
    runs = {name: [] for name in cells}
    for number in range(ROUNDS):
        for place, (name, urls) in enumerate(cells.items()):
            runs[name].append(wrk(urls, number * 10 + place + 1))
    middles = {name: sorted(found)[len(found) // 2] for name, found in runs.items()}
    print(f"\n{title}\n{'':44}{'messages/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'share':>8}")
    for name, (rate, middle, slow) in middles.items():
        print(f"{name:44}{rate:11.0f}{middle:9.2f}{slow:9.2f}{rate / middles[reference][0]:8.0%}", flush=True)


def delivers(database_url, processes, count, folder):
    """Let so many replies wait, start the service, and measure until all are sent; give replies a second."""
    service = Service(folder, database_url, 0)
    service.mode()
    vault, database = Vault(SECRET.encode()), Database(database_url)

    def work(tx):
        now = time.time()
        for number in range(count):
            sealed = vault.seal(pack(Letter(str(BASE + number), Reply("ro", "Titlu", WORDS))))
            key = vault.key("person", "telegram", str(BASE + number))
            outbox.queue(tx, key, "telegram", sealed, now, expires_at=now + 3600)

    database.run(work)
    database.close()
    for _ in range(processes):
        service.serve()
    begun, left = time.monotonic(), service.outbox().get("waiting", 0)
    while service.outbox().get("waiting", 0):
        time.sleep(0.05)
    seconds = time.monotonic() - begun
    service.stop()
    return left / seconds


def bare(count):
    """Post the same messages from sixteen threads without any database; give messages a second."""
    vendor = Process("bench.vendor:app")
    with httpx.Client() as client, ThreadPoolExecutor(16) as pool:
        url = f"{vendor.url}/bot{TOKEN}/sendMessage"
        begun = time.monotonic()
        list(pool.map(lambda n: client.post(url, json={"chat_id": str(BASE + n), "text": WORDS}), range(count)))
        seconds = time.monotonic() - begun
    vendor.stop()
    vendor.log.close()
    return count / seconds


def main():
    """Measure all."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    with tempfile.TemporaryDirectory() as name, postgres(Path(name)) as server:
        folder, address = Path(name), server.get_uri()
        empty(address)
        quiet = {"DROM_DELIVER": "0", "DROM_TELEGRAM_SECRET_TOKEN": "bench"}  # as bench/message.lua says
        lite = Service(folder, f"sqlite:///{folder / 'drom.sqlite3'}", 1, **quiet)
        single = Process("bench.servers:single", DATABASE=str(folder / "single.sqlite3"))
        grouped = Process("bench.servers:grouped", DATABASE=str(folder / "grouped.sqlite3"))
        cells = {
            "bare transaction, one by one": [single.url],
            "bare transaction, in groups": [grouped.url],
            "Drom": [lite.servers[0].url],
        }
        receives("A message received and safely stored: SQLite, full sync", cells, "bare transaction, in groups")
        for process in (single, grouped, lite):
            process.stop()
        pooled = Process("bench.servers:pooled", DATABASE=address)
        one = Service(folder, address, 2, **quiet)
        urls = [each.url for each in one.servers]
        cells = {"bare transaction, 8 threads": [pooled.url], "Drom, 1 process": urls[:1], "Drom, 2 processes": urls}
        receives("A message received and safely stored: PostgreSQL", cells, "bare transaction, 8 threads")
        pooled.stop()
        one.stop()
        print(f"\nReplies delivered to a vendor in good health ({count} that wait)\n{'':44}{'a second':>11}")
        rate = bare(count)
        print(f"{'bare posts from 16 threads, no database':44}{rate:11.0f}")
        sqlite = f"sqlite:///{folder / 'out.sqlite3'}"
        for title, url, processes in (("SQLite", sqlite, 1), ("PostgreSQL", address, 1), ("PostgreSQL", address, 2)):
            empty(url)
            found = delivers(url, processes, count, folder)
            print(f"{f'Drom, {title}, {processes} process(es)':44}{found:11.0f}{found / rate:8.0%}", flush=True)


if __name__ == "__main__":
    main()
