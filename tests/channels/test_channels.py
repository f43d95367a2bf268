"""Every channel against its cases: what comes in, what goes out, and what the vendor may answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import httpx
import pytest

from app.domain.message import Incoming, Kind, Option, Reply
from app.domain.report import Fate, Report, read_mark
from app.ports.channel import BadPayload, BadSignature, Channel, Delivery, GiveUp, Payload, Sound, Stale, TryLater
from app.ports.discover import modules

HERE = Path(__file__).parent
CHANNELS = modules("app.channels")
LISTS = ("in", "handshake", "out", "send", "upload", "fetch", "check")
COVERS = {
    *("text", "choice", "start", "voice", "unknown kind", "bad signature", "refused payload"),
    *("voice note fetched", "settings right", "settings wrong"),
}
ERRORS: dict[str, type[Exception]] = {
    error.__name__: error for error in (BadSignature, BadPayload, TryLater, Stale, GiveUp, ValueError)
}
OGG = b"OggS-a-sound"
PRIVATE = ("chat_id", "to", "recipient", "receiver")
EMPTY: Mapping[str, Any] = MappingProxyType({})


def expand(value: Any) -> Any:
    """Write out {"repeat": "Da. ", "times": 300}."""
    if isinstance(value, list):
        return [expand(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"repeat", "times"}:
        return value["repeat"] * value["times"]
    return {name: expand(each) for name, each in value.items()}


@cache
def book(channel: str) -> dict[str, Any]:
    """Put the files of a channel together."""
    found: dict[str, Any] = {"settings": {}} | {name: [] for name in LISTS}
    for path in sorted((HERE / channel).glob("*.json")):
        for name, content in expand(json.loads(path.read_text("utf-8"))).items():
            found[name] = found[name] | content if name == "settings" else found[name] + content
    return found


def cases(name: str) -> Any:
    """Name every case of every channel for pytest."""
    found = [(channel, case) for channel in CHANNELS for case in book(channel)[name]]
    return pytest.mark.parametrize(
        ("channel", "case"), found, ids=[f"{channel}: {case['name']}" for channel, case in found]
    )


def build(channel: str, client: httpx.Client) -> Channel:
    """Make the channel with the settings of its cases."""
    made = CHANNELS[channel].build(book(channel)["settings"], client)
    assert made is not None
    assert made.name == channel
    return made


@pytest.mark.parametrize(("name", "module"), CHANNELS.items(), ids=CHANNELS)
def test_a_channel_has_its_cases(name: str, module: ModuleType, client: httpx.Client):
    covered = {each for kind in LISTS for case in book(name)[kind] for each in case.get("covers", ())}
    assert COVERS - covered == set(), f"tests/channels/{name}/*.json lacks cases that cover these"
    assert book(name)["out"], f"tests/channels/{name}/*.json lacks cases of what goes out"
    assert module.build({}, client) is None, "without settings a channel is off"
    assert module.__doc__


@pytest.mark.parametrize("name", CHANNELS)
def test_a_setting_that_is_missing_is_named_and_others_are_not_shown(name: str, client: httpx.Client):
    settings = book(name)["settings"]
    required = [key for key in settings if not _is_on(name, settings, without=key, client=client)]
    for key in required if len(required) > 1 else ():
        rest = {other: value for other, value in settings.items() if other != key}
        with pytest.raises(ValueError, match=f"DROM_{name}_{key}".upper()) as caught:
            CHANNELS[name].build(rest, client)
        assert not [value for value in rest.values() if value in str(caught.value)]


def _is_on(name: str, settings: dict[str, str], without: str, client: httpx.Client) -> bool:
    rest = {key: value for key, value in settings.items() if key != without}
    try:
        return CHANNELS[name].build(rest, client) is not None
    except ValueError:
        return False


@cases("in")
def test_in(channel: str, case: dict[str, Any], client: httpx.Client):
    made = build(channel, client)
    body = (case["raw"] if "raw" in case else json.dumps(case["body"], ensure_ascii=False)).encode()

    def receive() -> tuple[Incoming | Report, ...]:
        if "headers" in case:
            made.verify(case["headers"], body)
        return made.read(body)

    if "error" in case:
        with pytest.raises(ERRORS[case["error"]]):
            receive()
        return
    assert receive() == tuple(_found(channel, each) for each in case["expected"])


def _found(channel: str, given: dict[str, Any]) -> Incoming | Report:
    """Read what a case expects: what a person did, or (with a fate) what became of a message of ours."""
    if "fate" in given:
        words = {name: given[name] for name in ("address", "reason", "final", "left") if name in given}
        return Report(channel, Fate(given["fate"]), read_mark(given.get("mark", "")), **words)
    return Incoming(
        channel=channel,
        address=given["address"],
        id=given["id"],
        kind=Kind(given["kind"]),
        content=given.get("content", ""),
        receipt=given.get("receipt", ""),
        languages=tuple(given.get("languages", ())),
        sent_at=given.get("sent_at"),
    )


@cases("handshake")
def test_handshake(channel: str, case: dict[str, Any], client: httpx.Client):
    made = build(channel, client)
    if "error" in case:
        with pytest.raises(ERRORS[case["error"]]):
            made.handshake(case["query"])
    else:
        assert made.handshake(case["query"]) == case["expected"]


@cases("out")
def test_out(channel: str, case: dict[str, Any], client: httpx.Client):
    made = build(channel, client)
    sound = Path("clip.ogg")
    delivery = _delivery(case["delivery"], sound)
    if "error" in case:
        with pytest.raises(ERRORS[case["error"]]):
            made.render(delivery)
        return
    expected = [
        Payload(
            call=each["call"],
            fields=each["fields"],
            file_field=each.get("file_field", ""),
            file=sound if each.get("file_field") else None,
            optional=each.get("optional", False),
            pause=each.get("pause", 0.0),
        )
        for each in case["expected"]
    ]
    assert list(made.render(delivery)) == expected


def _delivery(given: dict[str, Any], sound: Path) -> Delivery:
    reply = given["reply"]
    options = {name: tuple(Option(*option) for option in reply.get(name, ())) for name in ("choices", "fixed")}
    return Delivery(
        address=given["address"],
        reply=Reply(
            language=reply.get("language", "ro"),
            title=reply.get("title", ""),
            text=reply["text"],
            card=reply.get("card"),
            opener=reply.get("opener", ""),
            **options,
        ),
        sound=Sound(sound, "https://drom.test/audio/clip.ogg", given["seconds"], given.get("uploaded", ""), "machine")
        if "seconds" in given
        else None,
        receipt=given.get("receipt", ""),
        reply_id=12,
        queued_at=1767225600.5,
    )


@cases("send")
def test_send(channel: str, case: dict[str, Any], tmp_path: Path):
    payload = _payload(case["payload"], tmp_path)
    _talk(channel, case, lambda made: made.send(payload), payload.fields)


@cases("upload")
def test_upload(channel: str, case: dict[str, Any], tmp_path: Path):
    file = tmp_path / "clip.ogg"
    file.write_bytes(OGG)
    sound = Sound(file, "https://drom.test/audio/clip.ogg", 3.4)
    given = _talk(channel, case, lambda made: made.upload(sound))
    assert "error" in case or asdict(given) == case["expected"]


@cases("fetch")
def test_fetch(channel: str, case: dict[str, Any]):
    incoming = Incoming(channel, "1001", "m1", Kind.VOICE, case["content"])
    given = _talk(channel, case, lambda made: made.fetch(incoming, case.get("most", 1000)))
    assert "error" in case or given == case["expected"].encode()


@cases("check")
def test_check(channel: str, case: dict[str, Any]):
    given = _talk(channel, case, lambda made: made.check(f"https://drom.test/webhooks/{channel}"))
    assert [[found.good, found.text] for found in given] == case["expected"]
    assert not [value for value in _secrets(channel) if any(value in found.text for found in given)]


def _talk(channel: str, case: dict[str, Any], do: Callable[[Channel], Any], fields: Mapping[str, Any] = EMPTY) -> Any:
    """Let a channel do something while the vendor gives the answers of the case, in turn."""
    requests: list[httpx.Request] = []
    answers = list(case["answers"])
    given = None

    def vendor(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        answer = answers.pop(0)
        if isinstance(answer, str):
            raise getattr(httpx, answer)(f"cannot reach {request.url}", request=request)
        return httpx.Response(
            answer["status"],
            headers=answer.get("headers", {}),
            **{"json": answer["json"]} if "json" in answer else {"text": answer.get("text", "")},
        )

    with httpx.Client(transport=httpx.MockTransport(vendor)) as client:
        made = build(channel, client)
        if "error" not in case:
            given = do(made)
        else:
            with pytest.raises(ERRORS[case["error"]]) as caught:
                do(made)
            _check_error(channel, case, caught.value, fields)
    assert not answers, "not every answer was asked for"
    for request, expected in zip(requests, case.get("requests", ()), strict=bool(case.get("requests"))):
        assert request.url.path == expected["path"]
        assert "json" not in expected or expected["json"].items() <= json.loads(request.content).items()
    return given


def _payload(given: dict[str, Any], folder: Path) -> Payload:
    file = folder / "clip.ogg" if given.get("file_field") else None
    if file:
        file.write_bytes(OGG)
    return Payload(given["call"], given["fields"], given.get("file_field", ""), file)


def _secrets(channel: str) -> list[str]:
    """Give the settings that must never be shown: all but addresses and what the vendor shows to everybody."""
    return [value for name, value in book(channel)["settings"].items() if not name.endswith(("_url", "_id"))]


def _check_error(channel: str, case: dict[str, Any], error: BaseException, fields: Mapping[str, Any]) -> None:
    assert type(error) is ERRORS[case["error"]]
    for name, default in (("after", None), ("left", False), ("closed", False), ("down", False), ("unknown", False)):
        assert getattr(error, name, default) == case.get(name, default), name
    assert case.get("says", "") in str(error)
    private = [*book(channel)["settings"].values(), *(str(fields[key]) for key in PRIVATE if key in fields)]
    shown: BaseException | None = error
    while shown:  # an error drags along the one that was handled when it was raised
        assert not [value for value in private if value in f"{shown!s}{shown!r}"]
        shown = shown.__cause__ or shown.__context__
