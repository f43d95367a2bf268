"""`drom partner`: a new file is valid at once, and each partner gets its figures and links."""

import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.checks import partners as rule
from app.checks import runner
from app.cli import app
from app.content.schema import PartnerFile, PartnerPlaceFile
from app.settings import HOME

NEW = ["--kind", "centre", "--name", 'Beratung "Neu"', "--languages", "ro, de"]
OPEN = [*NEW, "--cities", "", "--sites", ""]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project with its two made partners, where files may be written."""
    shutil.copytree(HOME / "content", tmp_path / "content")
    (tmp_path / "locales").symlink_to(HOME / "locales")
    monkeypatch.setenv("DROM_HOME", str(tmp_path))
    monkeypatch.setenv("DROM_PUBLIC_URL", "https://drom.example/")
    return tmp_path


def drom(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["partner", *arguments], input=typed)


def file(home: Path, code: str) -> Path:
    return home / "content" / "partners" / f"{code}.toml"


def test_a_new_partner_is_valid_at_once(home: Path) -> None:
    made = drom("new", "new-centre", *NEW, "--cities", "duisburg", "--sites", "https://new.example/")
    assert made.exit_code == 0, made.output
    assert "A running server does not know new-centre yet: restart Drom" in made.output
    found = rule.find(runner.read(home, date(2026, 11, 21)))
    problems = [problem for problem in found if "new-centre" in problem.file]
    assert {problem.place for problem in problems} == {"greeting.ro", "greeting.de"}
    assert all(problem.warning for problem in problems)
    assert 'origins = ["https://new.example"]' in file(home, "new-centre").read_text(encoding="utf-8")


def test_the_draft_of_a_place_is_one(home: Path) -> None:
    drom("new", "new-centre", *NEW, "--cities", "essen,duisburg", "--sites", "")
    draft = file(home, "new-centre").read_text(encoding="utf-8").split("# [[places]]\n")[1]
    place = PartnerPlaceFile.model_validate(tomllib.loads(draft.replace("# ", "").replace('"+49 ..."', '"+49 201 1"')))
    assert place.city == "essen"


def test_what_is_not_given_is_asked(home: Path) -> None:
    made = drom("new", "new-office", typed="diaspora-office\nBüro Neu\nro,rmy\n\n\n")
    assert made.exit_code == 0, made.output
    written = file(home, "new-office").read_text(encoding="utf-8")
    assert 'stage = "before"' in written
    assert 'de = "Büro Neu"' in written


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["New Centre", *OPEN], "small letters"),
        (["example", *OPEN], "cannot be a code"),
        (["example-centre", *OPEN], "is there already"),
        (["new", *NEW, "--cities", "atlantis", "--sites", ""], 'no city "atlantis"'),
        (
            ["new", *NEW, "--cities", "", "--sites", "http://new.example/path"],
            '"http://new.example/path" is no site; write https://name',
        ),
        (["new", *NEW[:-1], "xx", "--cities", "", "--sites", ""], "languages"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(home: Path, arguments: list[str], advice: str) -> None:
    before = {path: path.read_text() for path in (home / "content" / "partners").iterdir()}
    made = drom("new", *arguments)
    assert made.exit_code == 1
    assert advice in made.stderr
    assert {path: path.read_text() for path in (home / "content" / "partners").iterdir()} == before


def test_the_list_names_all(home: Path) -> None:
    assert [line.split()[0] for line in drom("list").stdout.splitlines()] == ["example-centre", "example-county"]


def test_check_tells_figures_and_what_to_hand_out(home: Path) -> None:
    told = drom("check", "example-centre", "--whatsapp", "+49 221 4710 101", "--telegram", "drom_test_bot")
    assert told.exit_code == 0
    for said in (
        "light: #1d6b57 6.0:1 on the page, #ffffff on it 6.4:1",
        "(made from #1d6b57)",
        "https://drom.example/p/example-centre",
        '<script src="https://drom.example/widget/example-centre.js" async></script>',
        "https://wa.me/492214710101?text=Drom%20example-centre",
        "https://t.me/drom_test_bot?start=example-centre",
        "https://m.me/PAGE?ref=example-centre",
        "viber://pa?chatURI=URI&context=example-centre",
    ):
        assert said in told.stdout
    assert "example-county" not in told.stdout


def test_check_says_what_is_missing_and_ends_with_one_where_something_is_wrong(home: Path) -> None:
    path = file(home, "example-county")
    path.write_text(path.read_text().replace("Vreți să plecați", "Vreți în 2027 să plecați"))
    told = drom("check")
    assert told.exit_code == 1
    assert "greeting.ro: error[partner]: has a digit" in told.stdout
    assert "not said: phone, places" in told.stdout
    assert drom("check", "nobody").exit_code == 1


def test_every_key_is_explained() -> None:
    told = (HOME / "docs" / "partners.md").read_text(encoding="utf-8")
    keys = [*PartnerFile.model_fields, *PartnerPlaceFile.model_fields]
    assert [key for key in keys if not re.search(rf"^\|[^|]*`\[*{key}\]*`", told, re.MULTILINE)] == []
