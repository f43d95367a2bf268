"""House rules that a program can see."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import HOME, Settings

MODULES = sorted((HOME / "app").rglob("*.py"))
MADE = {".git", ".venv", "var", "built", "build", ".hypothesis", "node_modules", "__pycache__"}
SETTING = re.compile(r"DROM_[A-Z_]*[A-Z]")
FOREIGN = re.compile(
    r"(?:^|[^\w./-])/(?:work|root|home/\w+|Users/\w+)/"  # a folder of one machine
    r"|(?<!no-emit)-index-url|\"resolved\": *\"http"
    r"|\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org)\b"
)


def named(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


def texts() -> list[Path]:
    """Every file that people write; what is made here is left out, also where there is no git."""
    found = []
    for folder, folders, files in os.walk(HOME):
        folders[:] = [name for name in folders if name not in MADE and not name.endswith(("_cache", ".egg-info"))]
        found += [Path(folder) / name for name in files]
    return [path for path in found if b"\0" not in path.read_bytes()[:8000]]


def dependencies(file: str) -> list[str]:
    lines = (HOME / file).read_text(encoding="utf-8").splitlines()
    return [re.split(r"[^\w.-]", line)[0] for line in lines if line[:1].isalpha()]


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_module_says_in_its_first_line_what_it_is_for(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.startswith('"""'), "begin with one sentence that says what the module is for"
    assert len(text.splitlines()) <= 250, "divide it: a file has 250 lines at most"


def test_imports_point_down() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint, "--no-cache"], cwd=HOME, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("kind", ["", "-voices", "-hearing", "-dev"])
def test_every_dependency_has_its_line(kind: str) -> None:
    told = (HOME / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [name for name in dependencies(f"requirements{kind}.in") if f"\n| `{name}` |" not in told] == []


def test_locks_pin_every_dependency_and_agree() -> None:
    kinds = ("", "-voices", "-hearing", "-dev")
    locks = {kind: (HOME / f"requirements{kind}.lock").read_text(encoding="utf-8") for kind in kinds}
    pins = {kind: set(re.findall(r"^[a-z0-9][^ \n]*==[^\\\n]*", lock, re.MULTILINE)) for kind, lock in locks.items()}
    tested = {pin.partition("==")[0] for pin in pins["-dev"]}
    shared = {pin for pin in pins["-hearing"] if pin.partition("==")[0] in tested}  # what hearing adds is not tested
    assert (pins[""] | pins["-voices"] | shared) - pins["-dev"] == set(), "make lock: the locks name different versions"
    for kind in kinds:
        pinned = {pin.partition("==")[0].partition("[")[0] for pin in pins[kind]}
        assert set(dependencies(f"requirements{kind}.in")) - pinned == set()


def test_every_setting_is_told() -> None:
    told = (HOME / "docs" / "settings.md").read_text(encoding="utf-8")
    told_names = set(SETTING.findall(told))
    assert {f"DROM_{name.upper()}" for name in Settings.model_fields} - told_names == set()
    house = [HOME / name for name in ("Makefile", "Dockerfile", "compose.yaml")]
    assert {name for path in house for name in SETTING.findall(path.read_text(encoding="utf-8"))} - told_names == set()


def test_nothing_points_to_one_machine() -> None:
    found = [
        f"{named(path)}:{number}: {line.strip()[:80]}"
        for path in texts()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1)
        if FOREIGN.search(line)
    ]
    assert found == []


def test_every_page_is_in_the_index() -> None:
    index = (HOME / "docs" / "README.md").read_text(encoding="utf-8")
    links = set(re.findall(r"\]\(([^)]+)\)", index))
    assert [link for link in sorted(links) if not (HOME / "docs" / link).exists()] == []
    pages = {path.relative_to(HOME / "docs").as_posix() for path in (HOME / "docs").rglob("*.md")}
    told = {page for page in pages if page in links or page == "README.md" or page.startswith("decisions/")}
    assert pages - told == set()


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
def test_make_alone_says_what_there_is() -> None:
    told = subprocess.run(["make"], cwd=HOME, capture_output=True, text=True, check=True).stdout
    words = {line.split()[0] for line in told.splitlines() if line}
    asked = {"setup", "run", "test", "talk", "check", "bench", "fix", "lock", "voices", "hearing", "image", "clean"}
    assert asked - words == set()
