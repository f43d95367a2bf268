"""Deliver as long as the service runs: each channel by itself, so that none waits for another's troubles."""

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event, Thread

from app.service.circuit import Circuit
from app.service.deliver import LEASE_SECONDS, deliver
from app.service.parts import Parts
from app.store import counts, forget, outbox
from app.store.counts import Count
from app.store.database import Unavailable
from app.store.outbox import Waiting
from app.store.statement import Transaction

log = logging.getLogger("drom.dispatch")
AT_ONCE = 16  # messages under way to one vendor
IDLE_SECONDS = 0.2
TIDY_SECONDS = 300


def run(parts: Parts, stopping: Event) -> None:
    """Deliver until told to stop, and tidy now and then; what is in hand is finished. The database may come and go."""
    servants = [Thread(target=serve, args=(parts, name, stopping), name=f"deliver-{name}") for name in parts.channels]
    for servant in servants:
        servant.start()
    tidied = -float("inf")
    while not stopping.is_set():
        if time.monotonic() - tidied > TIDY_SECONDS:
            try:
                tidy(parts)
                tidied = time.monotonic()
            except Unavailable:
                log.warning("the database is out of reach; tidying later")
        stopping.wait(1.0)
    for servant in servants:
        servant.join()


def serve(parts: Parts, name: str, stopping: Event) -> None:
    """Deliver for one channel until told to stop."""
    circuit = Circuit()
    busy: set[Future[bool]] = set()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"deliver-{name}") as pool:
        while not stopping.is_set():
            room = circuit.room(time.monotonic(), AT_ONCE, len(busy))
            taken = _due(parts, (name,), room)
            busy |= {pool.submit(deliver, parts, waiting, down=circuit.is_open) for waiting in taken}
            if not busy:
                stopping.wait(IDLE_SECONDS)
                continue
            done, busy = wait(busy, IDLE_SECONDS, FIRST_COMPLETED)
            for future in done:
                _note(circuit, name, future)


def _note(circuit: Circuit, name: str, future: Future[bool]) -> None:
    was_open = circuit.is_open
    try:
        circuit.note(time.monotonic(), down=not future.result())
    except Unavailable:
        log.warning("the database went away under a reply; its lease will run out")
    if circuit.is_open != was_open:
        log.warning("the vendor is %s", "back" if was_open else "down; trying now and then", extra={"channel": name})


def deliver_due(parts: Parts, pool: ThreadPoolExecutor) -> int:
    """Deliver what is due now, each person's oldest reply. Gives the number of replies taken in hand."""
    due = _due(parts, tuple(parts.channels), AT_ONCE)
    list(pool.map(lambda waiting: deliver(parts, waiting), due))
    return len(due)


def _due(parts: Parts, names: tuple[str, ...], most: int) -> tuple[Waiting, ...]:
    """Lease what is due; nothing while the database is away."""
    now = parts.now().timestamp()
    if most < 1:
        return ()
    try:
        return parts.database.run(lambda tx: outbox.due(tx, now, most, LEASE_SECONDS, names))
    except Unavailable:
        log.warning("the database is out of reach; trying again")
        return ()


def tidy(parts: Parts) -> None:
    """Remove what has outlived its promise, and count the replies that nobody could be brought in time."""
    now = parts.now()

    def work(tx: Transaction) -> None:
        forget.tidy(tx, now.timestamp())
        late = {Count(channel, event="too-late"): n for channel, n in outbox.wipe(tx, now.timestamp()).items()}
        counts.add(tx, now.date(), late)

    parts.database.run(work)
