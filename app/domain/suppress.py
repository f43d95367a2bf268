"""Small numbers are hidden, and so much beside them that no sum gives them away (docs/decisions/020-small-numbers.md).

A count from 1 to 4 is hidden. Whoever reads knows every number that is shown and, at worst, was told which hidden
parts are small. Still each hidden number must have two values that it may have: where a ring of hidden numbers goes up
and down by one in turn, every sum that is shown stays as it is. A small part can go up unless it is 4, and down unless
it is 1; any other part goes up, and down unless it is 0.

Which numbers are hidden beside the small ones is drawn (`draw`), so that nobody who knows this file can reason back
from the choice. A `draw` gives numbers from 0 to 1 that nobody can guess, and the same ones for the same table.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from app.domain import ring
from app.domain.ring import SUM, Number, Place

Cell = int | None
Draw = Callable[[], float]
FIRST, LAST = 1, 4
THIN = 20  # people in a table of two ways: below that, nearly every cell is small, and only the sum is shown
WIDE = 1.0  # a number may seem so much dearer than it is when the cheapest one is looked for
ONE_MORE = 0.25  # how often one number more is hidden than there must be
DEAREST = 1e9  # "nobody" is worth knowing: a zero is hidden only where nothing else helps


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of two ways that may be shown: None is hidden."""

    cells: tuple[tuple[Cell, ...], ...]
    rows: tuple[Cell, ...]
    columns: tuple[Cell, ...]
    total: Cell


def small(n: int) -> bool:
    """Say whether a count comes too close to somebody."""
    return FIRST <= n <= LAST


def up(n: int) -> bool:
    """Say whether a hidden part could be one more."""
    return n != LAST


def down(n: int) -> bool:
    """Say whether a hidden part could be one less."""
    return n > FIRST


def stands(values: Sequence[int]) -> bool:
    """Say whether the sum of these parts may be shown: it is not small, and leaves room for each small part."""
    return not small(sum(values)) and (not any(map(small, values)) or _swaps(values, range(len(values))))


def line(values: Sequence[int], draw: Draw, *, known: Collection[int] = ()) -> tuple[tuple[Cell, ...], Cell]:
    """Make parts and their sum safe. A 0 in a `known` place is no secret: it can make up for nothing."""
    nobody = {place for place in known if not values[place]}
    free = [place for place in range(len(values)) if place not in nobody]
    numbers = [values[place] for place in free]
    if not stands(numbers):
        return (None,) * len(values), None
    shown = dict(zip(free, parts(numbers, draw), strict=True))
    return tuple(shown.get(place, 0) for place in range(len(values))), sum(values)


def parts(values: Sequence[int], draw: Draw, *, of_hidden: bool = False) -> tuple[Cell, ...]:
    """Make the parts safe of a sum that `stands` and is shown elsewhere or, `of_hidden`, is hidden there.

    The parts of a hidden sum can go wherever it goes; where it does not stand, all are hidden, the zeros as well.
    """
    if not stands(values):
        return (None,) * len(values)
    hidden = [place for place, n in enumerate(values) if small(n)]
    costs = {place: cost(n, draw) for place, n in enumerate(values) if place not in hidden}
    order = sorted(costs, key=costs.__getitem__, reverse=True)
    follows = _goes_along if of_hidden else _swaps
    while not follows(values, hidden):
        hidden.append(order.pop())
    if hidden and order and draw() < ONE_MORE:
        hidden.append(order.pop())
    return tuple(None if place in hidden else n for place, n in enumerate(values))


def _swaps(values: Sequence[int], hidden: Sequence[int]) -> bool:
    """Say whether each hidden part could be another, with one that makes up for it; few people together are too few."""
    numbers = [values[place] for place in hidden]
    ups, downs = sum(map(up, numbers)), sum(map(down, numbers))
    each = all((up(n) and downs > down(n)) or (down(n) and ups > up(n)) for n in numbers)
    return each and not small(sum(numbers))


def _goes_along(values: Sequence[int], hidden: Sequence[int]) -> bool:
    """Say whether the hidden parts can go up and down with their sum as far as all parts together could."""
    return all(any(can(values[place]) for place in hidden) or not any(map(can, values)) for can in (up, down))


def _room(values: Sequence[int]) -> tuple[bool, bool]:
    """Say whether a hidden sum of these parts could go up, and down, as they can."""
    return any(map(up, values)), any(map(down, values))


def grid(
    cells: Sequence[Sequence[int]],
    draw: Draw,
    *,
    never: Collection[Place] = (),
    below: Sequence[Sequence[int]] | None = None,
) -> Grid:
    """Make a table of two ways safe for somebody who knows its total.

    `never` are cells of which everybody knows that they are 0. `below` are other numbers that each row is the sum of:
    such a sum is hidden where it does not stand over them, and goes only as they can; `parts` then makes them safe.
    """
    numbers = _numbers(cells, draw, never, below)
    total = sum(map(sum, cells))
    hidden: set[Place] | None = set()
    if total:
        fall = {(row, SUM) for row, values in enumerate(below or ()) if not stands(values)}
        hidden = _hidden(numbers, fall, draw) if total >= THIN else None
    if hidden is None:  # nothing but the total
        hidden = set(numbers) - set(never)
    height, width = len(cells), len(cells[0])
    shown = {place: None if place in hidden else number.n for place, number in numbers.items()}
    return Grid(
        tuple(tuple(shown[row, column] for column in range(width)) for row in range(height)),
        tuple(shown[row, SUM] for row in range(height)),
        tuple(shown[SUM, column] for column in range(width)),
        None if small(total) else total,
    )


def _hidden(numbers: dict[Place, Number], fall: set[Place], draw: Draw) -> set[Place] | None:
    """Choose what to hide; None where nothing short of everything is enough."""
    needed = {place for place, number in numbers.items() if small(number.n)}
    hidden = ring.closed(numbers, needed | fall)
    more = [place for place, number in numbers.items() if number.n and place not in (hidden or ())]
    if hidden and more and draw() < ONE_MORE:
        hidden = ring.closed(numbers, hidden | {min(more, key=lambda place: numbers[place].cost)})
    return hidden


def _numbers(
    cells: Sequence[Sequence[int]],
    draw: Draw,
    never: Collection[Place],
    below: Sequence[Sequence[int]] | None,
) -> dict[Place, Number]:
    """Draw the network: from the total to the sums of rows, to the cells, to the sums of columns, to the total."""
    found = {}
    for row, values in enumerate(cells):
        n = sum(values)
        ups, downs = _room(below[row]) if below else (True, n > 0)
        found[row, SUM] = Number("rows", f"row {row}", n, cost(n, draw), ups, downs)
        for column, n in enumerate(values):
            free = (row, column) not in never
            ends = f"row {row}", f"column {column}"
            found[row, column] = Number(*ends, n, cost(n, draw), free and up(n), free and down(n))
    for column, values in enumerate(zip(*cells, strict=True)):
        n = sum(values)
        found[SUM, column] = Number(f"column {column}", "columns", n, cost(n, draw), ups=True, downs=n > 0)
    return found


def cost(n: int, draw: Draw) -> float:
    """Draw what it costs to hide a number."""
    return n * (1 + WIDE * draw()) if n else DEAREST
