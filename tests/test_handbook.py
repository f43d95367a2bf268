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
