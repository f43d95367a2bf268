"""A database of the first schema becomes one of the newest, and what waited in it still waits."""

from datetime import date
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from app.store import conversations, counts, line, outbox
from app.store.counts import Count
from app.store.database import Database
from app.store.migrate import config, migrate

OLD = """
INSERT INTO outbox (person, channel, sealed, status, tries, due_at, queued_at) VALUES ('a', 'telegram', 'x', 'waiting', 2, 5, 5);
INSERT INTO outbox (channel, status, tries, due_at, queued_at, settled_at) VALUES ('telegram', 'parked', 0, 5, 5, 6);
INSERT INTO outbox (channel, status, tries, due_at, queued_at, settled_at) VALUES ('telegram', 'sent', 0, 5, 5, 6);
DELETE FROM outbox WHERE id = 3;
INSERT INTO conversations (key, state, touched_at) VALUES ('a', '{}', 5);
INSERT INTO counts (day, channel, language, plan, event, card, n) VALUES ('2026-01-02', 'web', 'ro', 'settle', 'opened', 'kita', 7);
"""
NEWYEAR = date(2026, 1, 2)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of the first schema, in use."""
    url = f"sqlite:///{tmp_path / 'drom.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")
        command.upgrade(config(url), "head")  # whatever another test left
        command.downgrade(config(url), "base")
    command.upgrade(config(url), "0001")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for statement in filter(str.strip, OLD.split(";")):
            connection.execute(text(statement))
    engine.dispose()
    return url


def test_what_waited_goes_out_after_the_upgrade_and_no_number_is_used_twice(old: str) -> None:
    migrate(old)
    database = Database(old)
    (waiting,) = database.run(lambda tx: outbox.due(tx, 100.0, 9, 30.0, ("telegram",)))
    assert (waiting.id, waiting.tries, waiting.done) == (1, 2, 0)
    assert database.run(lambda tx: line.parked(tx, 100.0)) == (), "parked ones had been emptied: nothing to look at"
    database.run(lambda tx: outbox.queue(tx, "b", "telegram", b"x", 100.0, expires_at=200.0))
    assert [one.id for one in database.run(lambda tx: outbox.due(tx, 100.0, 9, 30.0, ("telegram",)))] == [4]
    assert database.run(lambda tx: conversations.load(tx, "a")) == "{}", "she goes on where she was"
    counted = database.run(lambda tx: counts.total(tx, NEWYEAR, NEWYEAR))
    assert counted == {Count("web", "ro", "settle", "opened", "kita"): 7}
    database.close()


def test_the_way_back_is_there_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'drom.sqlite3'}"
    migrate(url)
    command.downgrade(config(url), "0001")
    migrate(url)
