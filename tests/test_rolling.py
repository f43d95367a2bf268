"""One process after the other is told to stop and comes back, under load, and no message is lost or done twice."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.store import counts
from app.store.database import Database
from bench.service import postgres
from tests.journeys import Server, running

TALKS = 8
PLANS = ("settle", "return", "circular", "transnational")


class Balancer:
    """Sends to whoever says that it is ready, in turn; once more, to another, only where the connection was refused."""

    def __init__(self, servers: list[Server]) -> None:
        self.servers, self.turn, self.refused = servers, count(), 0
        self.ready = list(servers)
        self.done = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()

    def _watch(self) -> None:
        while not self.done.wait(0.1):
            self.ready = [server for server in self.servers if answers(server)] or self.servers

    def post(self, body: dict[str, Any]) -> Any:
        data = json.dumps(body).encode()
        while True:
            ready = self.ready
            server = ready[next(self.turn) % len(ready)]
            asked = urllib.request.Request(f"{server.url}/api/v1/chat", data, {"Content-Type": "application/json"})
            try:
                with urllib.request.urlopen(asked, timeout=60) as answer:
                    return json.load(answer)
            except urllib.error.URLError as error:
                if not isinstance(error.reason, ConnectionRefusedError):
                    raise
                self.refused += 1

    def close(self) -> None:
        self.done.set()
        self._watcher.join()


def answers(server: Server) -> bool:
    try:
        urllib.request.urlopen(f"{server.url}/health/ready", timeout=5).close()
    except OSError:
        return False
    return True


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[str, list[Server]]]:
    with postgres(tmp_path) as started:
        settings = {
            "DROM_DATABASE_URL": started.get_uri(),
            "DROM_MAKE_SOUND": "0",
            "DROM_DELIVER": "0",
            "DROM_DRAIN_SECONDS": "1",
            "DROM_REQUESTS_A_MINUTE": "0",
        }
        servers = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            servers.append(Server(tmp_path / name, settings))
            servers[-1].start()
        yield started.get_uri(), servers
        for server in servers:
            server.stop()


def test_a_roll_over_two_processes_loses_nothing(pair: tuple[str, list[Server]]) -> None:
    address, servers = pair
    balancer, stop = Balancer(servers), threading.Event()
    said: list[str] = []  # each plan that somebody chose, once it was answered
    wrong: list[Any] = []

    def talk(number: int) -> None:
        try:
            for turn in count():
                if stop.is_set():
                    return
                plan = PLANS[turn % len(PLANS)]
                session = f"rolling-{number:04}-{turn // 10:09}"  # a new talk now and then, as nobody taps for ever
                told = balancer.post({"session": session, "lang": "ro", "message": {"choice": f"plan:{plan}"}})
                said.append(plan)
                if told["person"]["plan"] != plan:
                    wrong.append(told)
        except Exception as error:  # noqa: BLE001  # a thread's own would be lost
            wrong.append(error)

    talks = [threading.Thread(target=talk, args=(number,)) for number in range(TALKS)]
    for thread in talks:
        thread.start()
    for server in servers:
        before = len(said)
        while len(said) < before + TALKS:  # under load, whatever the machine
            time.sleep(0.05)
        server.stop()
        server.start()
    stop.set()
    for thread in talks:
        thread.join()
    balancer.close()
    assert wrong == []
    assert plans_counted(address) == len(said), "each was taken once, wherever it landed"


def plans_counted(address: str) -> int:
    """Add up what both processes counted."""
    database = Database(address)
    day = datetime.now(UTC).date()
    found = database.run(lambda tx: counts.total(tx, day - timedelta(days=1), day))
    database.close()
    return sum(n for counted, n in found.items() if counted.event == "plan")


def test_told_to_stop_it_first_says_that_it_is_not_ready_and_still_answers(tmp_path: Path) -> None:
    with running(tmp_path, DROM_MAKE_SOUND="0", DROM_DRAIN_SECONDS="60") as server:
        assert server.process
        server.process.terminate()
        while answers(server):
            time.sleep(0.05)
        with urllib.request.urlopen(f"{server.url}/ro") as page:
            assert page.status == 200
        assert server.process.poll() is None, "a balancer has time to notice; the second signal (the end) stops it"
