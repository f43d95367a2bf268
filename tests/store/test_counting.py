"""Counts and hours add up while two processes count the same at the same time, and so do tokens end once."""

import subprocess
import sys
from datetime import date, datetime
from threading import Event

from app.domain.hours import ZONE
from app.settings import HOME
from app.store import counts, hours, tokens
from app.store.counts import Count
from app.store.database import Database
from app.store.migrate import migrate
from app.store.statement import Transaction

TIMES = 40
COUNTING = f"""
import sys
from datetime import date, datetime
from app.store import counts, hours
from app.store.counts import Count
from app.store.database import Database

def count(tx):
    hours.add(tx, datetime(2026, 10, 5, 9), "example-centre", 1)
    happened = {{Count("web", "ro", event=event, card="kita", partner="example-centre"): 1 for event in ("person", "opened")}}
    counts.add(tx, date(2026, 10, 5), happened)

database = Database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for future in [database.submit(count) for _ in range({TIMES})]:
    future.result(60)
database.close()
"""


def test_two_processes_count_the_same_at_the_same_time(url: str, database: Database) -> None:
    day = date(2026, 10, 5)
    command = [sys.executable, "-c", COUNTING, url]
    both = [
        subprocess.Popen(command, cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    assert [process.stdout and process.stdout.readline() for process in both] == ["ready\n"] * 2
    for process in both:
        process.communicate("go\n", timeout=120)
    assert [process.returncode for process in both] == [0, 0]
    found = database.run(lambda tx: counts.total(tx, day, day))
    assert set(found.values()) == {2 * TIMES}
    assert {(count.event, count.partner) for count in found} == {
        ("person", "example-centre"),
        ("opened", "example-centre"),
    }
    assert database.run(lambda tx: hours.total(tx, day, day)) == {("example-centre", 9): 2 * TIMES}


def test_all_that_is_counted_comes_back(database: Database) -> None:
    day = date(2026, 10, 5)
    full = Count("viber", "bg", "return", "opened", "kita", "here", "bulgaria", "school", "example-centre")
    database.run(lambda tx: counts.add(tx, day, {full: 2, Count("viber"): 1}))
    assert database.run(lambda tx: counts.total(tx, day, day)) == {full: 2, Count("viber"): 1}
    assert database.run(lambda tx: counts.total(tx, date(2026, 10, 6), date(2026, 10, 6))) == {}


def test_hours_know_the_day_and_the_place_only(database: Database) -> None:
    for moment, n in ((datetime(2026, 10, 31, 23, 30, tzinfo=ZONE), 1), (datetime(2026, 11, 1, 0, 5, tzinfo=ZONE), 2)):
        database.run(lambda tx, moment=moment, n=n: hours.add(tx, moment, "", n))
    assert database.run(lambda tx: hours.total(tx, date(2026, 10, 1), date(2026, 10, 31))) == {("", 23): 1}


def test_a_token_ends_once(database: Database) -> None:
    database.run(lambda tx: tokens.keep(tx, "a1", "example-centre", "hash", "2026-10-05"))
    assert database.run(lambda tx: tokens.revoke(tx, "a1", "2026-10-06"))
    assert not database.run(lambda tx: tokens.revoke(tx, "a1", "2026-10-07"))
    assert not database.run(lambda tx: tokens.revoke(tx, "other", "2026-10-07"))
    (kept,) = database.run(tokens.listed)
    assert (kept.partner, kept.revoked_on) == ("example-centre", "2026-10-06")
    assert database.run(lambda tx: tokens.find(tx, "other")) is None


def test_who_counts_the_same_on_postgresql_waits_for_nobodys_commit(postgres: str) -> None:
    migrate(postgres)
    database, day, counting, free = Database(postgres), date(2026, 10, 9), Event(), Event()

    def slow(tx: Transaction) -> None:
        counts.add(tx, day, {Count("slow"): 1})
        counting.set()
        free.wait(60)

    try:
        first = database.submit(slow)
        counting.wait(60)
        database.submit(lambda tx: counts.add(tx, day, {Count("slow"): 1})).result(30)
    finally:
        free.set()
    first.result(30)
    assert database.run(lambda tx: counts.total(tx, day, day)) == {Count("slow"): 2}
    database.close()
