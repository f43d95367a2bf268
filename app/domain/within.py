"""Two lists of counts of which one is a part of the other: who heard a card to its end has begun it.

Each list made safe on its own gives small numbers away: five began one card and six the other, ten in all heard an end,
so of the first card at least four did. So both are one table of two ways, each row divided into the part and the rest.
Nobody shows or hides the rest: it is what a hidden number of its row may grow into or take from, down to 0.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.domain import ring, suppress
from app.domain.ring import SUM, Number, Place
from app.domain.suppress import Cell, Draw

PART, REST = 0, 1  # columns; the whole is the sum of a row


@dataclass(frozen=True, slots=True)
class Pair:
    """Wholes and their parts that may be shown, with their sums: None is hidden."""

    wholes: tuple[Cell, ...]
    whole: Cell
    parts: tuple[Cell, ...]
    part: Cell


def pair(wholes: Sequence[int], parts: Sequence[int], draw: Draw, *, known: Collection[int] = ()) -> Pair:
    """Make wholes and parts safe together. A whole of 0 in a `known` place is no secret.

    No part may be larger than its whole. Where nothing less helps, all is hidden but the sum of the wholes, if it
    `stands` over them.
    """
    numbers = _numbers(wholes, parts, draw, {place for place in known if not wholes[place]})
    hidden = _hidden(numbers, draw) if not suppress.small(sum(wholes)) else None
    if hidden is None:
        nothing = (None,) * len(wholes)
        free = [n for place, n in enumerate(wholes) if n or place not in known]
        return Pair(nothing, sum(wholes) if suppress.stands(free) else None, nothing, None)
    shown = {place: None if place in hidden else number.n for place, number in numbers.items()}
    rows = range(len(wholes))
    return Pair(
        tuple(shown[row, SUM] for row in rows), sum(wholes), tuple(shown[row, PART] for row in rows), shown[SUM, PART]
    )


def _hidden(numbers: dict[Place, Number], draw: Draw) -> set[Place] | None:
    """Choose what to hide; None where nothing short of everything is enough."""
    told = {place: number for place, number in numbers.items() if place[1] != REST}
    hidden = ring.closed(numbers, {place for place, number in told.items() if suppress.small(number.n)})
    more = _cheapest(told, hidden or ())
    if hidden and more and draw() < suppress.ONE_MORE:
        hidden = ring.closed(numbers, hidden | more)
    while hidden and (column := _too_few(told, hidden)) is not None:
        more = _cheapest({place: number for place, number in told.items() if place[1] == column}, hidden)
        hidden = ring.closed(numbers, hidden | more) if more else None
    return hidden


def _too_few(told: dict[Place, Number], hidden: Collection[Place]) -> int | None:
    """Name a list of which so little is hidden that its sum tells a small number of all that is hidden together."""
    for column in (SUM, PART):
        if (SUM, column) not in hidden:
            n = sum(told[place].n for place in hidden if place[1] == column and place[0] != SUM)
            if suppress.small(n):
                return column
    return None


def _cheapest(told: dict[Place, Number], hidden: Collection[Place]) -> set[Place]:
    """Name the cheapest number that is not hidden and not 0, if there is one."""
    more = [place for place, number in told.items() if number.n and place not in hidden]
    return {min(more, key=lambda place: told[place].cost)} if more else set()


def _numbers(wholes: Sequence[int], parts: Sequence[int], draw: Draw, nobody: Collection[int]) -> dict[Place, Number]:
    """Draw the network: from the sum of the wholes to each, to its part and rest, to their sums, which make it up."""
    found = {}
    for row, (whole, part) in enumerate(zip(wholes, parts, strict=True)):
        node, free, rest = f"row {row}", row not in nobody, whole - part
        found[row, SUM] = _told("wholes", node, whole, draw, free=free)
        found[row, PART] = _told(node, "parts", part, draw, free=free)
        found[row, REST] = Number(node, "rests", rest, 0.0, ups=free, downs=rest > 0)
    rest = sum(wholes) - sum(parts)
    found[SUM, PART] = _told("parts", "sums", sum(parts), draw)
    found[SUM, REST] = Number("rests", "sums", rest, 0.0, ups=True, downs=rest > 0)
    return found


def _told(tail: str, head: str, n: int, draw: Draw, *, free: bool = True) -> Number:
    """Let a number go only where a small one stays small and another one not; few tables look alike otherwise."""
    ups, downs = (free and suppress.small(n) == suppress.small(other) for other in (n + 1, n - 1))
    return Number(tail, head, n, suppress.cost(n, draw), ups, downs and n > 0)
