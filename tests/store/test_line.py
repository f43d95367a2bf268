"""What waits for one person, what was set aside and what was uploaded, on both databases."""

import pytest

from app.store import conversations, line, media, outbox
from app.store.database import Database
from app.store.outbox import Status, Waiting
from app.store.statement import Statement, Transaction
from app.store.tables import outbox as table

NOW = 1_000_000.0
LEASE = 10.0
ROWS = Statement(table.select().with_only_columns(table.c.status, table.c.due_at).order_by(table.c.id))


def put(database: Database, *persons: str, passing: bool = False, expires_at: float = NOW + 1000) -> None:
    def work(tx: Transaction) -> None:
        for person in persons:
            outbox.queue(tx, person, "telegram", b"sealed", NOW, expires_at=expires_at, passing=passing)

    database.run(work)


def due(database: Database, now: float = NOW) -> tuple[Waiting, ...]:
    return database.run(lambda tx: outbox.due(tx, now, 10, LEASE, ("telegram",)))


def statuses(database: Database) -> list[str]:
    return [row[0] for row in database.run(lambda tx: tx.rows(ROWS))]


def test_a_newer_turn_replaces_menus_that_nobody_has_in_hand(database: Database) -> None:
    put(database, "a", "b", passing=True)
    due(database)
    put(database, "a", passing=True)
    put(database, "a")
    assert database.run(lambda tx: line.replace(tx, "a", NOW, 6)) == 1
    assert statuses(database) == ["waiting", "waiting", "replaced", "waiting"]


@pytest.mark.parametrize(("waiting", "most", "left"), [(3, 6, 3), (9, 6, 6), (9, 1, 1)])
def test_only_the_youngest_wait(database: Database, waiting: int, most: int, left: int) -> None:
    put(database, *["a"] * waiting, "b")
    database.run(lambda tx: line.replace(tx, "a", NOW, most))
    assert statuses(database) == ["replaced"] * (waiting - left) + ["waiting"] * (left + 1)


def test_nothing_goes_to_a_person_before_her_time(database: Database) -> None:
    put(database, "a", "b")
    assert database.run(lambda tx: line.hold(tx, "a", NOW + 6)) == 1
    assert database.run(lambda tx: line.hold(tx, "a", NOW + 3)) == 0, "an earlier time changes nothing"
    assert [waiting.person for waiting in due(database)] == ["b"]
    assert [waiting.person for waiting in due(database, NOW + 6)] == ["a"]


def test_a_pace_adds_up_and_wears_off(database: Database) -> None:
    database.run(lambda tx: conversations.save(tx, "a", "{}", NOW))
    assert database.run(lambda tx: conversations.paced(tx, "a")) == 0
    assert [database.run(lambda tx: conversations.pace(tx, "a", NOW, 6.0)) for _ in range(2)] == [NOW + 6, NOW + 12]
    database.run(lambda tx: conversations.save(tx, "a", '{"step":"menu"}', NOW))
    assert database.run(lambda tx: conversations.paced(tx, "a")) == NOW + 12, "saving does not reset it"
    assert database.run(lambda tx: conversations.pace(tx, "a", NOW + 100, 6.0)) == NOW + 106
    assert database.run(lambda tx: conversations.pace(tx, "nobody", NOW, 6.0)) == 0


def test_what_was_set_aside_is_listed_tried_again_or_dropped(database: Database) -> None:
    put(database, "a", "b", "c")
    first, second, third = due(database)
    for reply in (first, second, third):
        database.run(lambda tx, reply=reply: outbox.park(tx, reply.id, "generic answered 418"))
    found = database.run(lambda tx: line.parked(tx, NOW))
    assert [(reply.id, reply.trouble) for reply in found] == [(r.id, "generic answered 418") for r in found]
    assert database.run(lambda tx: line.again(tx, [first.id], NOW)) == 1
    assert database.run(lambda tx: line.drop(tx, [second.id, first.id], NOW)) == 1
    assert statuses(database) == ["waiting", "given-up", "parked"]
    assert database.run(lambda tx: outbox.wipe(tx, NOW + 1001)) == {"telegram": 2}
    assert statuses(database) == ["given-up"] * 3


def test_what_has_expired_is_not_sent(database: Database) -> None:
    put(database, "a", expires_at=NOW + 5)
    assert due(database, NOW + 5) == ()
    assert database.run(lambda tx: outbox.wipe(tx, NOW + 4)) == {}
    assert database.run(lambda tx: outbox.wipe(tx, NOW + 5)) == {"telegram": 1}


def test_who_lost_the_lease_changes_nothing(database: Database) -> None:
    put(database, "a")
    (mine,) = due(database)
    (theirs,) = due(database, NOW + LEASE + 1)
    assert not database.run(lambda tx: outbox.renew(tx, mine, NOW + 99, 1))
    assert not database.run(lambda tx: outbox.later(tx, mine, NOW + 99, 1))
    assert database.run(lambda tx: outbox.renew(tx, theirs, NOW + 99, 1))


def test_a_report_ends_a_reply_whoever_holds_it(database: Database) -> None:
    put(database, "a", "b")
    first, second = due(database)
    assert database.run(lambda tx: outbox.taken(tx, first.id, NOW, 1))
    assert not database.run(lambda tx: outbox.taken(tx, first.id, NOW, 1)), "once"
    assert not database.run(lambda tx: outbox.taken(tx, second.id, NOW + 1, 1)), "of another time"
    assert database.run(lambda tx: outbox.through(tx, first.id, NOW, Status.SENT, NOW))
    assert not database.run(lambda tx: outbox.later(tx, first, NOW + 9, 1)), "it has ended"
    assert statuses(database) == ["sent", "waiting"]


def test_the_name_of_a_clip_is_kept_until_it_runs_out(database: Database) -> None:
    database.run(lambda tx: media.keep(tx, "whatsapp", "clip", "4711", NOW + 10))
    assert database.run(lambda tx: media.find(tx, "whatsapp", "clip", NOW)) == "4711"
    assert database.run(lambda tx: media.find(tx, "messenger", "clip", NOW)) == ""
    assert database.run(lambda tx: media.find(tx, "whatsapp", "clip", NOW + 10)) == ""
    database.run(lambda tx: media.keep(tx, "whatsapp", "clip", "4712", NOW + 20))
    assert database.run(lambda tx: media.find(tx, "whatsapp", "clip", NOW + 10)) == "4712"
    database.run(lambda tx: media.drop(tx, "whatsapp", "clip"))
    assert database.run(lambda tx: media.find(tx, "whatsapp", "clip", NOW)) == ""
