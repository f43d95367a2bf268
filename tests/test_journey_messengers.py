"""The whole road in each messenger: one real server, real webhooks, and vendors that refuse what the real ones refuse."""

import json
import sqlite3
import urllib.error
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.domain.report import read_mark
from tests.fakes import Call, Fake
from tests.fakes.generic import FakeGeneric
from tests.fakes.messenger import MP3, FakeMessenger
from tests.fakes.viber import FakeViber
from tests.fakes.whatsapp import SECRET, FakeWhatsApp
from tests.journeys import Server, running
from tests.phones import (
    NAME,
    GenericPhone,
    MessengerPhone,
    Phone,
    Step,
    ViberPhone,
    WhatsAppPhone,
    fetch,
    metric,
    transcript,
)

PUBLIC = "https://drom.test"
VERIFY = "the-verify-token"
TOKENS = ("EAAfake", "1001-fake", SECRET, VERIFY, "a-secret-of-the-tests")
ASKED = "cum ma inregistrez la adresa"
PHONES = {phone.channel: phone for phone in (WhatsAppPhone, MessengerPhone, ViberPhone, GenericPhone)}
MESSAGES = ("voice", "words", "both")
# A turn whose clip the vendor knows. The first time it is uploaded, once she was shown that we are at it.
ORDER = {
    "whatsapp": ["read", "voice", "words"],
    "messenger": ["read", "typing", "voice", "words"],
    "viber": ["voice", "words"],
    "generic": ["both"],
}
FIRST_TO_LAST = ("read", "typing", "upload", *MESSAGES)


@dataclass(frozen=True)
class World:
    """One server with all four channels, and people who use them."""

    server: Server
    folder: Path
    vendors: dict[str, Fake]

    def phone(self, channel: str) -> Phone:
        """Somebody new."""
        return PHONES[channel](self.server, self.vendors[channel])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("messengers")
    with (
        FakeWhatsApp("EAAfake") as whatsapp,
        FakeMessenger("EAAfake") as messenger,
        FakeViber("1001-fake", webhook=f"{PUBLIC}/webhooks/viber") as viber,
        FakeGeneric() as generic,
        running(
            folder,
            DROM_PUBLIC_URL=PUBLIC,
            DROM_WHATSAPP_ACCESS_TOKEN="EAAfake",
            DROM_WHATSAPP_PHONE_NUMBER_ID=whatsapp.number,
            DROM_WHATSAPP_APP_SECRET=SECRET,
            DROM_WHATSAPP_VERIFY_TOKEN=VERIFY,
            DROM_WHATSAPP_API_URL=f"{whatsapp.url}/v23.0",
            DROM_MESSENGER_PAGE_TOKEN="EAAfake",
            DROM_MESSENGER_APP_SECRET=SECRET,
            DROM_MESSENGER_VERIFY_TOKEN=VERIFY,
            DROM_MESSENGER_API_URL=f"{messenger.url}/v23.0",
            DROM_VIBER_AUTH_TOKEN="1001-fake",
            DROM_VIBER_API_URL=viber.url,
            DROM_GENERIC_SECRET=generic.secret,
            DROM_GENERIC_API_URL=generic.url,
        ) as server,
    ):
        vendors = {"whatsapp": whatsapp, "messenger": messenger, "viber": viber, "generic": generic}
        yield World(server, folder, vendors)


@pytest.fixture(params=PHONES)
def phone(world: World, request: pytest.FixtureRequest) -> Phone:
    return world.phone(request.param)


@pytest.fixture
def whatsapp(world: World) -> WhatsAppPhone:
    found = world.phone("whatsapp")
    assert isinstance(found, WhatsAppPhone)
    return found


def button(turn: list[Step], *wanted: str) -> str:
    """Find the first wanted button that stands on the wire, as it stands there."""
    there = {each.removeprefix("::"): each for each in turn[-1].buttons}
    found = next((each for each in wanted if each in there), "")
    assert found, f"none of {wanted} in\n{transcript(turn)}"
    return there[found]


def said(turn: list[Step]) -> str:
    return "\n\n".join(step.text for step in turn if step.text)


def messages(turn: list[Step]) -> list[Step]:
    return [step for step in turn if step.what in MESSAGES]


def call_of(step: Step) -> Call:
    assert step.call
    return step.call


def today(world: World, event: str) -> float:
    """How often something happened today, by /metrics."""
    return metric(world.server, "drom_events_today", event=event, language="ro")


def left_behind(world: World) -> bytes:
    return b"".join(path.read_bytes() for path in world.folder.iterdir())


# --- the road ---------------------------------------------------------------------------------------------------------


def test_she_walks_the_whole_road(world: World, phone: Phone) -> None:
    turns = [phone.starts()]

    def taps(*wanted: str) -> list[Step]:
        turns.append(phone.taps(button(turns[-1], *wanted)))
        return turns[-1]

    taps("lang:ro")
    taps("plan:circular")
    first = taps("menu")
    taps("topic:registration")
    heard = taps("card:short-stay")
    while "Anmeldung" not in said(heard):  # first she is asked where she is, and where she comes from
        heard = taps("stage:here", "origin:romania")
    assert {"again", "person", "menu"} <= {each.removeprefix("::") for each in heard[-1].buttons}
    second = taps("menu")
    turns.append(phone.writes(ASKED))
    turns.append(phone.writes("stop"))
    assert [each.removeprefix("::") for each in turns[-1][-1].buttons] == ["start"]

    for turn in turns:
        assert 1 <= len(messages(turn)) <= 2, transcript(turn)
        assert {step.to for step in messages(turn)} == {phone.address}
        assert any(step.sound for step in messages(turn)), "every turn is heard"
        order = [FIRST_TO_LAST.index(step.what) for step in turn]
        assert order == sorted(order), transcript(turn)
    assert [step.what for step in second] == ORDER[phone.channel], transcript(second)
    assert [step.sound for step in messages(first)] == [step.sound for step in messages(second)]
    left = left_behind(world) + fetch(f"{world.server.url}/metrics")
    for secret in (phone.address.removeprefix("+"), NAME, ASKED, *TOKENS):
        assert secret.encode() not in left, "nothing of a person, and no token, stays in database or log"


@pytest.mark.parametrize("channel", ["whatsapp", "messenger"])
def test_a_clip_is_uploaded_once(world: World, channel: str) -> None:
    phone = world.phone(channel)
    phone.starts()
    phone.starts()
    uploads = [step for call in phone.fake.accepted if (step := phone.step(call)).what == "upload"]
    clips = [tuple(call_of(step).files.values()) for step in uploads]
    assert len(set(clips)) == len(clips) >= 1
    with closing(sqlite3.connect(world.server.database)) as database:
        (known,) = database.execute("SELECT count(*) FROM media WHERE channel = ?", (channel,)).fetchone()
    assert known == len(clips)


# --- the voice --------------------------------------------------------------------------------------------------------


def test_whatsapp_gets_a_voice_note_by_its_id(whatsapp: WhatsAppPhone) -> None:
    voice, _ = messages(whatsapp.starts())
    assert whatsapp.fake.media[voice.sound].startswith(b"OggS")
    assert call_of(voice).fields["audio"] == {"id": voice.sound, "voice": True}
    uploads = [call for call in whatsapp.fake.accepted if call.method == "media"]
    assert {call.fields["type"] for call in uploads} == {"audio/ogg; codecs=opus"}


def test_messenger_gets_an_attachment(world: World) -> None:
    phone = world.phone("messenger")
    voice, _ = messages(phone.starts())
    assert isinstance(phone.fake, FakeMessenger)
    assert voice.sound in phone.fake.clips


def test_viber_gets_the_address_of_an_mp3(world: World) -> None:
    voice, _ = messages(world.phone("viber").starts())
    fields = call_of(voice).fields
    assert fields["file_name"].endswith(".mp3")
    sound = fetch(voice.sound.replace(PUBLIC, world.server.url))
    assert sound.startswith(MP3)
    assert len(sound) == fields["size"]


def test_another_system_gets_the_address_of_an_ogg(world: World) -> None:
    (both,) = world.phone("generic").starts()
    assert fetch(both.sound.replace(PUBLIC, world.server.url)).startswith(b"OggS")
    assert call_of(both).fields["audio"]["seconds"] > 1


# --- what vendors do --------------------------------------------------------------------------------------------------


def test_a_repeated_delivery_is_answered_once(phone: Phone) -> None:
    event = phone.written("meniu")
    assert messages(phone.turn(event))
    assert phone.turn(event) == []


def test_a_wrong_signature_is_refused(phone: Phone) -> None:
    before = len(phone.fake.calls)
    assert phone.post(phone.written("meniu"), secret="another secret")[0] == 403
    assert len(phone.fake.calls) == before


@pytest.mark.parametrize("channel", ["whatsapp", "messenger"])
def test_meta_is_given_its_challenge_back(world: World, channel: str) -> None:
    def asked(token: str) -> str:
        query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}
        return f"{world.server.url}/webhooks/{channel}?{urlencode(query)}"

    assert fetch(asked(VERIFY)) == b"1158201444"
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        fetch(asked("another token"))
    refused.value.close()


def test_who_only_opens_the_talk_in_viber_gets_a_button_to_tap(world: World) -> None:
    phone = world.phone("viber")
    assert isinstance(phone, ViberPhone)
    assert phone.turn(phone.opened()) == []
    hello = json.loads(phone.answered)
    assert hello["text"]
    welcome = phone.taps(hello["keyboard"]["Buttons"][0]["ActionBody"])
    assert button(welcome, "lang:ro") == "::lang:ro"


def test_a_played_voice_is_counted_and_names_nobody(world: World, whatsapp: WhatsAppPhone) -> None:
    whatsapp.starts()
    voice, words = messages(whatsapp.taps("lang:ro"))
    mark = read_mark(call_of(voice).fields["biz_opaque_callback_data"])
    assert mark
    event = f"played-{mark.voice}"
    before = today(world, event)
    for status in ("sent", "delivered", "played", "played"):
        assert whatsapp.turn(whatsapp.reported(call_of(voice), status)) == []
    whatsapp.turn(whatsapp.reported(call_of(words), "read"))
    assert today(world, event) == before + 1, "once, however often it is told"
    with closing(sqlite3.connect(world.server.database)) as database:
        rows = database.execute(
            "SELECT channel, language, plan, event, card FROM counts WHERE event = ?", (event,)
        ).fetchall()
    assert rows == [("whatsapp", "ro", "", event, "")]
    assert whatsapp.number.encode() not in left_behind(world)


def test_one_delivery_brings_two_people_and_a_report(world: World, whatsapp: WhatsAppPhone) -> None:
    whatsapp.starts()
    voice, _ = messages(whatsapp.taps("lang:ro"))
    other = WhatsAppPhone(world.server, whatsapp.fake)
    (change,) = whatsapp.reported(call_of(voice), "failed")["entry"][0]["changes"]
    before = today(world, "failed")
    turn = whatsapp.turn(
        whatsapp.told(
            {
                "contacts": [whatsapp.contact, other.contact],
                "messages": [
                    whatsapp.message(type="text", text={"body": "meniu"}),
                    other.message(type="text", text={"body": "START"}),
                ],
                "statuses": change["value"]["statuses"],
            }
        )
    )
    assert today(world, "failed") == before + 1
    by_person = {person: [step for step in turn if step.to == person] for person in (whatsapp.address, other.address)}
    assert [step.what for step in by_person[whatsapp.address]] == ["voice", "words"]
    assert [step.what for step in by_person[other.address]] == ["voice", "words"]
    assert button(by_person[other.address], "lang:bg")
    assert button(by_person[whatsapp.address], "topic:health", "plan:circular")
    assert [step.what for step in turn].count("read") == 2


def test_who_hides_her_number_is_answered_by_her_id(world: World, whatsapp: WhatsAppPhone) -> None:
    hidden = WhatsAppPhone(world.server, whatsapp.fake, user="RO.70012345678")
    turn = hidden.starts()
    assert [step.what for step in turn if step.what != "upload"] == ORDER["whatsapp"]
    for step in messages(turn):
        assert call_of(step).fields["recipient"] == "RO.70012345678"
        assert "to" not in call_of(step).fields
    assert button(hidden.taps(button(turn, "lang:ro")), "plan:circular")
    assert hidden.user.encode() not in left_behind(world)
