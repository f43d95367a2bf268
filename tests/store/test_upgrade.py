"""A database of the first schema becomes one of the newest, and what waited in it still waits."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from app.store import line, outbox
from app.store.database import Database
from app.store.migrate import config, migrate

OLD = """
INSERT INTO outbox (person, channel, sealed, status, tries, due_at, queued_at) VALUES ('a', 'telegram', 'x', 'waiting', 2, 5, 5);
INSERT INTO outbox (channel, status, tries, due_at, queued_at, settled_at) VALUES ('telegram', 'parked', 0, 5, 5, 6);
INSERT INTO outbox (channel, status, tries, due_at, queued_at, settled_at) VALUES ('telegram', 'sent', 0, 5, 5, 6);
DELETE FROM outbox WHERE id = 3;
"""


def test_what_waited_goes_out_after_the_upgrade_and_no_number_is_used_twice(tmp_path: Path) -> None:
    path = tmp_path / "drom.sqlite3"
    url = f"sqlite:///{path}"
    command.upgrade(config(url), "0001")
    with closing(sqlite3.connect(path)) as old:
        old.executescript(OLD)
    migrate(url)
    database = Database(url)
    (waiting,) = database.run(lambda tx: outbox.due(tx, 100.0, 9, 30.0, ("telegram",)))
    assert (waiting.id, waiting.tries, waiting.done) == (1, 2, 0)
    assert database.run(lambda tx: line.parked(tx, 100.0)) == (), "parked ones had been emptied: nothing to look at"
    database.run(lambda tx: outbox.queue(tx, "b", "telegram", b"x", 100.0, expires_at=200.0))
    assert [one.id for one in database.run(lambda tx: outbox.due(tx, 100.0, 9, 30.0, ("telegram",)))] == [4]
    database.close()


def test_the_way_back_is_there_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'drom.sqlite3'}"
    migrate(url)
    command.downgrade(config(url), "0001")
    migrate(url)
