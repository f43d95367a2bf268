"""drom deliver: bring replies beside a server, and look after those that were set aside."""

import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Annotated

import typer

from app.cli.start import parts
from app.service import dispatch, studio
from app.service.parts import Parts
from app.settings import Settings
from app.store import line

ALL = "all"


def deliver(
    once: Annotated[bool, typer.Option(help="deliver what is due now and stop")] = False,
    parked: Annotated[bool, typer.Option("--parked", help="list the replies that were set aside, and why")] = False,
    retry: Annotated[str, typer.Option(help="send a parked reply once more: its number, or all")] = "",
    drop: Annotated[str, typer.Option(help="give a parked reply up: its number, or all")] = "",
) -> None:
    """Deliver what waits, beside a server that was started with DROM_DELIVER=0; or look after what was parked."""
    made = parts()
    try:
        if parked or retry or drop:
            _look_after(made, retry, drop)
        elif once:
            with ThreadPoolExecutor(dispatch.AT_ONCE) as pool:
                while dispatch.deliver_due(made, pool):
                    pass
        else:
            _run(made)
    finally:
        made.database.close()


def _run(made: Parts) -> None:
    """Deliver until somebody stops us; what is in hand is finished."""
    stopping = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stopping.set())
    maker = studio.start(made, stopping) if Settings().make_sound else None
    dispatch.run(made, stopping)
    if maker:
        maker.join()
    print("stopped")


def _look_after(made: Parts, retry: str, drop: str) -> None:
    now = made.now().timestamp()
    found = made.database.run(lambda tx: line.parked(tx, now))
    again, gone = _chosen(retry, found), _chosen(drop, found)
    if retry:
        print(f"{made.database.run(lambda tx: line.again(tx, again, now))} will be sent again")
    if drop:
        print(f"{made.database.run(lambda tx: line.drop(tx, gone, now))} dropped")
    if not retry and not drop:
        for reply in found:
            since = datetime.fromtimestamp(reply.queued_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
            print(f"{reply.id}  {reply.channel}  {since}  {reply.tries} tries  {reply.trouble}")
        print(f"{len(found)} parked" + ("; drom deliver --retry NUMBER, --drop NUMBER, or all" if found else ""))


def _chosen(word: str, found: tuple[line.Parked, ...]) -> list[int]:
    """Find the replies that are meant. Says so where it is no number."""
    if word and word != ALL and not word.isdecimal():
        raise typer.BadParameter(f'"{word}" is no number of a reply; see drom deliver --parked, or say all')
    return [reply.id for reply in found if word in (ALL, str(reply.id))]
