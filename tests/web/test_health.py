"""What /metrics says of a day ends with that day."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

from app.service.parts import Parts
from app.store import counts
from app.store.counts import Count
from app.web.health import metrics

FIRST, THIRD = datetime(2031, 12, 1, 12, tzinfo=UTC), datetime(2031, 12, 3, 12, tzinfo=UTC)
LOST, ASKED = Count(language="ro", event="not-understood"), Count(language="bg", event="person")


def told(parts: Parts, at: datetime) -> set[str]:
    lines = bytes(metrics(replace(parts, now=lambda: at)).body).decode().splitlines()
    return {line for line in lines if line.startswith("drom_events_today{")}


def test_the_numbers_of_a_day_are_gone_with_it(parts: Parts) -> None:
    parts.database.run(lambda tx: counts.add(tx, FIRST.date(), {LOST: 300, ASKED: 1}))
    parts.database.run(lambda tx: counts.add(tx, THIRD.date(), {LOST: 2}))
    assert told(parts, FIRST) == {
        'drom_events_today{event="not-understood",language="ro"} 300.0',
        'drom_events_today{event="person",language="bg"} 1.0',
    }
    assert told(parts, THIRD) == {'drom_events_today{event="not-understood",language="ro"} 2.0'}


def test_two_who_ask_at_once_both_get_all_numbers(parts: Parts) -> None:
    day = datetime(2032, 1, 5, 12, tzinfo=UTC)
    many = {Count(language="ro", event=f"event-{number}"): 1 for number in range(300)}
    parts.database.run(lambda tx: counts.add(tx, day.date(), many))
    with ThreadPoolExecutor(4) as askers:
        answers = list(askers.map(lambda _: told(parts, day), range(12)))
    assert {len(answer) for answer in answers} == {300}
