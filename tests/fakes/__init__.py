"""Small HTTP servers that behave like the vendors: for tests, benches and trying things out without an account."""

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email import policy
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Call:
    """One request as the vendor got it. `accepted` says that the person got the message, whatever was answered."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    fields: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    status: int = 0
    accepted: bool = False
    verb: str = "POST"

    @property
    def method(self) -> str:
        """The last part of the path: "sendVoice"."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Trouble:
    """What happens to one call. `accepted`: the vendor does take it, and only its answer is bad or late."""

    status: int = 0
    retry_after: int = 0
    hang: float = 0.0
    accepted: bool = False


@dataclass(frozen=True)
class Answer:
    """What the vendor answers: JSON, or a file."""

    status: int
    body: Mapping[str, Any] | bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Fake:
    """A server on 127.0.0.1, used in a `with`. A vendor says in `judge` and `complain` what it answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._calls: list[Call] = []
        self._troubles: deque[Trouble] = deque()
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = False  # closing the server waits for them, so that no socket is left open
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def judge(self, call: Call) -> Answer:
        """Check the call against the vendor's limits, and answer."""
        raise NotImplementedError

    def complain(self, trouble: Trouble) -> Answer:
        """Answer as the vendor does when something is wrong."""
        raise NotImplementedError

    def is_yes(self, answer: Answer) -> bool:
        """Say whether an answer means that the vendor has taken the call."""
        return answer.status == 200

    @property
    def calls(self) -> list[Call]:
        """Every call so far, in the order of the answers."""
        with self._lock:
            return list(self._calls)

    @property
    def accepted(self) -> list[Call]:
        """The calls that came through to the person."""
        return [call for call in self.calls if call.accepted]

    def trouble(self, times: int = 1, **what: Any) -> None:
        """Let the next calls go wrong: status=429 with retry_after=7, status=500, 403 …, or hang=2.5 (seconds)."""
        with self._lock:
            self._troubles.extend([Trouble(**what)] * times)

    def take(self, call: Call) -> Answer:
        """Answer one call and record it."""
        with self._lock:
            trouble = self._troubles.popleft() if self._troubles else Trouble(accepted=True)
        if trouble.hang:
            self._closing.wait(trouble.hang)
        answer = self.judge(call)
        accepted = trouble.accepted and self.is_yes(answer)
        if trouble.status:
            answer = self.complain(trouble)
        with self._lock:
            self._calls.append(replace(call, status=answer.status, accepted=accepted))
        return answer

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    fake: Fake
    timeout = 5

    def do_GET(self) -> None:
        self._answer(Call(self.path, self._read_headers(), b"", verb="GET"))

    def do_POST(self) -> None:
        headers = self._read_headers()
        body = self.rfile.read(int(headers.get("content-length", "0")))
        fields, files = read_body(headers.get("content-type", ""), body)
        self._answer(Call(self.path, headers, body, fields, files))

    def _read_headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _answer(self, call: Call) -> None:
        answer = self.fake.take(call)
        content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        basics = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        try:
            self.send_response(answer.status)
            for name, value in (basics | dict(answer.headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:  # the caller did not want to wait
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
        pass


def read_body(content_type: str, body: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Read the fields and files of a JSON body or a multipart form. JSON in a form's field is left as text."""
    if content_type.startswith("application/json"):
        try:
            found = json.loads(body)
        except ValueError:
            return {}, {}
        return (found if isinstance(found, dict) else {}), {}
    if not body:
        return {}, {}
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    fields, files = {}, {}
    for part in BytesParser(policy=policy.HTTP).parsebytes(head + body).iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        if part.get_filename():
            files[name] = content
        else:
            fields[name] = content.decode()
    return fields, files
