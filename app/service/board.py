"""The notice board: what partners say in public, kept in memory and looked up anew every few seconds."""

import logging
from concurrent.futures import Future
from time import monotonic

from app.domain.note import Note
from app.store import notes
from app.store.database import Database, Unavailable
from app.store.statement import Transaction

log = logging.getLogger("drom.board")
LOOK_AGAIN_SECONDS = 10.0
PATIENCE_SECONDS = 0.05  # a page does not wait longer for the database than this; it shows what was known
MOST = 1000


class Board:
    """Public notes, the newest first, also those whose days are past or to come. Without a database there are none."""

    def __init__(self, database: Database | None = None) -> None:
        self._database = database
        self._notes: tuple[Note, ...] = ()
        self._look_at = 0.0

    def look(self, tx: Transaction | None = None) -> tuple[Note, ...]:
        """Give the notes, at most some seconds old; who is in a transaction must give it, since it cannot wait."""
        if self._database is None or monotonic() < self._look_at:
            return self._notes
        self._look_at = monotonic() + LOOK_AGAIN_SECONDS
        if tx is not None:
            self._notes = _public(tx)
            return self._notes
        try:
            coming = self._database.submit(_public)
            try:
                self._notes = coming.result(PATIENCE_SECONDS)
            except TimeoutError:
                coming.add_done_callback(self._keep)
        except (Unavailable, RuntimeError) as trouble:
            log.warning("the notes of partners stay as they were: %s", trouble)
        return self._notes

    def read(self) -> tuple[Note, ...]:
        """Read the notes now, and wait for it. Raises Unavailable."""
        if self._database is not None:
            self._notes = self._database.run(_public)
            self._look_at = monotonic() + LOOK_AGAIN_SECONDS
        return self._notes

    def _keep(self, came: Future[tuple[Note, ...]]) -> None:
        if came.exception() is None:
            self._notes = came.result()


def _public(tx: Transaction) -> tuple[Note, ...]:
    return notes.public(tx, MOST)
