"""House rules that a program can see."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import HOME, Settings

MODULES = sorted((HOME / "app").rglob("*.py"))
TEXTS = [
    path
    for path in subprocess.run(["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=True).stdout.split()
]
FOREIGN = re.compile(r"(?:^|[^\w./])/(?:work|root|home/\w+)/|--(?:extra-)?index-url|\"resolved\": *\"http")


def named(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_module_says_in_its_first_line_what_it_is_for(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.startswith('"""'), "begin with one sentence that says what the module is for"
    assert len(text.splitlines()) <= 250, "divide it: a file has 250 lines at most"


def test_imports_point_down() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint], cwd=HOME, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("file", ["requirements.in", "requirements-dev.in"])
def test_every_dependency_has_its_line(file: str) -> None:
    lines = (HOME / file).read_text(encoding="utf-8").splitlines()
    names = [re.split(r"\W", line.replace("-", "_"))[0].replace("_", "-") for line in lines if line[:1].isalpha()]
    told = (HOME / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in told] == []


def test_every_setting_is_told() -> None:
    told = (HOME / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"DROM_{name.upper()}" not in told] == []


def test_nothing_points_to_one_machine() -> None:
    found = []
    for name in TEXTS:
        path = HOME / name
        if path.suffix in {".po", ".pot", ".lock"} or name.startswith("tests/test_house") or not path.is_file():
            continue
        found += [
            name for line in path.read_text(encoding="utf-8", errors="ignore").splitlines() if FOREIGN.search(line)
        ]
    assert found == []


def test_make_alone_says_what_there_is() -> None:
    told = subprocess.run(["make"], cwd=HOME, capture_output=True, text=True, check=True).stdout
    assert [word for word in ("setup", "run", "test", "talk", "check", "bench") if word not in told] == []
