"""What the handbook hands out fits the service: metrics, settings and commands that it names are there."""

import json
import re
import subprocess
import textwrap
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.web import metrics

DOCS = Path(__file__).parent.parent / "docs"
NAMED = re.compile(r"drom_[a-z_]+")


def served() -> set[str]:
    return {name for family in metrics.REGISTRY.collect() for name in (family.name, f"{family.name}_total")}


@pytest.mark.parametrize("name", ["drom.json", "alerts.yml"])
def test_the_dashboard_and_the_alarms_ask_for_metrics_that_we_give(name: str) -> None:
    asked = set(NAMED.findall((DOCS / "monitoring" / name).read_text(encoding="utf-8")))
    assert asked
    assert asked <= served()


def test_the_dashboard_is_one() -> None:
    board = json.loads((DOCS / "monitoring" / "drom.json").read_text(encoding="utf-8"))
    assert all(panel["targets"][0]["expr"] for panel in board["panels"])
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_every_setting_of_the_example_is_explained() -> None:
    given = re.findall(r"DROM_[A-Z_]+", (DOCS / "example.env").read_text(encoding="utf-8"))
    explained = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert [name for name in given if name not in explained] == []


def test_every_command_that_the_handbook_names_is_there() -> None:
    named = set(re.findall(r"(?m)(?:`|bin/|^    )drom ([a-z]+)", (DOCS / "handbook.md").read_text(encoding="utf-8")))
    assert named >= {"doctor", "backup", "restore"}
    told = CliRunner().invoke(app, ["--help"]).output
    assert [name for name in named if not re.search(rf"\b{name}\b", told)] == []


def test_a_command_of_the_handbook_has_the_settings_of_the_service(tmp_path: Path) -> None:
    """What it lets people write to /usr/local/bin/drom is tried, with other folders."""
    told = (DOCS / "handbook.md").read_text(encoding="utf-8")
    written = re.search(r"/usr/local/bin/drom >/dev/null <<'END'\n(.+?)    END", told, re.DOTALL)
    assert written
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    fake = tmp_path / ".venv" / "bin" / "drom"
    fake.write_text('#!/bin/sh\necho "$PWD|$DROM_OPERATOR|$1|$2"\n')
    fake.chmod(0o755)
    (tmp_path / "drom.env").write_text('# settings\nDROM_OPERATOR="Verein am Platz"\n')
    script = textwrap.dedent(written[1]).replace("/etc/drom.env", f"{tmp_path}/drom.env")
    script = script.replace("/srv/drom", str(tmp_path))
    run = subprocess.run(["sh", "-c", script, "drom", "note", "two words"], capture_output=True, text=True, check=True)
    assert run.stdout == f"{tmp_path}|Verein am Platz|note|two words\n"


def test_cron_runs_commands_with_the_settings_and_writes_percent_signs_as_it_must() -> None:
    lines = re.findall(r"(?m)^    [0-9]+ [0-9]+ \* \* \* (.+)$", (DOCS / "handbook.md").read_text(encoding="utf-8"))
    assert len(lines) == 2
    assert all(line.startswith("/usr/local/bin/drom ") for line in lines)
    assert [line for line in lines if re.search(r"(?<!\\)%", line)] == []


def test_backups_end_when_people_are_told_that_they_do() -> None:
    """A backup holds a deleted talk longer: the line of cron, the rule and the record say the same number of days."""
    handbook = (DOCS / "handbook.md").read_text(encoding="utf-8")
    removed = re.findall(r"-mtime \+(\d+) -delete", handbook)
    assert len(removed) == 2, "under var/, and where they were brought to"
    days = {int(number) + 1 for number in removed}  # find counts whole days that are over
    assert days == {int(number) for number in re.findall(r"Keep backups (\d+) days", handbook)}
    told = (DOCS / "privacy.md").read_text(encoding="utf-8")
    for said in (r"for (\d+) days more", r"backups (\d+) days"):
        assert {int(number) for number in re.findall(said, told)} == days


def test_the_copy_before_an_upgrade_has_a_name_of_its_own_each_time() -> None:
    upgrade = (DOCS / "handbook.md").read_text(encoding="utf-8").partition("## Upgrade")[2]
    assert re.search(r"drom backup var/\S+\$\(date \S+%H%M\)\.tar", upgrade)


def test_the_proxies_of_the_handbook_keep_the_numbers_inside() -> None:
    told = (DOCS / "handbook.md").read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"(?m)(?:^    .*\n)+", told) if "127.0.0.1:8000" in block]
    assert len(blocks) == 2, "Caddy and nginx"
    assert [block for block in blocks if not re.search(r"/metrics (404|\{ return 404; \})", block)] == []


def test_the_table_of_alarms_says_when_replies_that_wait_raise_one() -> None:
    alarms = (DOCS / "monitoring" / "alerts.yml").read_text(encoding="utf-8")
    assert re.findall(r"expr: drom_outbox_waiting > (\d+)\n +for: (\w+)", alarms) == [("50", "10m"), ("0", "1h")]
    table = (DOCS / "handbook.md").read_text(encoding="utf-8")
    assert "| more than 50 replies wait for ten minutes, or any for an hour |" in table
