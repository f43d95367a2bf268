"""Guess the language of a message from its letters; say nothing where it is short or unclear."""

import math
from collections import Counter
from functools import cache

from app.domain.library import Library
from app.flow.fold import fold

FEWEST_WORDS = 3
MARGIN = 1.5  # how much likelier, in nats a word, the best language must be than the next
SIZES = (1, 2, 3, 4)


def _grams(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for word in fold(text).split():
        edged = f" {word} "
        for size in SIZES:
            found.update(edged[start : start + size] for start in range(len(edged) - size + 1))
    return found


@cache
def _models(library: Library) -> dict[str, dict[str, float]]:
    """Learn from what each language says in the library: labels, questions and what people ask."""
    counted: dict[str, Counter[str]] = {}
    for code, lexicon in library.lexicons.items():
        said = [*lexicon.labels.values(), *(text for texts in lexicon.asks.values() for text in texts)]
        counted[code] = sum((_grams(text) for text in said), Counter())
    kinds = len(set().union(*counted.values())) or 1
    models = {}
    for code, found in counted.items():
        total = sum(found.values()) + kinds
        models[code] = {gram: math.log((times + 1) / total) for gram, times in found.items()} | {"": -math.log(total)}
    return models


def detect(message: str, library: Library) -> str | None:
    """Name the language of a message of three words or more, None where it is not clear."""
    words = fold(message).split()
    if len(words) < FEWEST_WORDS:
        return None
    grams = _grams(message)
    scores = {
        code: sum(times * model.get(gram, model[""]) for gram, times in grams.items())
        for code, model in _models(library).items()
    }
    ranked = sorted(scores, key=lambda code: -scores[code])
    if len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < MARGIN * len(words):
        return None
    return ranked[0]
