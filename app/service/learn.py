"""Learn from example messages which card is meant, in which language, and what somebody says of herself.

Softmax over letter n-grams, trained with Adam in numpy; judged by leaving out one writer at a time, which also gives
the sharpness that makes probabilities honest.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.model import SHIFTED, Head, Model, spread
from app.flow.classify import weigh
from app.flow.features import features
from app.language.examples import OUTSIDE, Example

RAREST = 2  # an n-gram that stands in fewer messages teaches nothing
EPOCHS, BATCH, STEP, SMOOTHING, SEED = 12, 128, 0.03, 0.05, 7
SHARPNESSES = tuple(0.6 + 0.1 * n for n in range(40))
NOTHING = "-"  # what most messages say of plan, stage or origin
HINTS = ("plan", "stage", "origin")

Rows = Sequence[tuple[NDArray[np.int32], NDArray[np.float32]]]
Weights = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One message for one head."""

    text: str
    label: str
    writer: str


def lessons(examples: Sequence[Example]) -> Mapping[str, tuple[Lesson, ...]]:
    """Say what each head learns from: the first which card, the next which language, the others what is said of her."""
    found = {
        "ask": [Lesson(one.text, one.label, one.writer) for one in examples if one.label],
        "language": [Lesson(one.text, one.language, one.writer) for one in examples],
    }
    for head in HINTS:
        found[head] = [
            Lesson(one.text, one.hint if one.hint.startswith(f"{head}:") else NOTHING, one.writer)
            for one in examples
            if one.hint or one.label == OUTSIDE
        ]
    return {head: tuple(some) for head, some in found.items()}


def learn(examples: Sequence[Example], tell: Callable[[str], None] = print) -> Model:
    """Learn all heads; `tell` hears how far it is. Takes some minutes of one core."""
    rows, rarity = vocabulary([one.text for one in examples])
    heads = {}
    left_out = every_third({one.writer for one in examples})
    for name, some in lessons(examples).items():
        placed = place([one.text for one in some], rows, rarity)
        labels = tuple(sorted({one.label for one in some}))
        weights = fit(placed, [labels.index(one.label) for one in some], len(rows), len(labels))
        sharpness, marks = judge(some, left_out)
        heads[name] = _head(labels, weights, sharpness)
        tell(f"{name}: {len(some)} messages, {len(labels)} labels, sharpness {sharpness:.1f}; of writers left out:")
        for writer, mark in marks.items():
            tell(f"  {writer}: {mark.first:.1%} first, {mark.third:.1%} among three, of {mark.count}")
    return Model(rows, tuple(rarity), heads, max(rarity, default=1.0))


def vocabulary(texts: Sequence[str]) -> tuple[dict[str, int], list[float]]:
    """Collect the n-grams that are not too rare, and how much each weighs: the rarer the more."""
    spread: Counter[str] = Counter()
    for text in texts:
        spread.update(features(text).keys())
    kept = sorted(gram for gram, times in spread.items() if times >= RAREST)
    rarity = [round((math.log((1 + len(texts)) / (1 + spread[gram])) + 1) * 16) / 16 for gram in kept]
    return {gram: row for row, gram in enumerate(kept)}, rarity


def place(texts: Sequence[str], rows: Mapping[str, int], rarity: Sequence[float]) -> Rows:
    """Turn messages into rows and weights, just as they are weighed when people write."""
    model = Model(rows, tuple(rarity), {}, max(rarity, default=1.0))
    weighed = [weigh(text, model) for text in texts]
    return [(np.array(list(one), dtype=np.int32), np.array(list(one.values()), dtype=np.float32)) for one in weighed]


def fit(placed: Rows, wanted: Sequence[int], width: int, count: int, epochs: int = EPOCHS) -> Weights:
    """Fit weights of shape (n-grams, labels) and a bias for each label."""
    dice, targets = np.random.default_rng(SEED), np.array(wanted)
    weights, bias = np.zeros((width, count), np.float32), np.zeros(count, np.float32)
    mean, spread, turn = np.zeros_like(weights), np.zeros_like(weights), 0
    for epoch in range(epochs):
        order = dice.permutation(len(placed))
        for start in range(0, len(placed), BATCH):
            some = order[start : start + BATCH]
            seen, inputs = _packed([placed[one] for one in some])
            error = _shares(inputs @ weights[seen] + bias)
            error -= SMOOTHING / count
            error[np.arange(len(some)), targets[some]] -= 1 - SMOOTHING
            error /= len(some)
            slope, turn = inputs.T @ error, turn + 1
            mean[seen] += 0.1 * (slope - mean[seen])
            spread[seen] += 0.001 * (slope * slope - spread[seen])
            rate = STEP * (1 - epoch / epochs)
            step = (mean[seen] / (1 - 0.9**turn)) / (np.sqrt(spread[seen] / (1 - 0.999**turn)) + 1e-8)
            weights[seen] -= rate * step
            bias -= rate * error.sum(0)
    return weights, bias


def _packed(some: Rows) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Write messages as a matrix of only those n-grams that stand in them, and name these."""
    seen, where = np.unique(np.concatenate([places for places, _ in some]), return_inverse=True)
    matrix = np.zeros((len(some), len(seen)), np.float32)
    matrix[np.repeat(np.arange(len(some)), [len(places) for places, _ in some]), where] = np.concatenate(
        [values for _, values in some]
    )
    return seen, matrix


def dense(some: Rows, width: int) -> NDArray[np.float32]:
    """Write messages as rows of one matrix (messages, n-grams)."""
    matrix = np.zeros((len(some), width), np.float32)
    for row, (places, values) in enumerate(some):
        matrix[row, places] = values
    return matrix


def _shares(sums: NDArray[np.float32]) -> NDArray[np.float32]:
    raised: NDArray[np.float32] = np.exp(sums - sums.max(1, keepdims=True))
    shares: NDArray[np.float32] = raised / raised.sum(1, keepdims=True)
    return shares


def _head(labels: tuple[str, ...], weights: Weights, sharpness: float) -> Head:
    """Round the weights to signed bytes; the few that are too big are cut to the biggest."""
    most = float(np.quantile(np.abs(weights[0]), 0.9999)) or 1.0
    scale = most / 127
    rounded = np.clip(np.rint(weights[0] / scale), -127, 127).astype(np.int8)
    bias = tuple(round(float(one), 4) for one in weights[1])
    return Head(labels, spread(rounded.tobytes().translate(SHIFTED)), scale, bias, sharpness)


@dataclass(frozen=True, slots=True)
class Mark:
    """How one head did on messages of writers whom it had not read: shares of 1, and their number."""

    first: float
    third: float
    count: int


def judge(some: Sequence[Lesson], left_out: Collection[str]) -> tuple[float, Mapping[str, Mark]]:
    """Learn without some writers and try their messages; give the sharpness that is honest, and the mark of each."""
    labels = tuple(sorted({one.label for one in some}))
    known = [one for one in some if one.writer not in left_out]
    asked = [one for one in some if one.writer in left_out]
    rows, rarity = vocabulary([one.text for one in known])
    wanted = [labels.index(one.label) for one in known]
    weights, bias = fit(place([one.text for one in known], rows, rarity), wanted, len(rows), len(labels))
    sums = dense(place([one.text for one in asked], rows, rarity), len(rows)) @ weights + bias
    right = np.array([labels.index(one.label) for one in asked])
    best = np.argsort(-sums, 1)
    marks = {}
    for writer in sorted(left_out):
        hers = [n for n, one in enumerate(asked) if one.writer == writer]
        first = sum(bool(best[n, 0] == right[n]) for n in hers)
        third = sum(bool(right[n] in best[n, :3]) for n in hers)
        marks[writer] = Mark(first / max(1, len(hers)), third / max(1, len(hers)), len(hers))
    return min(SHARPNESSES, key=lambda one: _surprise(sums, right, one)), marks


def _surprise(sums: NDArray[np.float32], right: NDArray[np.int_], sharpness: float) -> float:
    """Say how much the right answers surprise (the mean logarithm of their shares): least where shares are honest."""
    shares = _shares(sums * np.float32(sharpness))
    return float(-np.mean(np.log(shares[np.arange(len(right)), right] + 1e-9)))


def every_third(writers: Collection[str]) -> frozenset[str]:
    """Choose the writers who are left out to see how sure the model may be."""
    return frozenset(sorted(writers)[1::3])
