"""Looking after an installation: a backup comes back whole on another machine, and the doctor says what to do."""

import shutil
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.domain.finding import State
from app.domain.message import Incoming, Kind
from app.domain.note import Note, Status
from app.language.clips import Clips
from app.service import doctor, note, upkeep
from app.service.converse import converse, person_key
from app.service.parts import Parts
from app.settings import Settings
from app.store import backup as store
from app.store import conversations, notes
from app.wiring import build

RUN = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """An installation of its own: the real content, a database and a key that are made here."""
    for name in ("content", "locales"):
        (tmp_path / name).symlink_to(request.config.rootpath / name)
    monkeypatch.setenv("DROM_HOME", str(tmp_path))
    monkeypatch.delenv("DROM_SECRET_KEY", raising=False)
    monkeypatch.delenv("DROM_DATABASE_URL", raising=False)
    return tmp_path


def talk(address: str) -> None:
    parts = build(Settings())
    said = Incoming("web", address, "1", Kind.CHOICE, "lang:ro")
    parts.database.run(lambda tx: converse(parts, tx, said))
    parts.database.close()


def knows(address: str) -> bool:
    parts = build(Settings())
    key = person_key(parts, "web", address)
    found = parts.database.run(lambda tx: conversations.load(tx, key))
    parts.database.close()
    return bool(found)


def test_a_backup_comes_back_whole_with_its_key(home: Path, tmp_path: Path) -> None:
    talk("A")
    kept = tmp_path / "kept.tar"
    assert RUN.invoke(app, ["backup", str(kept)]).exit_code == 0
    assert kept.stat().st_mode & 0o077 == 0, "it holds the key: nobody else may read it"
    shutil.rmtree(home / "var")
    assert not knows("A"), "a new key and an empty database know nobody"
    put_back = RUN.invoke(app, ["restore", "--yes", str(kept)])
    assert put_back.exit_code == 0, put_back.output
    assert knows("A"), "she goes on where she was"
    assert (home / "var" / "secret").stat().st_mode & 0o077 == 0


def test_a_backup_is_taken_while_somebody_writes(home: Path, tmp_path: Path) -> None:
    talk("A")
    with closing(sqlite3.connect(home / "var" / "drom.sqlite3")) as writing:
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("UPDATE conversations SET touched_at = 0")
        assert RUN.invoke(app, ["backup", str(tmp_path / "kept.tar")]).exit_code == 0
        writing.rollback()


def test_a_damaged_backup_changes_nothing(home: Path, tmp_path: Path) -> None:
    talk("A")
    broken = tmp_path / "drom.sqlite3"
    broken.write_bytes(b"SQLite format 3\0 and then nothing")
    with tarfile.open(tmp_path / "kept.tar", "w") as packed:
        packed.add(broken, "drom.sqlite3")
    told = RUN.invoke(app, ["restore", "--yes", str(tmp_path / "kept.tar")])
    assert told.exit_code == 1
    assert "damaged" in told.output
    assert knows("A")


def test_what_is_no_backup_changes_nothing(home: Path, tmp_path: Path) -> None:
    talk("A")
    (tmp_path / "letter.txt").write_text("dear")
    with tarfile.open(tmp_path / "letters.tar", "w") as packed:
        packed.add(tmp_path / "letter.txt", "letters/letter.txt")
    for name, why in (("letters.tar", "was written by `drom backup`"), ("letter.txt", "cannot be read")):
        told = RUN.invoke(app, ["restore", "--yes", str(tmp_path / name)])
        assert told.exit_code == 1
        assert why in told.output
        assert "everything is back" not in told.output.lower()
    assert knows("A")


def test_one_flipped_bit_of_the_key_changes_nothing(home: Path, tmp_path: Path) -> None:
    talk("A")
    kept, key = tmp_path / "kept.tar", (home / "var" / "secret").read_bytes()
    assert RUN.invoke(app, ["backup", str(kept)]).exit_code == 0
    data = bytearray(kept.read_bytes())
    data[data.rindex(key)] ^= 1
    kept.write_bytes(data)
    told = RUN.invoke(app, ["restore", "--yes", str(kept)])
    assert (told.exit_code, "is damaged: secret is not what was kept: nothing was changed" in told.output) == (1, True)
    assert (home / "var" / "secret").read_bytes() == key


def test_an_older_backup_is_still_put_back_and_it_is_said(home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("an older key")
    with tarfile.open(tmp_path / "kept.tar", "w") as packed:
        packed.add(tmp_path / "secret", "secret")
    told = RUN.invoke(app, ["restore", "--yes", str(tmp_path / "kept.tar")])
    assert (told.exit_code, "is of an older Drom, without checksums" in told.output) == (0, True)
    assert (home / "var" / "secret").read_text() == "an older key"


def test_a_backup_that_fails_leaves_nothing_behind(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    talk("A")
    with monkeypatch.context() as full:

        def no_room(*_: object) -> None:
            raise OSError(28, "No space left on device")

        full.setattr(store, "copy", no_room)
        told = RUN.invoke(app, ["backup", str(tmp_path / "kept.tar")])
        assert (told.exit_code, "Nothing was kept ([Errno 28] No space left on device)" in told.output) == (1, True)
    assert not (tmp_path / "kept.tar").exists()
    assert RUN.invoke(app, ["backup", str(tmp_path / "kept.tar")]).exit_code == 0


def test_a_backup_overwrites_nothing(home: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.tar").write_text("another")
    assert RUN.invoke(app, ["backup", str(tmp_path / "kept.tar")]).exit_code == 2
    assert (tmp_path / "kept.tar").read_text() == "another"


def test_a_folder_that_is_not_there_is_said_in_words(home: Path, tmp_path: Path) -> None:
    told = RUN.invoke(app, ["backup", str(tmp_path / "nowhere" / "kept.tar")])
    said = " ".join(told.output.replace("│", " ").split())  # a box is drawn around it, as wide as the terminal
    assert (told.exit_code, "Traceback" in said, "name a file in a" in said) == (2, False, True)


def test_the_doctor_says_what_to_do(parts: Parts) -> None:
    in_ten_years = parts.now() + timedelta(days=3650)
    clips = parts.clips
    wrong = {
        "DROM_PUBLIC_URL is http://drom.example": replace(parts, public_url="http://drom.example"),
        "confirmed over 180 days ago": replace(parts, now=lambda: in_ten_years),
        "drom words learn": replace(parts, library=replace(parts.library, model=None)),
        "drom audio doctor": replace(parts, clips=Clips(clips.built, clips.recordings, {}, clips.spell)),
    }
    for told, changed in wrong.items():
        said = [look for look in doctor.look(changed) if told in look.text]
        assert said, told
        assert said[0].state is not State.WELL


def test_who_only_looks_leaves_nothing_behind(home: Path) -> None:
    """Root may look before the first start: a key of hers could not be read by the service's own user."""
    before = set(home.iterdir())
    told = RUN.invoke(app, ["doctor"])
    assert "there is no database yet" in told.output
    assert "will be made at the first start" in told.output
    for look in (["check"], ["review", "status"], ["places", "due"], ["partner", "list"], ["channels", "check"]):
        RUN.invoke(app, look)
        assert set(home.iterdir()) == before, look


def test_an_invitation_is_sealed_with_the_key_that_stays(home: Path) -> None:
    assert RUN.invoke(app, ["audio", "invite", "ro"]).exit_code == 0
    assert (home / "var" / "secret").stat().st_mode & 0o077 == 0


def test_the_database_is_its_owners_alone_and_the_doctor_says_where_it_is_not(home: Path, tmp_path: Path) -> None:
    made = build(Settings())
    for file in (home / "var").glob("drom.sqlite3*"):
        assert file.stat().st_mode & 0o077 == 0, file.name
    made.database.close()
    database = home / "var" / "drom.sqlite3"
    database.chmod(0o644)
    assert f"others on this machine can read drom.sqlite3: chmod 600 {database}*" in RUN.invoke(app, ["doctor"]).output
    kept = str(tmp_path / "kept.tar")
    assert RUN.invoke(app, ["backup", kept]).exit_code == 0
    assert RUN.invoke(app, ["restore", "--yes", kept]).exit_code == 0
    assert database.stat().st_mode & 0o077 == 0


def test_the_doctor_tells_of_what_partners_wrote(home: Path) -> None:
    """What `drom check` finds in a note is no secret of its own, and what waits for a reviewer is said."""
    made = build(Settings())
    today = note.today(made)
    for _ in range(2):
        note.write(made, "example-centre", "kita", {"de": "Montags ist zu."}, today, today + timedelta(9))
    upkeep.report(made, made.library.partners["example-centre"], "duisburg-malteser", {})
    made.database.run(lambda tx: notes.add(tx, Note("gone", "kita", {"de": "Zu."}, today, today, today, Status.PUBLIC)))
    made.database.close()
    told = RUN.invoke(app, ["doctor"]).output
    assert "notes: 2 of partners wait for a reviewer: `drom note list`" in told
    assert "reports: 1 of places wait for a decision: `drom places reported`" in told
    assert "content: 1 errors: `drom check` names them" in told
