"""How big the letters of a leaflet may be, so that all of it stands on its page."""

import textwrap
from collections.abc import Iterable, Sequence

SIZES = (20, 18, 16, 14)  # points, tried from the biggest; static/leaflet.css has a class for each
PICTURES = {20: 25, 18: 22, 16: 19, 14: 16}  # how wide a picture is beside them, in millimetres: the same there
POINT = 25.4 / 72  # millimetres
WIDTH, HEIGHT = 128, 189  # millimetres of a page of A5 within a rim of 10, which cheap printers leave free
# A letter of our typeface is half as wide as its size, and Cyrillic ones a little more; lines stand 1.28 of it apart;
# AIR between rows and GAP beside the picture are millimetres.
LETTER, LINE, AIR, GAP = 0.54, 1.28, 4, 5


def fitting(pages: Iterable[Sequence[str]], beside: int = 0) -> int:
    """Give the biggest size in points at which the rows of every page fit; the smallest where none does.

    `beside` is how many millimetres of each row something else takes. A row is a picture and its sentence.
    """
    every = tuple(pages)
    return next((size for size in SIZES if all(_height(rows, size, beside) <= HEIGHT for rows in every)), SIZES[-1])


def _height(rows: Sequence[str], size: int, beside: int) -> float:
    width = int((WIDTH - PICTURES[size] - GAP - beside) / (size * POINT * LETTER))
    lines = (len(textwrap.wrap(row, width)) for row in rows)
    return sum(max(PICTURES[size], count * LINE * size * POINT) + AIR for count in lines)
