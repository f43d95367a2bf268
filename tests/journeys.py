"""Start the real server as whoever runs it does, on a free port, for tests that walk through it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import HOME
from tests import sounds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(folder: Path, **settings: str) -> Iterator["Server"]:
    """A server in a process of its own, stopped as a service manager stops it."""
    server = Server(folder, settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()


class Server:
    """`drom serve` with its own database; it can be killed and started again."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.database = folder / "drom.sqlite3"
        secret = {"DROM_SECRET_KEY": "only for tests", "DROM_DATABASE_URL": f"sqlite:///{self.database}"}
        heard = {"DROM_AUDIO_DIR": str(sounds.folder()), "DROM_MAKE_SOUND": "0"} if "DROM_HOME" not in settings else {}
        self.environment = {**os.environ, **secret, **heard, **settings}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.spawn()
        self.wait()

    def spawn(self) -> None:
        command = [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, cwd=HOME, stdout=log, stderr=log)

    def wait(self) -> None:
        """Wait until it is ready."""
        for _ in range(900):  # a slow machine that does other work besides
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready"):
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise AssertionError(self.log.read_text(encoding="utf-8"))

    def kill(self) -> None:
        """Pull the plug."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(40)
