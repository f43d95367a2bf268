"""What of a message the model sees: its words, pairs of words, and the runs of two to five letters in them."""

import re
from collections import Counter
from itertools import pairwise

from app.flow.fold import fold

LONGEST_MESSAGE = 600  # letters: what comes after is no longer the question
SIZES = (2, 3, 4, 5)
# Bulgarian in Latin letters writes some sounds as digits: 4ovek, 6kola, 9. "A1" and "2a" are what they are.
SOUNDS = {"4": "ch", "6": "sh", "9": "ya"}
MIXED = re.compile(r"(?=.*[a-z])(?=.*[469])[a-z469]{3,}")


def words(message: str) -> list[str]:
    """Fold a message into words of plain letters."""
    return [
        "".join(SOUNDS.get(sign, sign) for sign in word) if MIXED.fullmatch(word) else word
        for word in fold(message[:LONGEST_MESSAGE]).split()
    ]


def features(message: str) -> Counter[str]:
    """Count what stands in a message. A word's edges are letters too; "=" marks whole words."""
    found: Counter[str] = Counter()
    spoken = words(message)
    for word in spoken:
        edged = f" {word} "
        found["=" + word] += 1
        for size in SIZES:
            found.update(edged[start : start + size] for start in range(len(edged) - size + 1))
    found.update(f"{first}_{second}" for first, second in pairwise(spoken))
    return found
