"""Measure: a card, a 304 and a received message, each beside the bare thing, alternating in one run. `make bench`."""

import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROUNDS, SECONDS, CONNECTIONS = 3, 3, 32
CARD = "/api/v1/cards/register-address?lang=ro&plan=circular"
LATENCY = re.compile(r"(50|99)%\s+([\d.]+)(us|ms|s)")
MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
HOME = Path(__file__).parent.parent


class Server:
    """One uvicorn process on the first core; wrk has the second."""

    def __init__(self, app, folder, factory=False, **env):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            app,
            "--port",
            str(self.port),
            "--no-access-log",
            "--log-level",
            "error",
        ]
        self.process = subprocess.Popen(
            pinned("0", command + (["--factory"] if factory else [])), env={**os.environ, **env}, cwd=HOME
        )
        self.url = f"http://127.0.0.1:{self.port}"
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.1).close()
                return
            except OSError:
                time.sleep(0.1)
        sys.exit(f"{app} did not start")

    def memory(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) // 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def pinned(core, command):
    return ["taskset", "-c", core, *command] if os.cpu_count() > 1 and shutil.which("taskset") else command


def wrk(url, *more, seed=0):
    """Requests a second, and p50 and p99 in milliseconds."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", *more, url]
    out = subprocess.run(
        pinned("1", command), capture_output=True, text=True, check=True, env={**os.environ, "SEED": str(seed)}
    ).stdout
    if "Non-2xx" in out and "If-None-Match" not in str(more):
        sys.exit(out)
    latency = {mark: float(value) * MS[unit] for mark, value, unit in LATENCY.findall(out)}
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), latency["50"], latency["99"]


def compare(title, cells, reference):
    """Alternate over the cells, print medians, and each one's share of the reference."""
    runs = {name: [] for name in cells}
    for number in range(ROUNDS):
        for name, call in cells.items():
            runs[name].append(call(number))
    rates = {name: statistics.median(run[0] for run in found) for name, found in runs.items()}
    print(f"\n{title}\n{'':34}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'share':>8}")
    for name, found in runs.items():
        middle = sorted(found)[len(found) // 2]
        print(f"{name:34}{middle[0]:9.0f}{middle[1]:9.2f}{middle[2]:9.2f}{rates[name] / rates[reference]:8.0%}")


def main():
    if not shutil.which("wrk"):
        sys.exit("bench needs wrk: sudo apt install wrk")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        drom = {
            "DROM_DATABASE_URL": f"sqlite:///{folder / 'drom.sqlite3'}",
            "DROM_SECRET_KEY": "bench",
            "DROM_TELEGRAM_BOT_TOKEN": "1001:bench",
            "DROM_TELEGRAM_SECRET_TOKEN": "bench",
            "DROM_DELIVER": "0",
        }
        server = Server("app.main:create_app", folder, factory=True, **drom)
        after_start = server.memory()
        with urllib.request.urlopen(server.url + CARD) as answer:
            body, etag = answer.read(), answer.headers["etag"]
        (folder / "body").write_bytes(body)
        raw = Server("bench.servers:raw", folder, BODY=str(folder / "body"))
        bare = Server("bench.servers:fastapi", folder, BODY=str(folder / "body"))
        single = Server("bench.servers:single", folder, DATABASE=str(folder / "single.sqlite3"))
        grouped = Server("bench.servers:grouped", folder, DATABASE=str(folder / "grouped.sqlite3"))
        servers = (server, raw, bare, single, grouped)
        print(f"one card: {len(body)} bytes; {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s, medians")
        compare(
            "A card answer (200)",
            {
                "raw ASGI, same bytes": lambda _: wrk(raw.url + CARD),
                "Drom": lambda _: wrk(server.url + CARD),
                "bare FastAPI, same bytes": lambda _: wrk(bare.url + CARD),
            },
            "raw ASGI, same bytes",
        )
        unchanged = ("-H", f"If-None-Match: {etag}")
        compare(
            "A card answer (304)",
            {
                "raw ASGI": lambda _: wrk(raw.url + CARD, *unchanged),
                "Drom": lambda _: wrk(server.url + CARD, *unchanged),
                "bare FastAPI": lambda _: wrk(bare.url + CARD, *unchanged),
            },
            "raw ASGI",
        )
        script = ("-s", str(HOME / "bench" / "message.lua"))
        compare(
            "A message received and safely stored (SQLite, full sync)",
            {
                "bare transaction, one by one": lambda n: wrk(single.url, *script, seed=10 + n),
                "Drom, Telegram webhook": lambda n: wrk(server.url, *script, seed=20 + n),
                "bare transaction, in groups": lambda n: wrk(grouped.url, *script, seed=30 + n),
            },
            "bare transaction, one by one",
        )
        print(f"\nmemory of the server: {after_start} MB after start, {server.memory()} MB after this run")
        for one in servers:
            one.stop()


if __name__ == "__main__":
    main()
