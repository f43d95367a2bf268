"""`drom leaflet`: which files it writes, what it leaves out, and what it says where something is missing."""

import os
import re
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import app, printing
from app.cli.printing import CannotPrint, Printer
from tests.conftest import PUBLIC

pytestmark = pytest.mark.usefixtures("bare")
PAGE = re.compile(rb"/Type /Page\b")


@pytest.fixture
def without_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fast, and what it writes can be read."""
    monkeypatch.setattr(printing, "NAMES", ("no-such-program",))


def leaflet(to: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(app, ["leaflet", *arguments, "--to", str(to)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_it_prints_a_card_a_topic_and_the_counter_with_one_chromium(tmp_path: Path) -> None:
    told = leaflet(tmp_path / "out", "-l", "ro", "--card", "register-address", "--topic", "health", "--counter")
    assert told.exit_code == 0
    assert told.output.endswith("out, 0 left out\n")
    pages = {name: len(PAGE.findall((tmp_path / "out" / name).read_bytes())) for name in written(tmp_path / "out")}
    assert pages == {
        "counter-a4.pdf": 1, "counter-a5.pdf": 1, "ro-health.pdf": 2, "ro-registration-register-address.pdf": 2,
    }  # fmt: skip
    assert b"FontFile" in (tmp_path / "out" / "ro-health.pdf").read_bytes(), "the letters are in the file"


@pytest.mark.usefixtures("without_chromium")
def test_without_chromium_it_writes_pages_that_need_no_server(tmp_path: Path) -> None:
    told = leaflet(tmp_path, "-l", "bg", "--card", "enrol-child", "--partner", "example-centre", "--size", "a4-folded")
    assert told.exit_code == 0
    assert "sudo apt install chromium" in told.output
    page = (tmp_path / "bg-school-enrol-child-a4-folded.html").read_text(encoding="utf-8")
    named = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', page)
    assert [name for name in named if not (tmp_path / name).exists()] == []
    assert f"{PUBLIC}/bg/school/enrol-child?stage=here&amp;city=duisburg" in page, "what the partner says of its people"
    assert 'class="key" href' not in page, "there are no other pages to go to"


@pytest.mark.usefixtures("without_chromium")
def test_all_leaves_out_what_is_hidden_and_says_for_whom_it_is(tmp_path: Path) -> None:
    told = leaflet(tmp_path, "-l", "tr", "--all", "--stage", "leaving")
    files = [name for name in written(tmp_path) if name.startswith("tr-")]
    assert f"{len(files)} files in {tmp_path}, 2 left out" in told.output
    assert "left out: tr help/coming-first-time: hidden for the stage leaving; to have it: --stage before or here" in (
        told.output
    )
    assert "tr-help-going-home.html" in files
    assert "tr-registration.html" in files


@pytest.mark.usefixtures("without_chromium")
def test_a_partner_chooses_the_languages_and_they_can_be_chosen(tmp_path: Path) -> None:
    leaflet(tmp_path / "a", "--topic", "help", "--partner", "example-county")
    assert written(tmp_path / "a") == ["de-help.html", "rmy-help.html", "ro-help.html"]
    leaflet(tmp_path / "b", "--topic", "help", "--partner", "example-county", "-l", "ro", "-l", "bg")
    assert written(tmp_path / "b") == ["bg-help.html", "ro-help.html"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "--card, --topic, --all or --counter"),
        (["--card", "flying"], "there is no card flying; there are about-us, absence,"),
        (["--topic", "flying"], "there is no topic flying; there are health, help"),
        (["--all", "--partner", "flying"], "there is no partner flying"),
        (["--all", "--language", "flying"], "there is no language flying; there are bg, de"),
        (["--all", "--city", "flying"], "there is no city flying"),
        (["--all", "--size", "a3"], "a4-folded"),
    ],
)
def test_what_there_is_not_is_named_with_what_there_is(tmp_path: Path, given: list[str], told: str) -> None:
    done = leaflet(tmp_path / "out", *given)
    assert done.exit_code == 2
    assert told in " ".join(re.sub(r"[│╭╰─╮╯]", " ", done.output).split())
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("without_chromium")
def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = leaflet(tmp_path / "file" / "out", "-l", "ro", "--card", "register-address")
    assert told.exit_code == 1
    assert "cannot write into" in told.stderr
    assert "say another folder with --to" in told.stderr


@pytest.mark.usefixtures("without_chromium")
def test_codes_that_no_phone_can_open_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "DROM_PUBLIC_URL" not in leaflet(tmp_path, "--counter").output
    monkeypatch.delenv("DROM_PUBLIC_URL")
    assert (
        "http://localhost:8000, where no phone finds it: set DROM_PUBLIC_URL" in leaflet(tmp_path, "--counter").output
    )


def test_a_chromium_that_ends_at_once_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    told = leaflet(tmp_path / "out", "--counter")
    assert told.exit_code == 1
    assert "Chromium ended before it printed" in told.output


def test_a_page_that_is_not_there_is_told_and_the_next_is_printed(tmp_path: Path) -> None:
    (tmp_path / "there.html").write_text("<p>Drom</p>")
    program = printing.find()
    assert program, "install Chromium: sudo apt install chromium"
    with Printer(program) as printer:
        with pytest.raises(CannotPrint, match=r"cannot open .*missing\.html"):
            printer.pdf(tmp_path / "missing.html")
        assert printer.pdf(tmp_path / "there.html").startswith(b"%PDF")
