"""Pages to PDF with the Chromium that is on the machine: one of it for many pages, spoken to through a pipe.

The protocol: chromedevtools.github.io/devtools-protocol, Page.printToPDF; messages are JSON and end in a zero byte.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--remote-debugging-pipe")  # fmt: skip
SECONDS = 60  # so long may one step take before we give up
LISTENS, SPEAKS = 3, 4  # the file descriptors on which Chromium does so
HIGH = 10  # above both, so that none is closed by the other's taking its place
READY = """new Promise(done => document.readyState === "complete" ? done() : addEventListener("load", done))
    .then(() => document.fonts.ready).then(() => true)"""


class CannotPrint(Exception):
    """Chromium did not do it; the message says what to try."""


def find() -> str | None:
    """Find the program; None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Printer:
    """A Chromium with a profile of its own, for as long as the `with` lasts."""

    def __init__(self, program: str) -> None:
        self._profile = TemporaryDirectory(prefix="drom-print-", ignore_cleanup_errors=True)
        theirs, self._to = _pipe(0)
        self._from, mine = _pipe(1)
        root = ["--no-sandbox"] if os.geteuid() == 0 else []  # it refuses to start as root with it; the pages are ours
        given = [program, *QUIET, *root, f"--user-data-dir={self._profile.name}", "about:blank"]
        places = [(os.POSIX_SPAWN_DUP2, theirs, LISTENS), (os.POSIX_SPAWN_DUP2, mine, SPEAKS)]
        silence = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
        self._process = os.posix_spawn(program, given, os.environ, file_actions=[*places, *silence])
        os.close(theirs)
        os.close(mine)
        self._number = 0
        self._rest = b""
        self._session = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for fd in (self._to, self._from):
            os.close(fd)
        os.kill(self._process, signal.SIGTERM)
        os.waitpid(self._process, 0)
        self._profile.cleanup()

    def pdf(self, page: Path) -> bytes:
        """Print a file on the paper that its style names. Raises CannotPrint."""
        if not self._session:
            target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
            self._session = self._call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        told = self._call("Page.navigate", {"url": page.resolve().as_uri()})
        if error := told.get("errorText"):
            raise CannotPrint(f"Chromium cannot open {page}: {error}")
        self._call("Runtime.evaluate", {"expression": READY, "awaitPromise": True})
        made = self._call("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
        return base64.b64decode(made["data"])

    def _call(self, method: str, given: Mapping[str, object]) -> dict[str, Any]:
        self._number += 1
        session = {"sessionId": self._session} if self._session else {}
        message = {"id": self._number, "method": method, "params": given, **session}
        try:
            os.write(self._to, json.dumps(message).encode() + b"\0")
        except BrokenPipeError:
            raise _ended() from None
        while (answer := self._next()).get("id") != self._number:
            pass  # what happens meanwhile is of no interest
        if "error" in answer:
            raise CannotPrint(f"Chromium refused {method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self) -> dict[str, Any]:
        pieces = [self._rest]
        while b"\0" not in pieces[-1]:
            if not select.select([self._from], [], [], SECONDS)[0]:
                raise CannotPrint(f"Chromium said nothing for {SECONDS} seconds. Print fewer leaflets at a time.")
            if not (read := os.read(self._from, 1 << 16)):
                raise _ended()
            pieces.append(read)
        message, _, self._rest = b"".join(pieces).partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found


def _ended() -> CannotPrint:
    return CannotPrint("Chromium ended before it printed. See whether it starts at all: chromium --headless --version")


def _pipe(ours: int) -> tuple[int, int]:
    """Make a pipe: its reading and its writing end, both closed in children. `ours` is the end that Chromium takes."""
    ends = list(os.pipe())
    taken = ends[ours]
    ends[ours] = fcntl.fcntl(taken, fcntl.F_DUPFD_CLOEXEC, HIGH)
    os.close(taken)
    return ends[0], ends[1]
