"""What the handbook hands out fits the service: metrics, settings and commands that it names are there."""

import json
import re
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
