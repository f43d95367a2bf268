"""`drom forget`: a person is found however her number is written, and nothing is called forgotten that was not there."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.channels.whatsapp.inbound import read_address
from app.cli import app
from app.domain.message import Incoming, Kind
from app.service.converse import person_key
from app.service.receive import receive
from app.settings import Settings
from app.store import conversations
from app.wiring import build

NUMBER, CHAT = "491761234567", "123"
GENERIC = {"DROM_GENERIC_SECRET": "only for these tests", "DROM_GENERIC_API_URL": "http://localhost:1/replies"}


@pytest.fixture(autouse=True)
def talks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One talk on WhatsApp and one on Telegram; one on a channel that answers later, with a reply that waits."""
    monkeypatch.setenv("DROM_DATABASE_URL", f"sqlite:///{tmp_path / 'drom.sqlite3'}")
    monkeypatch.setenv("DROM_SECRET_KEY", "only for tests")
    for name, value in GENERIC.items():
        monkeypatch.setenv(name, value)
    made = build(Settings())
    for channel, address in (("whatsapp", NUMBER), ("telegram", CHAT)):
        key = person_key(made, channel, address)
        made.database.run(lambda tx, key=key: conversations.save(tx, key, "{}", made.now().timestamp()))
    made.database.run(lambda tx: receive(made, tx, Incoming("generic", "Ana-7", "1", Kind.START)))
    made.database.close()


def forget(channel: str, address: str) -> Result:
    return CliRunner().invoke(app, ["forget", channel, address])


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("whatsapp", NUMBER),
        ("whatsapp", "+49 176 1234567"),
        ("whatsapp", f"+{NUMBER}"),
        ("WhatsApp", "0049 (0)176/12 34-567"),
        ("whatsapp", "\u202a+49\u00a0176\u20111234567\u202c"),
        ("Telegram", f" {CHAT} "),
    ],
)
def test_a_person_is_found_however_it_is_written(channel: str, address: str) -> None:
    told = forget(channel, address)
    assert (told.exit_code, told.stdout) == (0, "forgotten: 1 talk, 0 waiting replies\n"), told.output
    again = forget(channel, address)
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.startswith("Nothing was found, so nothing was removed.")


def test_what_waits_for_her_is_removed_and_counted() -> None:
    assert forget("generic", "Ana-7").stdout == "forgotten: 1 talk, 1 waiting reply\n"


@pytest.mark.parametrize(
    ("channel", "address", "advice"),
    [
        ("telegramm", CHAT, 'no channel "telegramm"; there are: web, generic, messenger, telegram, viber, whatsapp'),
        ("telegram", "+49 176 1234567", 'She can always write "stop"'),
        ("generic", "ana-7", "another channel, or is the address written wrongly"),
        ("whatsapp", "0176 1234567", "with its country's code"),
        ("web", "unknown", "Nothing was found"),
    ],
)
def test_what_is_not_there_is_said_with_advice(channel: str, address: str, advice: str) -> None:
    told = forget(channel, address)
    assert (told.exit_code, told.stdout) == (1, "")
    assert advice in told.stderr


def test_who_hides_her_number_is_found_by_the_vendors_id() -> None:
    assert read_address("RO.13491208655302741918") == read_address(" user:RO.13491208655302741918")
    assert read_address("RO.13491208655302741918") == "user:RO.13491208655302741918"
