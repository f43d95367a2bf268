"""Make sound behind a running server: what somebody waits for first, then all the rest."""

import logging
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from threading import Event, Thread

from app.service import record
from app.service.parts import Parts
from app.service.record import Job, Made

log = logging.getLogger("drom.studio")
BATCH = 4  # clips at once: about a second of work, so that nobody who asks waits long
NICE = 10  # people who are answered come before clips that nobody waits for
IDLE_SECONDS = 0.1


def start(parts: Parts, stopping: Event, processes: int = record.CORES) -> Thread:
    """Begin to make sound in a thread. Replies that go out from now on wait for their voice."""
    parts.clips.coming = True
    worker = Thread(target=run, args=(parts, stopping, processes), name="studio")
    worker.start()
    return worker


def run(parts: Parts, stopping: Event, processes: int) -> None:
    """Work until told to stop. Clips that no engine can say are tried once."""
    rest = deque(record.missing(parts))
    tried: set[str] = set()
    if rest:
        log.info("%d clips are still to be made", len(rest))
    while not stopping.is_set():
        if not (rest or parts.clips.wanted):
            stopping.wait(IDLE_SECONDS)
            continue
        try:
            with record.workers(processes, NICE) as pool:
                _work(parts, pool, rest, tried, stopping, processes)
        except BrokenProcessPool:  # a worker was killed, by the system perhaps: what it had in hand is silent for now
            log.warning("a worker of the studio died; starting anew")


def _work(
    parts: Parts, pool: ProcessPoolExecutor, rest: deque[Job], tried: set[str], stopping: Event, processes: int
) -> None:
    """Keep the workers busy until nothing is left to do."""
    engines = record.engines_by_language(parts)
    running: set[Future[list[Made]]] = set()
    while not stopping.is_set():
        while len(running) < processes and (batch := _next(parts, rest, tried)):
            running.add(pool.submit(record.make, engines, parts.clips.built, batch))
        if not running:
            return
        done, running = wait(running, return_when=FIRST_COMPLETED)
        for made in (made for future in done for made in future.result()):
            if not made.engine:
                log.warning("no engine could say a sentence", extra={"clip": made.name})
            elif made.troubles:
                log.info("%s spoke for another engine: %s", made.engine, "; ".join(made.troubles))
        parts.clips.made()


def _next(parts: Parts, rest: deque[Job], tried: set[str]) -> list[Job]:
    """Take the next clips that are neither made nor tried."""
    fresh = (job for job in _jobs(parts, rest) if job.name not in tried and not parts.clips.is_made(job.name))
    batch = list(islice(fresh, BATCH))
    tried.update(job.name for job in batch)
    return batch


def _jobs(parts: Parts, rest: deque[Job]) -> Iterator[Job]:
    """Wanted ones come before the rest, also when they come while the rest is being worked off."""
    while parts.clips.wanted or rest:
        yield record.job(parts, parts.clips.wanted.popleft()) if parts.clips.wanted else rest.popleft()
