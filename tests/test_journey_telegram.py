"""One whole road on real input: a real server, a real webhook, and a Telegram that refuses what the real one refuses."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes import Call
from tests.fakes.telegram import FakeTelegram
from tests.journeys import Server, running

CHAT = 70012345
NAME = "Elena-Maria"
ASKED = "cum ma inregistrez la adresa"


class Elena:
    """A person with a phone: she writes and taps, and sees what comes."""

    def __init__(self, server: Server, telegram: FakeTelegram) -> None:
        self.server, self.telegram = server, telegram
        self.updates = 0

    def post(self, update: dict[str, object], secret: str = "s3cret") -> int:
        request = urllib.request.Request(
            f"{self.server.url}/webhooks/telegram",
            json.dumps(update).encode(),
            {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret},
        )
        try:
            with urllib.request.urlopen(request) as answer:
                status: int = answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        return status

    def update(self, **content: object) -> dict[str, object]:
        self.updates += 1
        return {"update_id": self.updates, **content}

    def message(self, text: str) -> dict[str, object]:
        sender = {"id": CHAT, "is_bot": False, "first_name": NAME}
        return self.update(
            message={
                "message_id": self.updates,
                "date": 1,
                "chat": {"id": CHAT, "type": "private"},
                "from": sender,
                "text": text,
            }
        )

    def writes(self, text: str, replies: int = 1) -> list[Call]:
        return self.sees(lambda: self.post(self.message(text)), replies)

    def taps(self, data: str, replies: int | None = 1) -> list[Call]:
        query = {
            "id": f"q{self.updates}",
            "from": {"id": CHAT, "is_bot": False, "first_name": NAME},
            "message": {"message_id": 1, "date": 1, "chat": {"id": CHAT, "type": "private"}},
            "data": data,
        }
        return self.sees(lambda: self.post(self.update(callback_query=query)), replies)

    def sees(self, deed: Callable[[], int], replies: int | None = 1) -> list[Call]:
        """Do something and collect what comes; None: one reply or two, the last with buttons.

        That nothing comes is seen when the next message is answered: a person's messages are answered in order.
        """
        before = len(shown(self.telegram))
        assert deed() == 200
        for _ in range(600):  # a cold studio needs some seconds for the first voice
            new = shown(self.telegram)[before:]
            if new and ("reply_markup" in new[-1].fields if replies is None else len(new) >= replies):
                break
            time.sleep(0.05)
        time.sleep(0.6)  # a second reply may come, and no third
        seen = shown(self.telegram)[before:]
        assert replies is None or len(seen) == replies, [call.method for call in self.telegram.calls]
        return seen


def shown(telegram: FakeTelegram) -> list[Call]:
    return [call for call in telegram.accepted if call.method != "answerCallbackQuery"]


def buttons(call: Call) -> list[str]:
    keyboard = json.loads(call.fields["reply_markup"])["inline_keyboard"]
    return [button["callback_data"] for row in keyboard for button in row]


@pytest.fixture
def telegram_settings() -> dict[str, str]:
    return {"DROM_TELEGRAM_BOT_TOKEN": "1001:fake", "DROM_TELEGRAM_SECRET_TOKEN": "s3cret"}


def test_she_comes_and_goes_and_asks_how_to_register(tmp_path: Path, telegram_settings: dict[str, str]) -> None:
    with (
        FakeTelegram() as telegram,
        running(tmp_path, DROM_TELEGRAM_API_URL=telegram.url, **telegram_settings) as server,
    ):
        elena = Elena(server, telegram)

        (welcome,) = elena.writes("/start")
        assert welcome.method == "sendVoice"
        assert welcome.files["voice"].startswith(b"OggS")
        assert buttons(welcome)[:5] == ["lang:ro", "lang:rmy", "lang:bg", "lang:tr", "lang:de"]

        (plan,) = elena.taps("lang:ro")
        assert "plan:circular" in buttons(plan)
        assert [call.method for call in telegram.calls].count("answerCallbackQuery") == 1

        elena.taps("plan:circular")
        heard = elena.writes(ASKED)
        while len(heard) == 1:  # she may be asked which card she means, where she is, where she comes from, which city
            wanted = ("card:register-address", "stage:here", "origin:romania", "city:dortmund")
            choice = next(one for one in wanted if one in buttons(heard[0]))
            heard = elena.taps(choice, replies=None)
        answer, following = heard
        assert answer.files["voice"].startswith(b"OggS")
        assert "Anmeldung" in answer.fields["caption"]
        assert {"again", "person", "menu"} <= set(buttons(following))

        (again,) = elena.writes("meniu")
        assert "topic:health" in buttons(again)
        (goodbye,) = elena.writes("stop")
        assert buttons(goodbye) == ["start"]

    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (str(CHAT), NAME, ASKED, "1001:fake"):
        assert secret.encode() not in left, "nothing of a person stays in database or log"


def test_a_repeated_message_is_answered_once_and_a_wrong_secret_never(
    tmp_path: Path, telegram_settings: dict[str, str]
) -> None:
    with (
        FakeTelegram() as telegram,
        running(tmp_path, DROM_TELEGRAM_API_URL=telegram.url, **telegram_settings) as server,
    ):
        elena = Elena(server, telegram)
        update = elena.message("/start")
        elena.sees(lambda: elena.post(update))
        assert elena.post(update) == 200
        assert elena.post(elena.message("/start"), secret="wrong") == 403
        assert elena.post(elena.update(chat_join_request={"what": "ever"})) == 200
        elena.taps("lang:ro")
        assert len(shown(telegram)) == 2


def test_what_was_acknowledged_is_answered_after_the_plug_was_pulled(
    tmp_path: Path, telegram_settings: dict[str, str]
) -> None:
    with FakeTelegram() as telegram:
        telegram.trouble(times=2, status=500)
        with running(tmp_path, DROM_TELEGRAM_API_URL=telegram.url, **telegram_settings) as server:
            elena = Elena(server, telegram)
            assert elena.post(elena.message("/start")) == 200
            server.kill()
            server.start()
            for _ in range(1300):
                if shown(telegram):
                    break
                time.sleep(0.05)
            assert len(shown(telegram)) == 1


def test_a_button_from_before_a_restart_is_answered(tmp_path: Path, telegram_settings: dict[str, str]) -> None:
    with (
        FakeTelegram() as telegram,
        running(tmp_path, DROM_TELEGRAM_API_URL=telegram.url, **telegram_settings) as server,
    ):
        elena = Elena(server, telegram)
        (welcome,) = elena.writes("/start")
        server.kill()
        server.start()
        (plan,) = elena.taps(buttons(welcome)[0])
        assert "plan:circular" in buttons(plan)
        assert "answerCallbackQuery" in [call.method for call in telegram.accepted]


def test_a_corrected_question_is_answered_again(tmp_path: Path, telegram_settings: dict[str, str]) -> None:
    with (
        FakeTelegram() as telegram,
        running(tmp_path, DROM_TELEGRAM_API_URL=telegram.url, **telegram_settings) as server,
    ):
        elena = Elena(server, telegram)
        elena.writes("/start")
        elena.taps("lang:ro")
        message = elena.message("meniu")["message"]
        assert isinstance(message, dict)
        corrected = elena.update(edited_message={**message, "edit_date": 2})
        (menu,) = elena.sees(lambda: elena.post(corrected))
        assert "topic:health" in buttons(menu)
        assert elena.post(elena.update(edited_message=message)) == 200
        elena.taps("topic:health")
