"""Small numbers stay hidden, whoever reckons: every filling that fits what is shown is tried."""

import random
from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain import suppress
from app.domain.suppress import Cell

Truth = dict[str, int]
Shown = dict[str, Cell]
Sums = list[tuple[str, list[str]]]  # the name of a sum and those of its parts; a sum may have parts of two kinds
MOST = 40


def fillings(shown: Shown, truth: Truth, sums: Sums, steps: int = 1) -> Iterator[Truth]:
    """Fill in what is hidden in every way that leaves each number at most `steps` from the truth and every sum right.

    The reader knows which parts are small: those lie from 1 to 4, all else is 0 or more.
    """
    names_of_sums = {name for name, _ in sums}
    hidden = [name for name, cell in shown.items() if cell is None and name not in names_of_sums]
    known = {name: cell for name, cell in shown.items() if cell is not None}

    def ways(name: str) -> range:
        n = truth[name]
        low, high = (1, 4) if 1 <= n <= 4 else (0, MOST)
        return range(max(low, n - steps), min(high, n + steps) + 1)

    def right(found: Truth) -> bool:
        said = dict(known)
        for name, names in sums:
            if all(part in found for part in names):
                n = sum(found[part] for part in names)
                if said.setdefault(name, n) != n:
                    return False
        return True

    def fill(found: Truth, rest: Sequence[str]) -> Iterator[Truth]:
        if not right(found):
            return
        if not rest:
            yield found
            return
        for n in ways(rest[0]):
            yield from fill(found | {rest[0]: n}, rest[1:])

    yield from fill({name: n for name, n in known.items() if name not in names_of_sums}, hidden)


def give_away(shown: Shown, truth: Truth, sums: Sums) -> list[str]:
    """Name the hidden numbers that can have one value alone."""
    values: dict[str, set[int]] = {name: set() for name, cell in shown.items() if cell is None}
    for found in fillings(shown, truth, sums):
        whole = found | {name: sum(found[part] for part in names) for name, names in sums}
        for name, seen in values.items():
            seen.add(whole[name])
        if all(len(seen) > 1 for seen in values.values()):
            return []
    return sorted(name for name, seen in values.items() if len(seen) < 2)


def of_grid(cells: Sequence[Sequence[int]], grid: suppress.Grid) -> tuple[Shown, Truth, Sums]:
    """Name every number of a table: a cell x01, the sums r0 and c1, the total t."""
    shown: Shown = {"t": grid.total}
    parts: dict[str, list[str]] = {"t": []}
    truth: Truth = {}
    for row, values in enumerate(cells):
        for column, n in enumerate(values):
            name = f"x{row}{column}"
            truth[name], shown[name] = n, grid.cells[row][column]
            parts.setdefault(f"r{row}", []).append(name)
            parts.setdefault(f"c{column}", []).append(name)
            parts["t"].append(name)
    shown |= {f"r{row}": cell for row, cell in enumerate(grid.rows)}
    shown |= {f"c{column}": cell for column, cell in enumerate(grid.columns)}
    return shown, truth, list(parts.items())


def draw(seed: int) -> Callable[[], float]:
    return random.Random(seed).random


NUMBERS = st.one_of(st.integers(0, 6), st.sampled_from((0, 1, 4, 5, 9, 17, 30)))
TABLES = st.integers(2, 3).flatmap(
    lambda width: st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=2, max_size=3)
)


@settings(max_examples=150, deadline=None)
@given(cells=TABLES, seed=st.integers(0, 99))
@example(cells=[[3, 0], [0, 40]], seed=1)
@example(cells=[[4, 4], [4, 9]], seed=1)
@example(cells=[[1, 1, 1], [1, 1, 16]], seed=1)
@example(cells=[[4, 4, 4], [4, 4, 4]], seed=1)
@example(cells=[[1, 30], [30, 30]], seed=1)
def test_nobody_can_reckon_a_hidden_number_of_a_table(cells: list[list[int]], seed: int) -> None:
    grid = suppress.grid(cells, draw(seed))
    shown, truth, sums = of_grid(cells, grid)
    everything = {**truth, **{name: sum(truth[part] for part in names) for name, names in sums}}
    for name, cell in shown.items():
        assert cell is None or cell == everything[name], "what is shown is true"
        assert cell is None or not 1 <= everything[name] <= 4, "a small number is never shown"
    if any(cell is not None for name, cell in shown.items() if name != "t"):
        assert give_away(shown, truth, sums) == []
    else:
        assert all(shown[name] is None for name in truth), "then nothing is told beside the total"


@settings(max_examples=200, deadline=None)
@given(values=st.lists(NUMBERS, min_size=2, max_size=6), seed=st.integers(0, 99))
@example(values=[3, 50], seed=1)
@example(values=[4, 4, 9], seed=1)
@example(values=[1, 0, 0, 9, 9], seed=1)
def test_nobody_can_reckon_a_hidden_part_of_a_sum(values: list[int], seed: int) -> None:
    cells, total = suppress.line(values, draw(seed))
    truth = {f"x{place}": n for place, n in enumerate(values)}
    shown: Shown = {**dict(zip(truth, cells, strict=True)), "t": total}
    for name, n in (*truth.items(), ("t", sum(values))):
        assert shown[name] in {None, n}
        assert shown[name] is None or not 1 <= n <= 4
    if any(cell is not None for cell in cells):
        assert give_away(shown, truth, [("t", list(truth))]) == []
        hidden = [n for n, cell in zip(values, cells, strict=True) if cell is None]
        assert not hidden or sum(hidden) > 4, "few people together are as few as one number"


# Read as: the counts · what is shown of them · and of their sum.
LINES = [
    ((0, 0, 0), (0, 0, 0), 0),
    ((7, 0, 12), (7, 0, 12), 19),
    ((3, 0), (None, None), None),
    ((3, 40), (None, None), 43),
    ((1, 1, 1, 1, 1), (None,) * 5, None),
    ((4, 4), (None, None), None),
    ((0, 0, 2, 2, 2), (0, 0, None, None, None), 6),
]


@pytest.mark.parametrize(("values", "cells", "total"), LINES)
def test_what_is_shown_of_a_sum(values: tuple[int, ...], cells: tuple[Cell, ...], total: Cell) -> None:
    assert suppress.line(values, lambda: 0.9) == (cells, total)


def test_a_table_without_small_numbers_is_shown_as_it_is() -> None:
    grid = suppress.grid([[5, 0, 30], [0, 12, 7]], lambda: 0.9)
    assert grid == suppress.Grid(((5, 0, 30), (0, 12, 7)), (35, 19), (5, 12, 37), 54)


def test_the_cheapest_ring_is_hidden_and_zeros_stay() -> None:
    grid = suppress.grid([[2, 9, 50, 0], [8, 7, 60, 0], [90, 90, 90, 0]], lambda: 0.9)
    assert grid.cells == ((None, None, 50, 0), (None, None, 60, 0), (90, 90, 90, 0))
    assert grid.rows == (61, 75, 270)


def test_what_everybody_knows_to_be_nothing_hides_nothing() -> None:
    grid = suppress.grid([[0, 3, 40], [30, 0, 50], [40, 30, 0]], lambda: 0.9, never=[(0, 0), (1, 1), (2, 2)])
    assert [grid.cells[place][place] for place in range(3)] == [0, 0, 0]


def test_under_twenty_only_the_sum_is_shown() -> None:
    assert suppress.grid([[9, 0], [0, 10]], lambda: 0.9) == suppress.Grid(
        ((None,) * 2,) * 2, (None,) * 2, (None,) * 2, 19
    )


def test_nobody_can_tell_two_small_tables_apart() -> None:
    assert (
        len({suppress.grid(cells, lambda: 0.9) for cells in (((1, 0), (0, 0)), ((1, 1), (1, 1)), ((0, 0), (0, 4)))})
        == 1
    )


def test_which_number_goes_along_is_drawn() -> None:
    seen = {suppress.line([2, 8, 9, 10], draw(seed))[0] for seed in range(40)}
    assert len(seen) > 2, "else the choice itself would tell which one is small"
