"""A small learned model: rows of weights for letter n-grams, and what they speak for. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Head:
    """One question that the model answers ("ask", "language", "plan" …).

    `lanes` has a row for each n-gram and in it one weight a label (-128 to 127, kept 128 higher), each in four bytes,
    so that whole rows are added as one long number (app/flow/classify.py). Times `scale` and with `bias` the sums are
    how much speaks for each label. `sharpness` makes probabilities of them, as often right as they say.
    """

    labels: tuple[str, ...]
    lanes: bytes
    scale: float
    bias: tuple[float, ...]
    sharpness: float


LANE = 4  # bytes
MIDDLE = 128  # what is kept for a weight of nothing


def spread(kept: bytes) -> bytes:
    """Write rows of bytes, as a file keeps them, as lanes."""
    lanes = bytearray(LANE * len(kept))
    lanes[::LANE] = kept
    return bytes(lanes)


# Turns signed bytes into those that are kept: 128 higher.
SHIFTED = bytes((value + MIDDLE) % 256 for value in range(256))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Model:
    """All heads over the same n-grams.

    `rows` gives the row of an n-gram, `rarity` how much it weighs in a message; `strange` is what an unknown one
    weighs: as much as the rarest.
    """

    rows: Mapping[str, int]
    rarity: tuple[float, ...]
    heads: Mapping[str, Head]
    strange: float = 1.0
