"""Find the card that a message asks for: letter n-grams, weighed by how rare they are, compared with what cards say.

One index for all languages, since people mix them: measured as good as one a language (docs/decisions/006-search.md).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from app.domain.library import Library
from app.flow.fold import fold

SURE = 0.62
NEAR = 0.34
SHORTEST = 3
LONGEST_MESSAGE = 400
Vector = Mapping[str, float]


def grams(text: str) -> Counter[str]:
    """Count the runs of two to five letters within words; a word's edges are letters too."""
    found: Counter[str] = Counter()
    for word in fold(text).split():
        edged = f" {word} "
        for size in (2, 3, 4, 5):
            found.update(edged[start : start + size] for start in range(len(edged) - size + 1))
    return found


class Index:
    """Phrases that lead to a card, ready to be compared with a message."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        counted = [(card, grams(text)) for card, text in phrases]
        spread = Counter(gram for _, found in counted for gram in found)
        self.rarity = {gram: math.log((1 + len(counted)) / (1 + times)) + 0.1 for gram, times in spread.items()}
        self.vectors = [(card, self._vector(found)) for card, found in counted]
        self.holders: dict[str, list[int]] = {}
        for number, (_, vector) in enumerate(self.vectors):
            for gram in vector:
                self.holders.setdefault(gram, []).append(number)

    def _vector(self, found: Counter[str]) -> Vector:
        weights = {gram: (1 + math.log(times)) * self.rarity.get(gram, 0.0) for gram, times in found.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items() if weight}

    def nearest(self, message: str) -> tuple[tuple[str, float], ...]:
        """Give the cards by how near their nearest phrase is, best first; scores are 0 to 1."""
        message = message[:LONGEST_MESSAGE]
        if len(fold(message)) < SHORTEST:
            return ()
        found = grams(message)
        known = sum(times for gram, times in found.items() if gram in self.rarity)
        familiar = known / max(1, sum(found.values()))
        scores: dict[int, float] = {}
        for gram, weight in self._vector(found).items():
            for number in self.holders.get(gram, ()):
                scores[number] = scores.get(number, 0.0) + weight * self.vectors[number][1][gram]
        best: dict[str, float] = {}
        for number, score in scores.items():
            card = self.vectors[number][0]
            best[card] = max(best.get(card, 0.0), score * familiar)
        return tuple(sorted(best.items(), key=lambda item: -item[1]))


@cache
def index(library: Library) -> Index:
    """Build the index of a library once: what people ask, titles and labels, in every language."""
    phrases = [
        (card, text)
        for lexicon in library.lexicons.values()
        for card, texts in lexicon.asks.items()
        for text in texts
        if card in library.cards
    ]
    for card in library.cards.values():
        for text in (card.title, card.label):
            translations = {
                lexicon.labels.get((text.domain, text.context), text.source) for lexicon in library.lexicons.values()
            }
            phrases += [(card.id, translation) for translation in sorted(translations)]
    return Index(phrases)


def search(message: str, library: Library) -> tuple[tuple[str, float], ...]:
    """Give the cards that are near enough to the message to be offered, best first; none where none is."""
    return tuple((card, score) for card, score in index(library).nearest(message) if score >= NEAR)
