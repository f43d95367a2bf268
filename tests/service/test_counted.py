"""What a talk leaves behind: counts of what happened, with the kind of person, and nothing that leads to her."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.message import Incoming, Kind
from app.domain.report import Fate, Mark, Report
from app.service.converse import converse
from app.service.parts import Parts
from app.service.receive import receive
from app.service.report import report
from app.store import counts, hours
from app.store.counts import Count
from tests.empty import emptied
from tests.service.vendor import Vendor
from tests.test_stories import STORIES, _incoming

PARTNER = "example-county"  # says "before" and "romania" of those it sends
KNOWN = ("[plan:open]", "[stage:here]", "[origin:romania]", "[city:dortmund]")


@pytest.fixture
def empty(parts: Parts, tmp_path: Path) -> Iterator[Parts]:
    with emptied(parts, tmp_path) as made:
        yield made


def talk(parts: Parts, *deeds: str) -> dict[str, int]:
    """Take the steps of a talk; give how often each event was counted."""
    for deed in deeds:
        parts.database.run(lambda tx, deed=deed: converse(parts, tx, replace(_incoming(deed), address="somebody")))
    events = Counter[str]()
    for count, n in counted(parts).items():
        events[count.event] += n
    return events


def counted(parts: Parts) -> dict[Count, int]:
    today = parts.now().date()
    return dict(parts.database.run(lambda tx: counts.total(tx, today, today)))


def test_a_golden_talk_is_counted_event_by_event(empty: Parts) -> None:
    story = next(path for path in STORIES if path.stem == "ro-comes-and-goes").read_text(encoding="utf-8")
    deeds = [line[2:] for line in story.splitlines() if line.startswith("> ")]
    told = talk(empty, *deeds)
    expected = {"started": 1, "plan": 1, "plan:>circular": 1, "opened": 1, "person": 1, "helpful": 1, "stopped": 1}
    assert {event: told.get(event) for event in expected} == expected
    opened = [count for count in counted(empty) if count.event == "opened"]
    assert {(count.topic, count.plan) for count in opened} == {("registration", "circular")}


def test_a_plan_is_counted_as_said_as_changed_and_as_left_open(empty: Parts) -> None:
    told = talk(empty, "[lang:ro]", "[plan:settle]", "[plan]", "[plan:circular]", "[plan:circular]", "[plan:open]")
    changes = {event: n for event, n in told.items() if event.startswith("plan:")}
    assert changes == {"plan:>settle": 1, "plan:settle>circular": 1, "plan:circular>": 1}, "twice the same is no change"


def test_stage_origin_and_partner_are_counted_and_the_city_is_not(empty: Parts) -> None:
    talk(empty, f"/start {PARTNER}", "[lang:ro]", "[plan:settle]", "[city:dortmund]", "[topic:school]", "[card:kita]")
    found = {count.event: count for count in counted(empty)}
    kind = {"stage": "before", "origin": "romania", "partner": PARTNER}
    assert found["opened"] == Count("telegram", "ro", "settle", "opened", "kita", topic="school", **kind)
    assert found["topic"] == Count("telegram", "ro", "settle", "topic", topic="school", **kind)
    assert "dortmund" not in str(found)


def test_what_is_not_understood_is_counted_near_the_card_that_was_told(empty: Parts) -> None:
    talk(empty, "[lang:ro]", *KNOWN, "xyzzy", "[card:free-advice]", "xyzzy")
    near = [count.card for count in counted(empty) if count.event == "not-understood"]
    assert sorted(near) == ["", "free-advice"]


def test_the_hour_in_which_somebody_asks_for_a_person_stands_apart(empty: Parts) -> None:
    """22:30 in UTC is 23:30 in winter and half past midnight, the next day, in summer."""
    for moment in (datetime(2026, 11, 20, 22, 30, tzinfo=UTC), datetime(2026, 7, 20, 22, 30, tzinfo=UTC)):
        talk(replace(empty, now=lambda moment=moment: moment), f"/start {PARTNER}", "[lang:ro]", "[person]")
    for day, hour in (("2026-11-20", 23), ("2026-07-21", 0)):
        when = datetime.fromisoformat(day).date()
        assert empty.database.run(lambda tx, when=when: hours.total(tx, when, when)) == {(PARTNER, hour): 1}


def test_messengers_count_the_same(empty: Parts) -> None:
    wired = replace(empty, channels={"vendor": Vendor()})
    for number, (kind, content) in enumerate(
        ((Kind.START, PARTNER), (Kind.CHOICE, "lang:ro"), (Kind.CHOICE, "plan:settle"), (Kind.CHOICE, "person"))
    ):
        incoming = Incoming("vendor", "somebody", str(number), kind, content)
        wired.database.run(lambda tx, incoming=incoming: receive(wired, tx, incoming))
    found = counted(wired)
    assert Count("vendor", "ro", "settle", "plan:>settle", "", "before", "romania", "", PARTNER) in found
    today = wired.now().date()
    assert sum(wired.database.run(lambda tx: hours.total(tx, today, today)).values()) == 1


def test_a_report_of_listening_is_counted_with_the_topic_of_the_card(empty: Parts) -> None:
    told = Report("vendor", Fate.PLAYED, Mark(1, 1.0, 0, 1, "ro", "kita", "human"))
    empty.database.run(lambda tx: report(empty, tx, told))
    assert counted(empty) == {Count("vendor", "ro", event="played-human", card="kita", topic="school"): 1}


def test_who_stops_leaves_no_kind_behind(empty: Parts) -> None:
    talk(empty, f"/start {PARTNER}", "[lang:ro]", "[plan:settle]", "[stop]")
    (stopped,) = (count for count in counted(empty) if count.event == "stopped")
    assert stopped == Count("telegram", event="stopped")
