"""Notes and reports of places are kept alike on both databases."""

from dataclasses import replace
from datetime import date

from app.domain.note import Note, Status
from app.domain.place_report import PlaceReport
from app.domain.place_report import Status as Fate
from app.store import notes, place_reports
from app.store.database import Database

DAY = date(2026, 11, 21)
NOTE = Note(
    "a-centre", "kita", {"de": "Montags ist zu.", "bg": "В понеделник е затворено."}, DAY, date(2026, 12, 1), DAY
)
REPORT = PlaceReport("a-centre", "an-office", DAY, {"phone": "+49 203 1", "hours": None, "walk_in": True, "languages": ["ro"]})  # fmt: skip


def test_a_note_comes_back_as_it_was_and_changes_only_from_where_it_stood(database: Database) -> None:
    number = database.run(lambda tx: notes.add(tx, NOTE))
    kept = replace(NOTE, number=number)
    assert database.run(lambda tx: notes.find(tx, number)) == kept
    assert database.run(lambda tx: notes.public(tx, 9)) == ()
    assert database.run(lambda tx: notes.decide(tx, kept, Status.PUBLIC, "native speaker", DAY))
    assert not database.run(lambda tx: notes.decide(tx, kept, Status.REFUSED, "", DAY)), "it does not wait any more"
    after = replace(kept, status=Status.PUBLIC, reviewer="native speaker", reviewed_on=DAY)
    assert database.run(lambda tx: notes.public(tx, 9)) == (after,)
    assert database.run(lambda tx: notes.listed(tx, "a-centre")) == database.run(notes.listed) == (after,)
    assert database.run(lambda tx: notes.listed(tx, "another")) == ()
    assert database.run(lambda tx: notes.find(tx, number + 1)) is None


def test_what_runs_out_last_is_never_crowded_out(database: Database) -> None:
    for month in (12, 10, 11):
        one = replace(NOTE, last_day=date(2026, month, 1), status=Status.PUBLIC)
        database.run(lambda tx, one=one: notes.add(tx, one))
    assert [one.last_day.month for one in database.run(lambda tx: notes.public(tx, 2))] == [11, 12], "the newest first"


def test_a_report_waits_until_somebody_decides_once(database: Database) -> None:
    number = database.run(lambda tx: place_reports.add(tx, REPORT))
    kept = replace(REPORT, number=number)
    assert database.run(place_reports.waiting) == (kept,)
    assert database.run(lambda tx: place_reports.decide(tx, number, Fate.APPLIED))
    assert not database.run(lambda tx: place_reports.decide(tx, number, Fate.REFUSED))
    assert database.run(lambda tx: place_reports.find(tx, number)) == replace(kept, status=Fate.APPLIED)
    assert database.run(place_reports.waiting) == ()
