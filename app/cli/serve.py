"""drom serve: one process that answers, until it is told to stop."""

import threading
from contextlib import suppress
from types import FrameType
from typing import Annotated

import typer
import uvicorn

from app.cli.start import parts
from app.settings import Settings
from app.web import health


def serve(
    host: Annotated[str, typer.Option(help="the address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="the port to listen on")] = 8000,
) -> None:
    """Serve the pages, the API and the webhooks, deliver what waits, and make what sound is missing."""
    parts().database.close()  # says what is wrong, before anything is served
    print(f"Drom is there: http://{host}:{port}", flush=True)
    config = uvicorn.Config(
        "app.main:create_app", factory=True, host=host, port=port, access_log=False, log_config=None
    )
    server = Server(config, Settings().drain_seconds)
    with suppress(KeyboardInterrupt):
        server.run()
    raise typer.Exit(0 if server.started else 1)


class Server(uvicorn.Server):
    """Told to stop, it says for `drain` seconds that it is not ready, and goes on answering; then it stops.

    A connection that the kernel took and nobody read yet is lost when the port closes. So a balancer must first stop
    sending anybody here. Told a second time, it stops at once.
    """

    def __init__(self, config: uvicorn.Config, drain: float = 0) -> None:
        super().__init__(config)
        self.drain = drain

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal."""
        if self.drain and not health.leaving.is_set():
            health.leaving.set()
            later = threading.Timer(self.drain, super().handle_exit, (sig, None))
            later.daemon = True
            later.start()
        else:
            super().handle_exit(sig, frame)
