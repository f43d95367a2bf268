"""Who heard a card to its end has begun it: that knowledge, with every sum, gives no small number away."""

import random
from collections import Counter
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.service.tables import Month, Table
from app.store.counts import Count
from tests.service.test_tables import library

Rows = tuple[tuple[int, int], ...]  # played and heard of each card
CARDS = ("doctor", "insurance", "kita", "books")


def listening(truth: Rows, seed: int, unopened: int = 0) -> Table:
    happened = Counter[Count]()
    for place, (card, (played, heard)) in enumerate(zip(CARDS, truth, strict=True)):
        for event, n in (("opened", 50 * (place >= unopened)), ("played-machine", played), ("heard-machine", heard)):
            happened[Count("web", "ro", "", event, card)] = n
    made = Month({"1-7": +happened}, library(), ("web",), lambda name: random.Random(f"{seed} {name}").random)
    return next(table for table in made.tables() if table.id == "listening")


def fits(found: Rows, table: Table) -> bool:
    """Say whether this could be the truth behind what is shown."""
    reckoned = (*found, tuple(map(sum, zip(*found, strict=True))))
    return all(
        told in {None, n}
        for row, shown in zip(reckoned, (*table.cells, table.column_totals), strict=True)
        for n, told in zip(row, shown, strict=True)
    )


def near(n: int) -> range:
    """Give the numbers beside the truth, for a reader who was told which ones are small."""
    low, high = (1, 4) if 1 <= n <= 4 else (0, n + 1)
    return range(max(low, n - 1), min(high, n + 1) + 1)


def give_away(truth: Rows, table: Table, unopened: int = 0) -> set[tuple[int, int]]:
    """Name the hidden small numbers, by row and column, that have one value wherever nobody hears more than began."""
    seen: dict[tuple[int, int], set[int]] = {}
    ways = [
        [(p, h) for p in near(played) for h in near(heard) if h <= p]
        if None in shown and place >= unopened
        else [(played, heard)]
        for place, ((played, heard), shown) in enumerate(zip(truth, table.cells, strict=True))
    ]
    for found in product(*ways):
        if fits(found, table):
            for row, numbers in enumerate(found):
                for column, n in enumerate(numbers):
                    seen.setdefault((row, column), set()).add(n)
    return {
        (row, column)
        for (row, column), values in seen.items()
        if table.cells[row][column] is None and 1 <= truth[row][column] <= 4 and len(values) < 2
    }


PLAYED = st.one_of(st.integers(0, 8), st.sampled_from((1, 4, 5, 6, 12, 30)))
ROW = PLAYED.flatmap(lambda n: st.tuples(st.just(n), st.one_of(st.integers(0, n), st.just(n))))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(rows=st.lists(ROW, min_size=2, max_size=4), seed=st.integers(0, 99))
@example(rows=[(5, 4), (6, 6)], seed=0)
@example(rows=[(5, 4), (6, 6), (0, 0), (0, 0)], seed=0)
@example(rows=[(1, 1), (40, 40), (9, 0), (0, 0)], seed=0)
@example(rows=[(4, 4), (4, 4), (4, 4), (4, 4)], seed=0)
def test_no_small_number_follows_from_what_was_begun(rows: list[tuple[int, int]], seed: int) -> None:
    unopened = len(CARDS) - len(rows)
    truth = ((0, 0),) * unopened + tuple(rows)
    table = listening(truth, seed, unopened)
    assert fits(truth, table), "what is shown is true"
    for row in (*table.cells, table.column_totals):
        assert not {1, 2, 3, 4} & set(row), "a small number is never shown"
    assert give_away(truth, table, unopened) == set()
    for cells, total in zip(zip(*table.cells, strict=True), table.column_totals, strict=True):
        if total is not None:
            assert total - sum(cell or 0 for cell in cells) not in {1, 2, 3, 4}, "nor is what is hidden in all"


def test_what_was_begun_before_midnight_is_begun_in_the_month_in_which_it_was_heard() -> None:
    table = listening(((0, 9), (20, 12), (0, 0), (0, 0)), 1)
    assert table.cells == ((9, 9), (20, 12), (0, 0), (0, 0))
    assert table.column_totals == (29, 21)
