"""compose.yaml says what it should: who is seen from outside, who makes sound, who sends, and what all share."""

import asyncio
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.settings import HOME, PREFIX, Settings

COMPOSE: dict[str, Any] = yaml.safe_load((HOME / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
BALANCER = HOME / "docs" / "cluster" / "haproxy.cfg"
SAID = BALANCER.read_text(encoding="utf-8")
OURS = [name for name, service in SERVICES.items() if "build" in service]


def seconds(name: str) -> float:
    return float(SERVICES[name]["stop_grace_period"].removesuffix("s"))


def given(name: str) -> dict[str, str]:
    """What a service is told by compose.yaml itself."""
    found: dict[str, str] = SERVICES[name].get("environment", {})
    return found


@pytest.mark.parametrize("name", OURS)
def test_each_service_is_told_only_what_there_is_to_set(name: str) -> None:
    known = {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}
    assert {key for key in given(name) if key.startswith(PREFIX)} <= known
    fields = {key.removeprefix(PREFIX).lower(): value for key, value in given(name).items() if key.startswith(PREFIX)}
    Settings(**fields)  # each value is one that it takes


def test_only_one_door_stands_open_in_each_way_to_run_it() -> None:
    open_doors = {name for name, service in SERVICES.items() if service.get("ports")}
    assert open_doors == {"drom", "drom-postgres", "balancer"}


def test_plain_up_starts_one_process_with_sqlite_and_nothing_else() -> None:
    assert [name for name, service in SERVICES.items() if not service.get("profiles")] == ["drom"]
    assert not [name for name in given("drom") if name.startswith(PREFIX)]


@pytest.mark.parametrize("name", ["drom", "drom-postgres", "balancer"])
def test_the_door_is_for_this_machine_until_somebody_opens_it(name: str) -> None:
    assert SERVICES[name]["ports"] == ["${LISTEN:-127.0.0.1}:${PORT:-8000}:8000"]


@pytest.mark.parametrize("name", ["drom", "drom-postgres"])
@pytest.mark.parametrize("gateway", ["172.17.0.1", "172.18.0.1", "192.168.16.1", "10.89.0.1"])
def test_the_proxy_that_comes_in_through_the_bridge_says_who_asks(name: str, gateway: str) -> None:
    """What a client wrote before the proxy's own entry is not believed, nor is anybody outside."""
    seen = []

    async def served(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])

    trusting = ProxyHeadersMiddleware(served, given(name)["FORWARDED_ALLOW_IPS"])
    headers = [(b"x-forwarded-for", b"198.51.100.9, 203.0.113.7")]
    for peer in (gateway, "192.0.2.1"):
        asked: Any = {"type": "http", "client": (peer, 1), "headers": headers}
        asyncio.run(trusting(asked, None, None))  # type: ignore[arg-type]
    assert seen == ["203.0.113.7", "192.0.2.1"]


def test_in_the_cluster_each_does_one_thing_and_all_share_database_secret_and_sound() -> None:
    cluster = {name for name, service in SERVICES.items() if "cluster" in service.get("profiles", ())}
    assert cluster == {"balancer", "drom-web", "drom-sender", "drom-sound", "postgres"}
    assert (given("drom-web")["DROM_DELIVER"], given("drom-web")["DROM_MAKE_SOUND"]) == ("0", "0")
    assert "DROM_DELIVER" not in given("drom-sender")
    assert SERVICES["drom-sender"]["command"] == ["drom", "deliver"]
    assert SERVICES["drom-sound"]["command"] == ["drom", "audio", "build"]
    assert given("drom-web")["DROM_DATABASE_URL"] == given("drom-sender")["DROM_DATABASE_URL"]
    for name in ("drom-web", "drom-sender", "drom-sound"):
        assert {volume.split(":")[1] for volume in SERVICES[name]["volumes"]} == {
            "/srv/drom/var",
            "/srv/drom/audio/built",
        }


def test_whatever_stands_in_volumes_or_is_waited_for_is_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (HOME / source).exists()
        assert set(service.get("depends_on", ())) <= set(SERVICES)


def test_who_has_no_port_is_not_asked_for_its_health_on_one() -> None:
    """The image asks /health/ready, which only those that serve can answer."""
    silent = {name for name in OURS if SERVICES[name].get("command")}
    assert {name for name in OURS if SERVICES[name].get("healthcheck", {}).get("disable")} == silent


def test_the_balancer_asks_who_is_ready_and_notices_before_a_process_closes() -> None:
    assert "option httpchk GET /health/ready" in SAID
    assert re.search(r"server-template web \d+ drom-web:8000$", SAID, re.MULTILINE)
    every, times = re.search(r"check inter (\d+)s fall (\d+) ", SAID).groups()  # type: ignore[union-attr]
    assert int(every) * int(times) < float(given("drom-web")["DROM_DRAIN_SECONDS"]) < seconds("drom-web")


def test_the_balancer_hands_on_only_what_the_proxy_beside_it_wrote() -> None:
    """The processes believe the first entry (uvicorn with "*"), which a client may have written, so there is just one."""
    assert given("drom-web")["FORWARDED_ALLOW_IPS"] == "*"
    rules = re.findall(r"http-request set-header X-Forwarded-For (.+)", SAID)
    assert rules[-1] == "%[req.hdr(X-Forwarded-For,-1)]"


def test_the_balancer_counts_for_all_what_no_process_counts_alone() -> None:
    assert given("drom-web")["DROM_REQUESTS_A_MINUTE"] == "0"
    assert f"gt {Settings.model_fields['requests_a_minute'].default} " in SAID


@pytest.mark.skipif(not shutil.which("haproxy"), reason="needs haproxy")
def test_haproxy_understands_it() -> None:
    run = subprocess.run(["haproxy", "-c", "-f", BALANCER], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
