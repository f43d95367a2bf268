"""The database: one thread that commits in groups on SQLite, a few threads with a connection each on PostgreSQL."""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

import psycopg
from sqlalchemy import literal_column, select
from sqlalchemy.engine import make_url

from app.store.statement import Statement, Transaction

T = TypeVar("T")
Work = Callable[[Transaction], T]

POSTGRES_THREADS = 8
MOST_IN_GROUP = 128
MOST_WAITING = 10_000
BUSY_SECONDS = 5.0
READY_SECONDS = 2.0
BEGIN, COMMIT, ROLLBACK = "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"
TROUBLES: tuple[type[Exception], ...] = (sqlite3.OperationalError, sqlite3.DatabaseError, psycopg.OperationalError)

_probe = Statement(select(literal_column("1")))


class Unavailable(Exception):
    """The database is out of reach, full or locked. Nothing was kept; the same can be tried again."""


class _Job:
    """Work that waits for its transaction, and the future that tells how it went."""

    __slots__ = ("future", "work")

    def __init__(self, work: Work[Any]) -> None:
        self.work = work
        self.future: Future[Any] = Future()


class Database:
    """Runs work in transactions. A result is there only after the commit."""

    def __init__(self, url: str) -> None:
        self.kind = "sqlite" if url.startswith("sqlite") else "postgresql"
        self._closed = False
        self._jobs: queue.Queue[_Job | None] = queue.Queue(MOST_WAITING)
        if self.kind == "sqlite":
            path = make_url(url).database or ""
            targets: list[Callable[[], None]] = [lambda: _write_groups(path, self._jobs)]
        else:
            address = url.replace("postgresql+psycopg://", "postgresql://")
            targets = [lambda: _write_singly(address, self._jobs)] * POSTGRES_THREADS
        self._threads = [threading.Thread(target=target, name="store", daemon=True) for target in targets]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Work[T]) -> Future[T]:
        """Queue work; the future gets its result after the commit. Raises Unavailable when too much waits."""
        if self._closed:
            raise RuntimeError("the database is closed")
        job = _Job(work)
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise Unavailable("too much is waiting for the database") from None
        return job.future

    def run(self, work: Work[T]) -> T:
        """Do work and wait for it."""
        return self.submit(work).result()

    def ready(self) -> bool:
        """Say whether the database answers within two seconds."""
        try:
            self.submit(lambda tx: tx.rows(_probe)).result(READY_SECONDS)
        except (Unavailable, TimeoutError, RuntimeError):
            return False
        return True

    def close(self) -> None:
        """Finish what is queued and stop."""
        if not self._closed:
            self._closed = True
            for _ in self._threads:
                self._jobs.put(None)
            for thread in self._threads:
                thread.join()


def _write_groups(path: str, jobs: "queue.Queue[_Job | None]") -> None:
    """Take what waits, do it in one transaction, and commit once: full sync then costs little for each."""
    connection: sqlite3.Connection | None = None
    while (first := jobs.get()) is not None:
        group = [first]
        last = False
        with suppress(queue.Empty):
            while len(group) < MOST_IN_GROUP and not last:
                job = jobs.get_nowait()
                if job is None:
                    last = True
                else:
                    group.append(job)
        try:
            connection = connection or _open_sqlite(path)
            _commit_group(connection, group)
        except TROUBLES as trouble:
            _lost(connection, group, trouble)
            connection = None
        if last:
            break
    if connection:
        connection.close()


def _open_sqlite(path: str) -> sqlite3.Connection:
    """Open the file: write-ahead log, and on the disk before anybody is told (decision 008)."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -16000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _commit_group(connection: sqlite3.Connection, group: list[_Job]) -> None:
    """Do a group; where one of it fails, do each alone, so that it hurts nobody else."""
    if len(group) > 1:
        with suppress(_Failed):
            _settle(group, _attempt(connection, group))
            return
    for job in group:
        try:
            _settle([job], _attempt(connection, [job]))
        except _Failed as failed:
            job.future.set_exception(failed.reason)


class _Failed(Exception):
    """A piece of work raised something of its own."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _attempt(connection: sqlite3.Connection, group: list[_Job]) -> list[Any]:
    """Do the work of a group in one transaction. Raises _Failed, or the database's own troubles."""
    tx = Transaction("sqlite", connection.cursor())
    connection.execute(BEGIN)
    try:
        results = [job.work(tx) for job in group]
        connection.execute(COMMIT)
    except sqlite3.OperationalError:
        _roll_back(connection)
        raise
    except Exception as reason:
        _roll_back(connection)
        raise _Failed(reason) from reason
    return results


def _roll_back(connection: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error):
        connection.execute(ROLLBACK)


def _settle(group: list[_Job], results: list[Any]) -> None:
    for job, result in zip(group, results, strict=True):
        job.future.set_result(result)


def _lost(connection: sqlite3.Connection | None, group: list[_Job], trouble: Exception) -> None:
    """Tell everybody who waits that the database is away, and open it anew next time."""
    for job in group:
        if not job.future.done():
            job.future.set_exception(Unavailable(str(trouble)))
    if connection:
        with suppress(sqlite3.Error):
            connection.close()


def _write_singly(address: str, jobs: "queue.Queue[_Job | None]") -> None:
    """Do one piece of work after the other, each in its own transaction."""
    connection: psycopg.Connection[Any] | None = None
    while (job := jobs.get()) is not None:
        try:
            connection = connection or psycopg.connect(address, connect_timeout=int(BUSY_SECONDS))
            with connection.transaction(), connection.cursor() as cursor:
                result = job.work(Transaction("postgresql", cursor))
        except psycopg.OperationalError as trouble:
            job.future.set_exception(Unavailable(str(trouble)))
            if connection:
                with suppress(psycopg.Error):
                    connection.close()
            connection = None
        except Exception as reason:  # noqa: BLE001  # it is the caller's, who gets it
            job.future.set_exception(reason)
        else:
            job.future.set_result(result)
    if connection:
        connection.close()
