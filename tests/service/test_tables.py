"""All tables of a month are told together: what one of them shows gives away nothing that another one hides."""

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.card import Card, Topic
from app.domain.library import Library
from app.domain.text import Text
from app.service.tables import Month, Table
from app.store.counts import Count
from tests.domain.test_suppress import Shown, Sums, Truth, give_away

WEEKS = ("1-7", "8-14")
TOPICS = {"health": ("doctor", "insurance"), "school": ("kita", "books")}
NONE = Text("", "", "")


def library() -> Library:
    cards = {card: _card(card, topic) for topic, names in TOPICS.items() for card in names}
    topics = {topic: Topic(topic, "", NONE, names) for topic, names in TOPICS.items()}
    return Library(topics, cards, {}, {}, {}, {}, languages={"ro": None, "bg": None})  # type: ignore[dict-item]


def _card(card: str, topic: str) -> Card:
    return Card(card, topic, "", NONE, NONE, ())


def month(opened: dict[tuple[str, str], int], seed: int) -> dict[str, Table]:
    weeks = {
        week: Counter(
            {Count("web", "ro", "", "opened", card): n for (card, on), n in opened.items() if n and on == week}
        )
        for week in WEEKS
    }
    made = Month(weeks, library(), ("web", "telegram"), lambda name: random.Random(f"{seed} {name}").random)
    return {table.id: table for table in made.tables()}


SOME = st.one_of(st.integers(0, 6), st.sampled_from((0, 1, 2, 9, 15)))
OPENED = st.fixed_dictionaries({(card, week): SOME for names in TOPICS.values() for card in names for week in WEEKS})


@settings(max_examples=200, deadline=None)
@given(opened=OPENED, seed=st.integers(0, 99))
def test_topics_and_cards_give_nothing_away_together(opened: dict[tuple[str, str], int], seed: int) -> None:
    tables = month(opened, seed)
    topics, cards = tables["topics"], tables["cards"]
    shown: Shown = {"t": topics.total}
    truth: Truth = {}
    by_week: dict[str, list[str]] = {week: [] for week in WEEKS}
    sums: Sums = []
    for topic, cells, total in zip(topics.rows, topics.cells, topics.row_totals, strict=True):
        shown[topic] = total
        for week, cell in zip(WEEKS, cells, strict=True):
            name = f"{topic} {week}"
            shown[name], truth[name] = cell, sum(opened[card, week] for card in TOPICS[topic])
            by_week[week].append(name)
        sums.append((topic, [f"{topic} {week}" for week in WEEKS]))
        sums.append((topic, list(TOPICS[topic])))
    for card, row in zip(cards.rows, cards.cells, strict=True):
        shown[card], truth[card] = row[0], sum(opened[card, week] for week in WEEKS)
    shown |= dict(zip(WEEKS, topics.column_totals, strict=True))
    sums += [*by_week.items(), ("t", [name for names in by_week.values() for name in names])]
    if any(cell is not None for row in (*topics.cells, topics.row_totals) for cell in row):
        assert give_away(shown, truth, sums) == []
    else:
        assert {shown[name] for name in truth} == {None}, "then nothing is told beside the total"


@settings(max_examples=50, deadline=None)
@given(opened=OPENED)
def test_one_total_stands_in_all_tables_or_in_none(opened: dict[tuple[str, str], int]) -> None:
    tables = month(opened, 1)
    totals = {tables[name].total for name in ("topics", "languages", "channels")}
    assert totals == {tables["cards"].column_totals[0]}
    assert len(totals) == 1


def test_a_column_hides_the_same_wherever_it_stands() -> None:
    happened = Counter({Count("web", "ro", "", event, card): n for card, event, n in EVENTS})
    made = Month({"1-7": happened}, library(), ("web",), lambda _: lambda: 0.9)
    tables = {table.id: table for table in made.tables()}
    for event in ("not-helpful", "not-understood"):
        assert _column(tables["cards"], event) == _column(tables["missed"], event)
    assert _column(tables["cards"], "heard") == _column(tables["listening"], "heard") == [20, 0, None, None]
    assert _column(tables["listening"], "played") == [42, 0, 9, 9], "to whichever voice"


EVENTS = [
    ("doctor", "heard-human", 8),
    ("doctor", "heard-machine", 12),
    ("kita", "played-human", 9),
    ("kita", "heard-human", 3),
    ("books", "heard-human", 6),
    ("doctor", "played-human", 42),
    ("books", "played", 9),
    ("kita", "not-helpful", 2),
    ("doctor", "not-helpful", 30),
    ("books", "not-understood", 11),
]


def test_nobody_hears_to_the_end_what_nobody_began() -> None:
    """Hidden beside a four, such a zero would make up for nothing: everybody knows that it is none."""
    events = {("doctor", "played"): 9, ("doctor", "heard"): 4, ("kita", "played"): 8, ("kita", "heard"): 4}
    week = Counter({Count("web", "ro", "", event, card): n for (card, event), n in events.items()})
    for seed in range(20):
        made = Month({"1-7": week}, library(), ("web",), lambda name, by=seed: random.Random(f"{by} {name}").random)
        listening = next(table for table in made.tables() if table.id == "listening")
        assert listening.column_totals == (17, None), "the sum of two fours tells both"
        assert _column(listening, "heard") == [None, 0, None, 0]


def _column(table: Table, name: str) -> list[int | None]:
    return [row[table.columns.index(name)] for row in table.cells]
