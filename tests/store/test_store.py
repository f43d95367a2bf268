"""What the store promises, on both databases: once, in order, encrypted, forgotten."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from app.store import conversations, counts, forget, inbox, media, outbox
from app.store.counts import Count
from app.store.database import Database
from app.store.outbox import Status, Waiting
from app.store.statement import Statement, Transaction
from app.store.tables import metadata
from app.store.tables import outbox as outbox_table

LEASE = 10.0
NOW = 1_000_000.0
ROWS = Statement(
    outbox_table.select().with_only_columns(outbox_table.c.status, outbox_table.c.sealed, outbox_table.c.person)
)


def put(tx: Transaction, person: str, now: float = NOW, **how: object) -> None:
    outbox.queue(tx, person, "telegram", b"sealed", now, **{"expires_at": now + 86_400.0, **how})  # type: ignore[arg-type]


def queue(database: Database, *persons: str, now: float = NOW) -> None:
    for person in persons:
        database.run(lambda tx, person=person: put(tx, person, now))


def due(database: Database, now: float = NOW, limit: int = 10) -> tuple[Waiting, ...]:
    return database.run(lambda tx: outbox.due(tx, now, limit, LEASE, ("telegram",)))


def test_the_migrations_lead_to_the_tables(url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_repeated_message_is_taken_once_however_many_come_at_the_same_time(database: Database) -> None:
    futures = [database.submit(lambda tx: inbox.first_time(tx, "same", NOW)) for _ in range(40)]
    assert Counter(future.result() for future in futures) == {True: 1, False: 39}


def test_a_conversation_is_kept_and_forgotten(database: Database) -> None:
    database.run(lambda tx: conversations.save(tx, "a", '{"step":"menu"}', NOW))
    database.run(lambda tx: conversations.save(tx, "a", '{"step":"card"}', NOW))
    queue(database, "a")
    assert database.run(lambda tx: conversations.load(tx, "a")) == '{"step":"card"}'
    database.run(lambda tx: forget.forget(tx, "a"))
    assert database.run(lambda tx: conversations.load(tx, "a")) is None
    assert due(database) == ()


def test_two_messages_of_one_person_at_once_do_not_overwrite_each_other(database: Database) -> None:
    def count_up(tx: Transaction) -> None:
        before = int(conversations.load(tx, "a") or 0)
        time.sleep(0.005)
        conversations.save(tx, "a", str(before + 1), NOW)

    for future in [database.submit(count_up) for _ in range(30)]:
        future.result()
    assert database.run(lambda tx: conversations.load(tx, "a")) == "30"


def test_each_person_gets_her_oldest_reply_first_and_nothing_before_it_is_settled(database: Database) -> None:
    queue(database, "a", "b", "a")
    first = due(database)
    assert [waiting.person for waiting in first] == ["a", "b"]
    assert due(database) == ()
    database.run(lambda tx: outbox.later(tx, first[0], NOW + 60, 1))
    assert due(database, NOW + 1) == (), "her second reply waits with the first"
    database.run(lambda tx: outbox.settle(tx, first[1].id, Status.SENT, NOW + 1))
    (again,) = due(database, NOW + 61)
    assert (again.id, again.tries) == (first[0].id, 1)
    database.run(lambda tx: outbox.settle(tx, again.id, Status.SENT, NOW + 61))
    (second,) = due(database, NOW + 61)
    assert second.person == "a"
    assert second.id > again.id


def test_a_lease_runs_out_when_its_holder_died(database: Database) -> None:
    queue(database, "a")
    assert len(due(database)) == 1
    assert due(database, NOW + LEASE - 1) == ()
    assert len(due(database, NOW + LEASE + 1)) == 1


def test_nobody_gets_what_another_has_in_hand(database: Database) -> None:
    queue(database, *(f"person {n}" for n in range(60)))
    with ThreadPoolExecutor(6) as pool:
        taken = [waiting.id for found in pool.map(lambda _: due(database), range(12)) for waiting in found]
    assert len(taken) == len(set(taken))
    assert len(taken) == 60


def test_a_settled_reply_holds_nothing(database: Database) -> None:
    queue(database, "a")
    (waiting,) = due(database)
    assert database.run(lambda tx: outbox.settle(tx, waiting.id, Status.SENT, NOW))
    assert not database.run(lambda tx: outbox.settle(tx, waiting.id, Status.SENT, NOW)), "once"
    assert database.run(lambda tx: tx.rows(ROWS)) == [("sent", None, None)]
    assert database.run(outbox.backlog) == {}


# Read as: what is kept · for how many days · and what is left a minute later.
TIMES = [("conversations", 90), ("inbox", 8), ("settled", 8), ("media", 30)]


@pytest.mark.parametrize(("what", "days"), TIMES)
def test_everything_ends_when_its_time_is_over(database: Database, what: str, days: int) -> None:
    database.run(lambda tx: conversations.save(tx, "a", "{}", NOW))
    database.run(lambda tx: inbox.first_time(tx, "m", NOW))
    queue(database, "a")
    first = due(database)[0]
    database.run(lambda tx: outbox.settle(tx, first.id, Status.SENT, NOW))
    database.run(lambda tx: media.keep(tx, "whatsapp", "clip", "4711", NOW + 30 * 86_400))
    before, after = NOW + days * 86_400 - 60, NOW + days * 86_400 + 60
    assert database.run(lambda tx: forget.tidy(tx, before))[what] == 0
    assert database.run(lambda tx: forget.tidy(tx, after))[what] == 1


def test_counts_add_up_while_many_count(database: Database) -> None:
    day = date(2026, 11, 21)
    count = Count("telegram", "ro", "circular", "opened", "short-stay")
    for future in [database.submit(lambda tx: counts.add(tx, day, {count: 1})) for _ in range(50)]:
        future.result()
    assert database.run(lambda tx: counts.total(tx, day, day)) == {count: 50}


def test_work_that_fails_hurts_nobody_else(database: Database) -> None:
    gate = threading.Event()

    def fail(tx: Transaction) -> None:
        inbox.first_time(tx, "of the failed", NOW)
        raise ValueError("its own fault")

    database.submit(lambda _tx: gate.wait(5))
    good = [database.submit(lambda tx, n=n: inbox.first_time(tx, f"good {n}", NOW)) for n in range(10)]
    bad = database.submit(fail)
    more = [database.submit(lambda tx, n=n: inbox.first_time(tx, f"more {n}", NOW)) for n in range(10)]
    gate.set()
    assert all(future.result() for future in good + more)
    with pytest.raises(ValueError, match="its own fault"):
        bad.result()
    assert database.run(lambda tx: inbox.first_time(tx, "of the failed", NOW)), "nothing of it was kept"


def test_what_is_queued_is_finished_before_closing(url: str) -> None:
    made = Database(url)
    futures = [made.submit(lambda tx, n=n: inbox.first_time(tx, f"{url} {n}", NOW)) for n in range(20)]
    made.close()
    assert all(future.done() for future in futures)
    with pytest.raises(RuntimeError):
        made.submit(lambda _tx: None)


def test_it_says_when_it_is_in_reach(database: Database) -> None:
    assert database.ready()


def test_it_says_when_it_is_out_of_reach(tmp_path: Path) -> None:
    away = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}")
    assert not away.ready()
    away.close()
    gone = Database("postgresql://nobody@127.0.0.1:1/none")
    assert not gone.ready()
    gone.close()


def test_nothing_can_be_read_in_the_file(tmp_path: Path) -> None:
    from app.domain.message import Reply
    from app.service.letter import Letter, pack
    from app.store.migrate import migrate
    from app.store.vault import Vault

    url = f"sqlite:///{tmp_path / 'drom.sqlite3'}"
    migrate(url)
    database, vault = Database(url), Vault(b"secret")
    sealed = vault.seal(pack(Letter("+49 151 0000001", Reply("ro", "Titlu", "Bună ziua"))))
    database.run(
        lambda tx: outbox.queue(
            tx, vault.key("person", "telegram", "+49 151 0000001"), "telegram", sealed, NOW, expires_at=NOW + 60
        )
    )
    (waiting,) = due(database)
    assert b"0000001" in vault.open(waiting.sealed)
    database.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(secret in kept for secret in (b"0000001", "Bună".encode(), b"Titlu"))
