"""`drom channels check`, `drom deliver` for what was parked, `drom audio`: what they print, and how they end."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.service.parts import Parts
from app.store import outbox
from tests.conftest import PUBLIC, make_parts
from tests.fakes.generic import FakeGeneric
from tests.fakes.messenger import FakeMessenger
from tests.fakes.telegram import FakeTelegram
from tests.fakes.viber import FakeViber
from tests.fakes.whatsapp import FakeWhatsApp

pytestmark = pytest.mark.usefixtures("bare")
HOOK = {"url": f"{PUBLIC}/webhooks/telegram", "has_custom_certificate": False, "pending_update_count": 0}
SECRETS = {
    "DROM_TELEGRAM_BOT_TOKEN": "1001:fake-bot-token",
    "DROM_TELEGRAM_SECRET_TOKEN": "fake-secret-token",
    "DROM_WHATSAPP_ACCESS_TOKEN": "EAAfake-whatsapp",
    "DROM_WHATSAPP_APP_SECRET": "fake-whatsapp-secret",
    "DROM_WHATSAPP_VERIFY_TOKEN": "fake-whatsapp-verify",
    "DROM_MESSENGER_PAGE_TOKEN": "EAAfake-messenger",
    "DROM_MESSENGER_APP_SECRET": "fake-messenger-secret",
    "DROM_MESSENGER_VERIFY_TOKEN": "fake-messenger-verify",
    "DROM_VIBER_AUTH_TOKEN": "1001-fake-viber",
    "DROM_GENERIC_SECRET": "a-fake-secret-of-generic",
}
CHANNELS = ("generic", "messenger", "telegram", "viber", "whatsapp")


def drom(*arguments: str) -> Result:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert [secret for secret in SECRETS.values() if secret in done.output] == []
    return done


def set_up(monkeypatch: pytest.MonkeyPatch, channel: str, **others: str) -> None:
    """Give a channel its secrets, and other settings."""
    mine = {name: value for name, value in SECRETS.items() if name.startswith(f"DROM_{channel}_".upper())}
    for name, value in {**mine, **{f"DROM_{channel}_{name}".upper(): value for name, value in others.items()}}.items():
        monkeypatch.setenv(name, value)


# --- drom channels check ----------------------------------------------------------------------------------------------


def test_without_a_channel_it_says_where_to_read() -> None:
    done = drom("channels", "check")
    assert done.exit_code == 0
    *off, last = done.stdout.splitlines()
    assert off == [f"{name}: off (docs/channels/{name}.md)" for name in CHANNELS]
    assert last == "No channel is set up: docs/channels has a page for each."


def test_a_good_channel_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeTelegram(SECRETS["DROM_TELEGRAM_BOT_TOKEN"]) as telegram:
        telegram.webhook = HOOK
        set_up(monkeypatch, "telegram", api_url=telegram.url)
        done = drom("channels", "check")
    told = [line for line in done.stdout.splitlines() if ": off" not in line]
    assert done.exit_code == 0
    assert told[0] == "telegram: ok    the token is right: the bot is @drom_test_bot"
    assert f"telegram: ok    Telegram calls {PUBLIC}/webhooks/telegram" in told
    assert "WRONG" not in done.output


def test_a_wrong_token_is_named_by_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeTelegram("1001:another") as telegram:
        set_up(monkeypatch, "telegram", api_url=telegram.url)
        done = drom("channels", "check")
    (told,) = [line for line in done.stdout.splitlines() if "telegram" in line]
    assert done.exit_code == 1
    assert told.startswith("telegram: WRONG telegram answered 401: please check DROM_TELEGRAM_BOT_TOKEN")


def test_a_vendor_out_of_reach_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeTelegram() as telegram:
        nobody = telegram.url
    set_up(monkeypatch, "telegram", api_url=nobody)
    done = drom("channels", "check")
    assert done.exit_code == 1
    assert "telegram: WRONG telegram cannot be reached: ConnectError" in done.stdout


def test_half_set_up_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, "telegram")
    monkeypatch.delenv("DROM_TELEGRAM_SECRET_TOKEN")
    done = drom("channels", "check")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "telegram is half set up: please also give DROM_TELEGRAM_SECRET_TOKEN\n"


def test_a_setting_of_a_wrong_form_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, "telegram")
    monkeypatch.setenv("DROM_TELEGRAM_SECRET_TOKEN", "what stands here is no token")
    done = drom("channels", "check")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "telegram is set up wrongly: please check DROM_TELEGRAM_SECRET_TOKEN\n"


def test_without_https_no_messenger_can_call(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeTelegram(SECRETS["DROM_TELEGRAM_BOT_TOKEN"]) as telegram:
        telegram.webhook = {**HOOK, "url": "http://drom.test/webhooks/telegram"}
        set_up(monkeypatch, "telegram", api_url=telegram.url)
        monkeypatch.setenv("DROM_PUBLIC_URL", "http://drom.test")
        done = drom("channels", "check")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1].startswith("WRONG DROM_PUBLIC_URL is not an https address")


@pytest.fixture
def all_vendors(bare: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeViber]:
    """Every channel, each with its vendor and in order; gives Viber."""
    with (
        FakeGeneric(SECRETS["DROM_GENERIC_SECRET"]) as generic,
        FakeMessenger(SECRETS["DROM_MESSENGER_PAGE_TOKEN"]) as messenger,
        FakeTelegram(SECRETS["DROM_TELEGRAM_BOT_TOKEN"]) as telegram,
        FakeViber(SECRETS["DROM_VIBER_AUTH_TOKEN"], webhook=f"{PUBLIC}/webhooks/viber") as viber,
        FakeWhatsApp(SECRETS["DROM_WHATSAPP_ACCESS_TOKEN"]) as whatsapp,
    ):
        telegram.webhook = HOOK
        set_up(monkeypatch, "generic", api_url=generic.url)
        set_up(monkeypatch, "messenger", api_url=f"{messenger.url}/v23.0")
        set_up(monkeypatch, "telegram", api_url=telegram.url)
        set_up(monkeypatch, "viber", api_url=viber.url)
        set_up(monkeypatch, "whatsapp", api_url=f"{whatsapp.url}/v23.0", phone_number_id=whatsapp.number)
        yield viber


@pytest.mark.usefixtures("all_vendors")
def test_all_channels_at_once_are_good() -> None:
    done = drom("channels", "check")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert {line.partition(": ")[0] for line in lines} == set(CHANNELS)
    assert all(line.partition(": ")[2].startswith("ok    ") for line in lines)


def test_one_bad_channel_among_good_ones_is_told_apart(all_vendors: FakeViber) -> None:
    all_vendors.webhook = "https://elsewhere.test/"
    done = drom("channels", "check")
    wrong = [line for line in done.stdout.splitlines() if "WRONG" in line]
    assert done.exit_code == 1
    assert wrong == [
        f"viber: WRONG viber does not call {PUBLIC}/webhooks/viber: set it, as docs/channels/viber.md says"
    ]


# --- drom deliver -----------------------------------------------------------------------------------------------------


@pytest.fixture
def parked(tmp_path: Path) -> Iterator[Parts]:
    """A database in which two replies were set aside, and a third waits."""
    made = make_parts(tmp_path)
    now = time.time()

    def work(tx: outbox.Transaction) -> None:
        for person in "ABC":
            sealed = made.vault.seal(b"{}")
            outbox.queue(tx, person, "telegram", sealed, now, expires_at=now + 600, due_at=now, passing=False)
        for reply in (1, 2):
            outbox.park(tx, reply, "a fault of ours: KeyError")

    made.database.run(work)
    yield made
    made.database.close()


def statuses(made: Parts) -> list[str]:
    statement = outbox.Statement(
        outbox.outbox.select().with_only_columns(outbox.outbox.c.status).order_by(outbox.outbox.c.id)
    )
    return [row[0] for row in made.database.run(lambda tx: tx.rows(statement))]


def test_what_is_parked_is_listed_with_the_reason(parked: Parts) -> None:
    done = drom("deliver", "--parked")
    first, second, last = done.stdout.splitlines()
    assert done.exit_code == 0
    assert first.startswith("1  telegram  20")
    assert first.endswith(" UTC  0 tries  a fault of ours: KeyError")
    assert second.startswith("2  telegram  ")
    assert last == "2 parked; drom deliver --retry NUMBER, --drop NUMBER, or all"
    assert statuses(parked) == ["parked", "parked", "waiting"]


def test_nothing_parked_is_said_too() -> None:
    done = drom("deliver", "--parked")
    assert (done.exit_code, done.stdout) == (0, "0 parked\n")


@pytest.mark.parametrize(
    ("arguments", "told", "left"),
    [
        (["--retry", "1"], "1 will be sent again", ["waiting", "parked", "waiting"]),
        (["--retry", "all"], "2 will be sent again", ["waiting", "waiting", "waiting"]),
        (["--drop", "2"], "1 dropped", ["parked", "given-up", "waiting"]),
        (["--drop", "3"], "0 dropped", ["parked", "parked", "waiting"]),
        (["--retry", "9" * 30], "0 will be sent again", ["parked", "parked", "waiting"]),
        (["--retry", "1", "--drop", "2"], "1 will be sent again\n1 dropped", ["waiting", "given-up", "waiting"]),
    ],
)
def test_a_parked_reply_is_sent_again_or_dropped(
    parked: Parts, arguments: list[str], told: str, left: list[str]
) -> None:
    done = drom("deliver", *arguments)
    assert (done.exit_code, done.stdout) == (0, f"{told}\n")
    assert statuses(parked) == left


@pytest.mark.parametrize(("option", "word"), [("--retry", "x"), ("--retry", "²"), ("--drop", "-1"), ("--drop", "1,2")])
def test_what_is_no_number_is_said_and_changes_nothing(parked: Parts, option: str, word: str) -> None:
    done = drom("deliver", option, word)
    assert done.exit_code == 2
    assert f'"{word}" is no number of a reply' in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.output
    assert statuses(parked) == ["parked", "parked", "waiting"]


# --- drom audio -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["waiting", "xx"], ["approve", "xx", "abc"], ["invite", "xx"]])
def test_a_language_that_is_none_is_said_in_one_line(command: list[str]) -> None:
    done = drom("audio", *command)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("no language 'xx'; there are ")
    assert {"ro", "rmy", "bg", "tr", "de"} <= set(done.stderr.replace(",", "").split())
    assert len(done.stderr.splitlines()) == 1


def test_nothing_waits_in_a_language_that_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DROM_WAITING_DIR", str(tmp_path))
    done = drom("audio", "waiting", "ro-RO")
    assert (done.exit_code, done.output) == (0, "")
