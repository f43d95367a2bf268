"""Rings in a table with sums: numbers that go up and down by one in turn and leave every other number as it is.

Each number is a way between two nodes, each sum that must hold is a node. So a ring is a walk that comes back, along
numbers that go up and against those that go down, and a hidden number could be another exactly where a ring of hidden
numbers leads through it (flows in networks: what goes in comes out).
"""

import heapq
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

Place = tuple[int, int]
SUM = -1  # stands for the row or the column of sums in a Place


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a table as a way from `tail` to `head`; what it costs to hide it, and which ways it could go."""

    tail: str
    head: str
    n: int
    cost: float
    ups: bool
    downs: bool


def closed(numbers: Mapping[Place, Number], needed: Collection[Place]) -> set[Place] | None:
    """Hide what is needed, and the cheapest numbers beside them until each is in a ring; None where one cannot be."""
    hidden = set(needed)
    waiting = sorted(hidden)
    while waiting:
        found = _ring(numbers, hidden, waiting.pop())
        if found is None:
            return None
        more = found - hidden
        hidden |= more
        waiting += sorted(more)
    return hidden


def _ring(numbers: Mapping[Place, Number], hidden: Collection[Place], place: Place) -> set[Place] | None:
    """Find the cheapest ring through a number."""
    number = numbers[place]
    others = {other: each for other, each in numbers.items() if other != place}
    ways = []
    if number.ups:
        ways.append(_way(others, hidden, number.head, number.tail))
    if number.downs:
        ways.append(_way(others, hidden, number.tail, number.head))
    found = [way for way in ways if way is not None]
    return min(found, key=lambda way: way[0])[1] if found else None


def _way(
    numbers: Mapping[Place, Number], hidden: Collection[Place], start: str, end: str
) -> tuple[float, set[Place]] | None:
    """Walk the cheapest way from node to node (Dijkstra); what is hidden already costs nothing."""
    waiting: list[tuple[float, str, list[Place]]] = [(0.0, start, [])]
    seen = set()
    while waiting:
        cost, node, way = heapq.heappop(waiting)
        if node == end:
            return cost, set(way)
        if node in seen:
            continue
        seen.add(node)
        for place, following in _steps(numbers, node):
            price = 0 if place in hidden else numbers[place].cost
            heapq.heappush(waiting, (cost + price, following, [*way, place]))
    return None


def _steps(numbers: Mapping[Place, Number], node: str) -> Iterator[tuple[Place, str]]:
    for place, number in numbers.items():
        if number.ups and number.tail == node:
            yield place, number.head
        if number.downs and number.head == node:
            yield place, number.tail
