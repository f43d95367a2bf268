"""`drom partner token, tokens, revoke` and `drom stats`: what they print, and how they end."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.store import counts
from app.store.counts import Count
from app.store.database import Database
from app.store.migrate import migrate

MONTH = "2025-10"


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"sqlite:///{tmp_path / 'drom.sqlite3'}"
    monkeypatch.setenv("DROM_DATABASE_URL", address)
    monkeypatch.setenv("DROM_SECRET_KEY", "only for tests")
    return address


def drom(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_a_token_is_shown_once_listed_and_ended() -> None:
    made = drom("partner", "token", "example-centre")
    assert made.exit_code == 0
    identity, secret = made.stdout.strip().split(".")
    assert "restart Drom so that the key opens its desk" in made.stderr
    listed = drom("partner", "tokens").stdout
    assert f"{identity}  example-centre  " in listed
    assert secret not in listed
    assert drom("partner", "revoke", identity).exit_code == 0
    assert "revoked" in drom("partner", "tokens").stdout
    again = drom("partner", "revoke", identity)
    assert (again.exit_code, "see drom partner tokens" in again.stderr) == (1, True)


def test_nobody_gets_a_token_for_a_partner_that_there_is_not() -> None:
    made = drom("partner", "token", "nobody")
    assert (made.exit_code, made.stdout) == (1, "")
    assert "example-centre" in made.stderr


def test_the_tables_of_a_month_are_printed_and_empty_rows_left_out(database: str) -> None:
    migrate(database)
    opened = {
        Count("web", "ro", "settle", "opened", "kita", topic="school", partner="example-centre"): 42,
        Count("web", "ro", "settle", "helpful", "kita", topic="school", partner="example-centre"): 3,
    }
    store = Database(database)
    store.run(lambda tx: counts.add(tx, date(2025, 10, 5), opened))
    store.close()
    told = drom("stats", "--month", MONTH, "--partner", "example-centre")
    assert told.exit_code == 0
    assert told.stdout.startswith("2025-10, up to 2025-10-31, example-centre\n")
    (kita,) = (
        line.split() for line in told.stdout.split("\ncards: ")[1].split("\n\n")[0].splitlines() if "kita" in line
    )
    assert kita == ["kita", "42", "0", "hidden", "0", "0", "hidden"]
    assert "wohngeld" not in told.stdout


@pytest.mark.parametrize(
    ("arguments", "advice"), [(("--month", "October"), "2026-10"), (("--partner", "nobody"), "example-centre")]
)
def test_what_there_is_not_is_said(arguments: tuple[str, str], advice: str) -> None:
    told = drom("stats", *arguments)
    assert (told.exit_code, advice in told.stderr) == (1, True)
