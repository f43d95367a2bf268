"""`drom note` and `drom places`: what they print, and how they end."""

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.cli.note import rows
from app.service import note, upkeep
from app.service.board import Board
from app.service.parts import Parts
from app.settings import HOME, Settings
from app.store.database import Database
from app.wiring import build
from tests.fakes import integreat as fake
from tests.fakes.integreat import location


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of our own with its own database, whose files may change."""
    shutil.copytree(HOME / "content", tmp_path / "content")
    (tmp_path / "locales").symlink_to(HOME / "locales")
    monkeypatch.setenv("DROM_HOME", str(tmp_path))
    monkeypatch.setenv("DROM_DATABASE_URL", f"sqlite:///{tmp_path / 'drom.sqlite3'}")
    monkeypatch.setenv("DROM_SECRET_KEY", "only for tests")
    monkeypatch.setenv("DROM_MAKE_SOUND", "0")
    monkeypatch.setenv("DROM_AUDIO_DIR", str(tmp_path / "audio"))
    return tmp_path


@pytest.fixture
def made(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    """The parts, read once for all commands of a test; each opens the database anew."""
    once = build(Settings())

    def again(*, with_database: bool = True) -> Parts:
        database = Database(Settings().database)
        return replace(once, database=database, board=Board(database))

    for commands in ("app.cli.note", "app.cli.places"):  # their names in app.cli are those of the commands
        monkeypatch.setattr(sys.modules[commands], "parts", again)
    yield once
    once.database.close()


def drom(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


def write(made: Parts) -> None:
    today = note.today(made)
    note.write(made, "example-centre", "kita", {"de": "Montags ist zu."}, today, today + timedelta(9))


def test_a_note_from_waiting_to_withdrawn(made: Parts) -> None:
    write(made)
    write(made)
    listed = drom("note", "list")
    assert "   1  waiting " in listed.output
    assert listed.output.endswith("2 notes, 2 wait for a reviewer\n")
    wrong = drom("note", "approve", "1", "--role", "ana@centre.example")
    assert (wrong.exit_code, "never a name" in wrong.stderr) == (1, True)
    yes = drom("note", "approve", "1", "--role", "native speaker")
    assert yes.exit_code == 0
    assert "by native speaker\n  de: Montags ist zu.\n" in yes.output
    assert "refused" in drom("note", "refuse", "2").output
    assert "withdrawn" in drom("note", "withdraw", "1").output
    again = drom("note", "approve", "1", "--role", "native speaker")
    assert (again.exit_code, "withdrawn already" in again.stderr) == (1, True)
    assert (drom("note", "show", "9").exit_code, drom("note", "list").output) == (1, "0 notes, 0 wait for a reviewer\n")
    assert "2 notes" in drom("note", "list", "--all").output


def test_without_sound_an_approved_note_says_what_is_missing(made: Parts, tmp_path: Path) -> None:
    assert made.clips.built.is_relative_to(tmp_path)
    write(made)
    yes = drom("note", "approve", "1", "--role", "native speaker")
    assert yes.output.endswith("sound: 2 sentences of public notes have none yet; drom audio build makes them\n")


def test_check_looks_at_the_notes_where_there_is_a_database(home: Path) -> None:
    assert rows(date(2026, 11, 21)) == []
    assert not (home / "drom.sqlite3").exists(), "a check makes no database"
    made = build(Settings())
    write(made)
    note.approve(made, 1, "native speaker")
    made.database.close()
    with (home / "content" / "never_said.toml").open("a", encoding="utf-8") as file:
        file.write('\n[days]\ninstead = "say when it is open"\nbeginnings = ["Montag"]\n')
    found = drom("check")
    assert found.exit_code == 1
    assert 'notes: 1 of example-centre: error[note]: de: "Montag" is never said here: take it out' in found.output


def test_due_places_for_people_and_for_programs(made: Parts) -> None:
    told = drom("places", "due")
    assert "2020-12-31  duisburg  Bürger-Service-Station  +49 203 94000" in told.output
    assert "(example-centre)" in told.output
    listed = json.loads(drom("places", "due", "--days", "1000", "--json").output)
    assert {"id", "city", "name", "phone", "url", "last_confirmed", "partners"} == set(listed[0])
    assert [row["last_confirmed"] for row in listed] == sorted(row["last_confirmed"] for row in listed)


def test_numbers_that_nothing_can_have_are_answered(made: Parts) -> None:
    far = "9" * 20
    for arguments, answer in {
        ("places", "apply", far): f"there is no report {far}",
        ("places", "refuse", far): f"there is no report {far}",
        ("note", "show", far): f"there is no note {far}",
    }.items():
        told = drom(*arguments)
        assert (told.exit_code, answer in told.stderr) == (1, True), told.output
    told = drom("places", "due", "--days", "100000000")
    assert (told.exit_code, "36500" in told.stderr) == (2, True), told.output


def test_reports_are_listed_applied_reviewed_and_refused(home: Path, made: Parts) -> None:
    partner = made.library.partners["example-centre"]
    office, clinic = "duisburg-buerger-service", "duisburg-malteser"
    upkeep.report(made, partner, office, {"phone": "+49 203 283000", "hours": "Mo-Fr 08:00-16:00"})
    upkeep.report(made, partner, clinic, {})
    upkeep.report(made, partner, clinic, {"walk_in": False, "walk_in_hours": "Mo 08:00-10:00"})
    listed = drom("places", "reported").output
    assert '      phone: "+49 203 94000" -> "+49 203 283000"\n      hours: (unknown) -> "Mo-Fr 08:00-16:00"\n' in listed
    assert "duisburg-malteser  all still true" in listed

    assert drom("places", "apply", "1", "--only", "hours").output.startswith(f"{office}: hours, but not confirmed")
    town = (home / "content" / "cities" / "duisburg.toml").read_text(encoding="utf-8")
    assert ('hours = "Mo-Fr 08:00-16:00"' in town, "+49 203 94000" in town) == (True, True)
    assert drom("places", "apply", "--confirmed").output.startswith(f"{clinic}: confirmed, as of ")
    broken = drom("places", "apply", "3")
    assert broken.exit_code == 1
    assert broken.stderr.startswith("nothing was changed, since the content would be broken:\ncontent/cities/duisburg")
    assert drom("places", "refuse", "3").output == f"{clinic}: stays as it is\n"
    assert drom("places", "apply").exit_code == 2, "a number, or --confirmed"


def test_integreat_is_compared_and_a_person_walks_through(
    home: Path, made: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = home / "content" / "cities" / "dortmund.toml"
    listed = [
        location("Bildung und mehr", contacts=[{"phone_number": "+49 231 50-10747", "website": "https://dort.example/"}], temporarily_closed=True),
        location("Neu hier"),
    ]  # fmt: skip
    with fake.Integreat({}, {"dortmund": listed}) as server:
        monkeypatch.setenv("DROM_INTEGREAT_API_URL", server.url)
        told = drom("places", "import", "dortmund")
        assert told.exit_code == 0, told.output
        assert '-> "https://dort.example/"' in told.output
        assert "closed for the time being" in told.output
        assert "1 places are in both lists, 0 alike" in told.output
        assert "only there: Neu hier" in told.output
        wrong = drom("places", "import", "duisburg")
        assert (wrong.exit_code, "has no integreat_url" in wrong.stderr) == (1, True)
        assert (drom("places", "import", "atlantis").exit_code, "dort.example" in town.read_text()) == (1, False)
        assert drom("places", "refuse", "1").exit_code == 0
        assert "1 differ in nothing but what was refused before" in drom("places", "import", "dortmund").output
        listed[0]["contacts"][0]["website"] = "https://dort.example/neu"
        assert drom("places", "import", "dortmund").exit_code == 0
    walked = drom("places", "review", typed="y\n")
    assert "take url?" in walked.output
    assert 'url = "https://dort.example/neu"' in town.read_text(encoding="utf-8")
    assert drom("places", "reported").output.startswith("0 wait")
