"""The list of faults (docs/faults.md), small: the real server, a vendor in trouble, and what must hold nevertheless.

`python -m bench.faults` runs the same scenes with ten thousand deliveries and prints every figure.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from bench import faults
from bench.drive import deeds, telegram, titles
from bench.service import Service, postgres

Figures = dict[str, Any]
Scene = Callable[[Service], Figures]
COUNT = 60
SQLITE, POSTGRES = "sqlite", "postgresql"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with postgres(tmp_path_factory.mktemp("pg")) as started:
        yield started


def play(database: str, server: Any, scene: Scene) -> Figures:
    with faults.serving(database, 1 if database == SQLITE else 2, server) as service:
        return scene(service)


def holds(found: Figures, count: int = COUNT) -> None:
    """Say what must hold after every fault: all taken, all answered, in order, and nothing left behind."""
    assert found["acknowledged"] == count, found
    assert found["lost"] == 0, found
    assert found["unanswered"] == 0, found
    assert found["out of order"] == 0, found
    assert found["drained s"] is not None, found
    assert found.get("sessions wrong", 0) == 0, found


# Read as: what happens · and in which databases. Then nothing is lost, nothing is out of order, and nothing sent twice.
CLEAN: list[tuple[str, Scene, str]] = [
    ("F1 shuffled and repeated", lambda s: faults.plain(s, "telegram", COUNT), SQLITE),
    ("F1 shuffled and repeated, two processes", lambda s: faults.plain(s, "whatsapp", COUNT), POSTGRES),
    ("F2 a third goes wrong, reports settle it", lambda s: faults.trouble(s, "whatsapp", COUNT // 2), SQLITE),
    ("F4 SIGTERM", lambda s: faults.gentle_stop(s, "telegram", COUNT), SQLITE),
    ("F5 locked", lambda s: faults.locked(s, "telegram", COUNT, 3.0), SQLITE),
    ("F5 nothing can be written", lambda s: faults.full(s, "telegram", COUNT), SQLITE),
]


@pytest.mark.parametrize(("name", "scene", "database"), CLEAN, ids=[row[0] for row in CLEAN])
def test_nothing_is_lost_and_nothing_sent_twice(name: str, scene: Scene, database: str, server: Any) -> None:
    found = play(database, server, scene)
    holds(found, COUNT // 2 if name.startswith("F2") else COUNT)
    assert found["twice"] == 0, found


def test_kill_9_loses_nothing_that_was_acknowledged(server: Any) -> None:
    found = play(SQLITE, server, lambda s: faults.kills(s, "whatsapp", COUNT, times=2, bad=0.0))
    holds(found)
    assert (found["kills"], found["integrity"]) == (2, "ok")


def test_postgresql_may_be_restarted(server: Any) -> None:
    holds(play(POSTGRES, server, lambda s: faults.restarted(s, "telegram", COUNT, server)))


def test_one_person_in_a_hurry_gets_the_newest_at_the_vendors_pace(server: Any) -> None:
    found = play(SQLITE, server, lambda s: faults.flood(s, "telegram"))
    assert found["tapped"] == 100
    assert found["sent"] <= 3 + found["within s"] + 1, found


def test_nobody_is_named_in_any_file_or_log(server: Any) -> None:
    found = play(SQLITE, server, lambda s: faults.private(s, "telegram", 80))
    assert (found["acknowledged"], found["hits"]) == (80, 0)


def test_a_delivery_that_reaches_both_processes_at_once_is_answered_once(server: Any) -> None:
    with faults.serving(POSTGRES, 2, server) as service:
        made = deeds(10, each=1)
        service.know("telegram", {deed.person for deed in made})
        service.mode()
        wired = [telegram(deed) for deed in made]
        with ThreadPoolExecutor(2 * len(made)) as pool:
            urls = [f"{one.url}/webhooks/telegram" for one in service.servers]
            sent = [pool.submit(httpx.post, url, content=body, headers=head) for body, head in wired for url in urls]
        assert {answer.result().status_code for answer in sent} == {200}
        assert service.drained(60) is not None
        heard = sorted((int(who), words) for _, who, words, _ in service.log()["got"] if words in titles().values())
        assert heard == [(deed.person, titles()[deed.card]) for deed in made]
