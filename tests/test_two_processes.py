"""Two processes on one PostgreSQL behind any load balancer: a talk goes on wherever the next message lands."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from bench.service import postgres
from tests.journeys import Server

TAPS = ("lang:ro", "plan:circular", "menu", "topic:school", "card:enrol-child", "stage:skip")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    """Both start at once on an empty database: only one brings the schema, and neither fails."""
    folder = tmp_path_factory.mktemp("pair")
    with postgres(folder) as started:
        settings = {"DROM_DATABASE_URL": started.get_uri(), "DROM_MAKE_SOUND": "0", "DROM_DELIVER": "0"}
        servers = []
        for name in ("one", "two"):
            (folder / name).mkdir()
            servers.append(Server(folder / name, settings))
        for server in servers:
            server.spawn()
        for server in servers:
            server.wait()
        yield servers[0], servers[1]
        for server in servers:
            server.stop()


def post(server: Server, body: dict[str, Any]) -> Any:
    data = json.dumps(body).encode()
    asked = urllib.request.Request(f"{server.url}/api/v1/chat", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        return json.load(answer)


def get(server: Server, path: str) -> tuple[str, bytes]:
    with urllib.request.urlopen(f"{server.url}{path}") as answer:
        return answer.headers["ETag"], answer.read()


def test_a_talk_goes_on_in_the_other_process(pair: tuple[Server, Server]) -> None:
    session, cards = "a-talk-in-two-processe", []
    for number, choice in enumerate(TAPS):
        told = post(pair[number % 2], {"session": session, "lang": "ro", "message": {"choice": choice}})
        cards += [message["card"] for message in told["messages"] if message["card"]]
    assert told["person"] == {"language": "ro", "plan": "circular", "stage": None, "origin": None, "city": None}
    assert cards == ["enrol-child"], "the stage is asked first, and the answer waits for it"


@pytest.mark.parametrize("path", ["/bg/school?plan=settle", "/api/v1/topics?lang=tr&plan=return"])
def test_a_page_is_the_same_in_both_so_that_any_cache_may_keep_it(pair: tuple[Server, Server], path: str) -> None:
    assert get(pair[0], path) == get(pair[1], path)


def test_the_other_goes_on_when_one_is_killed(pair: tuple[Server, Server]) -> None:
    post(pair[0], {"session": "a-talk-that-goes-on-00", "lang": "bg", "message": {"choice": "plan:settle"}})
    pair[0].kill()
    told = post(pair[1], {"session": "a-talk-that-goes-on-00", "message": {"text": "menu"}})
    assert told["person"]["plan"] == "settle"
    pair[0].start()
