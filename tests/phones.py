"""Phones of people in the messengers: they write, tap what came over the wire, and show what a turn brought."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from app.domain.signature import sign
from tests.fakes import Call, Fake
from tests.fakes.viber import FakeViber
from tests.fakes.whatsapp import SECRET, FakeWhatsApp
from tests.journeys import Server

NAME = "Elena-Maria"
NUMBERS = count(1)


@dataclass(frozen=True)
class Step:
    """One call of a turn, in words that all vendors share: read, typing, upload, voice, words or both."""

    what: str
    to: str = ""
    sound: str = ""
    text: str = ""
    buttons: tuple[str, ...] = ()
    call: Call | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        text = " ".join(self.text.split())
        text = f"“{text[:32]}…”" if len(text) > 33 else f"“{text}”" if text else ""
        told = (self.what.ljust(6), self.to and f"to {self.to}", self.sound and f"<{self.sound}>", text)
        return " ".join(each for each in (*told, *(f"[{button}]" for button in self.buttons)) if each)


def transcript(steps: Sequence[Step]) -> str:
    """Write down what went over the wire in a turn, a line a call."""
    return "\n".join(map(str, steps))


class Phone:
    """A person with a phone and a messenger on it; the vendor between her and us is a fake."""

    channel = ""
    header, prefix = "X-Hub-Signature-256", "sha256="
    secret = SECRET
    names = "A{}"

    def __init__(self, server: Server, fake: Fake) -> None:
        self.server, self.fake = server, fake
        self.address = self.names.format(70_012_000 + next(NUMBERS))  # every phone is somebody else's
        self.answered = ""  # what the webhook said last

    def starts(self) -> list[Step]:
        """Open the talk."""
        raise NotImplementedError

    def tapped(self, button: str) -> Mapping[str, Any]:
        """What the vendor tells of a tap."""
        raise NotImplementedError

    def written(self, text: str) -> Mapping[str, Any]:
        """What the vendor tells of a text."""
        raise NotImplementedError

    def step(self, call: Call) -> Step:
        """Say in our words what a call did."""
        raise NotImplementedError

    def post(self, event: Mapping[str, Any], secret: str = "") -> tuple[int, str]:
        """Let the vendor call our webhook; give the status and what was answered."""
        body = json.dumps(event).encode()
        signature = sign(secret or self.secret, body, self.prefix)
        headers = {"Content-Type": "application/json", self.header: signature}
        request = urllib.request.Request(f"{self.server.url}/webhooks/{self.channel}", body, headers)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, ""

    def turn(self, event: Mapping[str, Any]) -> list[Step]:
        """Let something happen, and give what has come through once nothing waits any more."""
        before = len(self.fake.calls)
        status, self.answered = self.post(event)
        assert status == 200
        end = time.monotonic() + 45  # a cold studio needs some seconds for the first voice
        while metric(self.server, "drom_outbox_waiting", channel=self.channel):
            assert time.monotonic() < end, "a reply does not go out"
            time.sleep(0.02)
        return [self.step(call) for call in self.fake.calls[before:] if call.accepted]

    def taps(self, button: str) -> list[Step]:
        return self.turn(self.tapped(button))

    def writes(self, text: str) -> list[Step]:
        return self.turn(self.written(text))


class WhatsAppPhone(Phone):
    """Someone whose number is known; or, with `user`, one who hides it."""

    channel = "whatsapp"
    names = "+49157{}"
    fake: FakeWhatsApp

    def __init__(self, server: Server, fake: FakeWhatsApp, user: str = "") -> None:
        super().__init__(server, fake)
        self.number, self.user = self.address.removeprefix("+"), user
        self.address = user or self.address

    def starts(self) -> list[Step]:
        return self.writes("START")

    def tapped(self, button: str) -> Mapping[str, Any]:
        reply = {"type": "list_reply", "list_reply": {"id": button, "title": "A"}}
        return self.delivery(self.message(type="interactive", interactive=reply))

    def written(self, text: str) -> Mapping[str, Any]:
        return self.delivery(self.message(type="text", text={"body": text}))

    def message(self, **content: object) -> dict[str, object]:
        sender = {"from_user_id": self.user} if self.user else {"from": self.number}
        return sender | {"id": f"wamid.in{next(NUMBERS)}", "timestamp": str(int(time.time())), **content}

    @property
    def contact(self) -> Mapping[str, object]:
        known = {"user_id": self.user} if self.user else {"wa_id": self.number}
        return {"profile": {"name": NAME}, **known}

    def delivery(self, message: Mapping[str, object]) -> Mapping[str, Any]:
        return self.told({"contacts": [self.contact], "messages": [message]})

    def told(self, value: Mapping[str, object]) -> Mapping[str, Any]:
        """What stands in a delivery, in its envelope."""
        event: Mapping[str, Any] = json.loads(self.fake.deliver(value)[1])
        return event

    def reported(self, call: Call, status: str) -> Mapping[str, Any]:
        """What the vendor tells of a message of ours."""
        event: Mapping[str, Any] = json.loads(self.fake.report(call, status)[1])
        return event

    def step(self, call: Call) -> Step:
        fields = call.fields
        if call.method == "media":
            name = next(name for name, sound in self.fake.media.items() if sound == call.files["file"])
            return Step("upload", sound=name, call=call)
        if fields.get("status") == "read":
            return Step("read", call=call)
        to = fields["to"] if "to" in fields else fields["recipient"]
        if fields["type"] == "audio":
            return Step("voice", to, fields["audio"]["id"], call=call)
        if fields["type"] == "text":
            return Step("words", to, text=fields["text"]["body"], call=call)
        interactive = fields["interactive"]
        sections = interactive["action"].get("sections", [])
        rows = [row["id"] for section in sections for row in section["rows"]]
        buttons = [button["reply"]["id"] for button in interactive["action"].get("buttons", [])]
        return Step("words", to, text=interactive["body"]["text"], buttons=(*rows, *buttons), call=call)


class MessengerPhone(Phone):
    """Somebody who writes to the page."""

    channel, names = "messenger", "70012345{}"

    def starts(self) -> list[Step]:
        return self.turn(self._event(postback={"mid": f"m_{next(NUMBERS)}", "title": "A", "payload": "GET_STARTED"}))

    def tapped(self, button: str) -> Mapping[str, Any]:
        return self._event(message={"mid": f"m_{next(NUMBERS)}", "text": "A", "quick_reply": {"payload": button}})

    def written(self, text: str) -> Mapping[str, Any]:
        return self._event(message={"mid": f"m_{next(NUMBERS)}", "text": text})

    def _event(self, **content: object) -> Mapping[str, Any]:
        now = int(time.time() * 1000)
        event = {"sender": {"id": self.address}, "recipient": {"id": "2001"}, "timestamp": now, **content}
        return {"object": "page", "entry": [{"id": "2001", "time": now, "messaging": [event]}]}

    def step(self, call: Call) -> Step:
        if call.method.partition("?")[0] == "message_attachments":
            return Step("upload", sound="mp3", call=call)
        to = call.fields["recipient"]["id"]
        if "sender_action" in call.fields:
            what = {"mark_seen": "read", "typing_on": "typing"}[call.fields["sender_action"]]
            return Step(what, to, call=call)
        message = call.fields["message"]
        if "attachment" in message:
            assert message["attachment"]["type"] == "audio"
            return Step("voice", to, message["attachment"]["payload"]["attachment_id"], call=call)
        buttons = tuple(button["payload"] for button in message.get("quick_replies", ()))
        return Step("words", to, text=message["text"], buttons=buttons, call=call)


class ViberPhone(Phone):
    """Somebody who opens the bot's talk: until she says something, she gets nothing but what that is answered with."""

    channel, names = "viber", "kz{}/A+b=="
    header, prefix, secret = "X-Viber-Content-Signature", "", "1001-fake"

    fake: FakeViber

    def opened(self) -> Mapping[str, Any]:
        self.fake.strangers.add(self.address)
        user = {"id": self.address, "name": NAME, "language": "ro", "country": "DE", "api_version": 10}
        return self._event("conversation_started", type="open", user=user, subscribed=False)

    def starts(self) -> list[Step]:
        """Open the talk, and tap what stands in the answer."""
        assert self.turn(self.opened()) == []
        (button,) = json.loads(self.answered)["keyboard"]["Buttons"]
        return self.taps(button["ActionBody"])

    def tapped(self, button: str) -> Mapping[str, Any]:
        return self.written(button)

    def written(self, text: str) -> Mapping[str, Any]:
        self.fake.strangers.discard(self.address)
        sender = {"id": self.address, "name": NAME, "language": "ro", "country": "DE", "api_version": 10}
        return self._event("message", sender=sender, message={"type": "text", "text": text}, silent=False)

    def _event(self, event: str, **content: object) -> Mapping[str, Any]:
        token = 5_000_000_000_000_000_000 + next(NUMBERS)
        return {"event": event, "timestamp": int(time.time() * 1000), "message_token": token, **content}

    def step(self, call: Call) -> Step:
        fields = call.fields
        if fields["type"] == "file":
            return Step("voice", fields["receiver"], fields["media"], call=call)
        buttons = tuple(button["ActionBody"] for button in fields.get("keyboard", {}).get("Buttons", ()))
        return Step("words", fields["receiver"], text=fields["text"], buttons=buttons, call=call)


class GenericPhone(Phone):
    """Somebody behind another system, which passes on what she does."""

    channel, names = "generic", "elena-{}"
    header, secret = "X-Drom-Signature", "a-secret-of-the-tests"

    def starts(self) -> list[Step]:
        return self.turn(self._message(type="start"))

    def tapped(self, button: str) -> Mapping[str, Any]:
        return self._message(choice=button)

    def written(self, text: str) -> Mapping[str, Any]:
        return self._message(text=text)

    def _message(self, **content: object) -> Mapping[str, Any]:
        return {"id": f"in-{next(NUMBERS)}", "from": self.address, "sent_at": int(time.time()), "name": NAME, **content}

    def step(self, call: Call) -> Step:
        fields = call.fields
        buttons = tuple(option["id"] for option in (*fields["choices"], *fields["fixed"]))
        sound = fields["audio"]["url"] if fields["audio"] else ""
        return Step("both" if sound else "words", fields["to"], sound, fields["text"], buttons, call)


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        found: bytes = answer.read()
    return found


def metric(server: Server, name: str, **labels: str) -> float:
    """Read a number from /metrics; 0 where it is not there."""
    lines = fetch(f"{server.url}/metrics").decode().splitlines()
    told = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    wanted = f"{name}{{{told}}} "
    return next((float(line.removeprefix(wanted)) for line in lines if line.startswith(wanted)), 0.0)
