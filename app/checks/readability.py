"""A card reads as easily as a children's book, by the measure that each language has.

German, Romanian, Bulgarian: LIX (Björnsson 1968), words a sentence plus the share of words with more than six letters;
below 30 is a children's book, 40 a newspaper's easier pages. Turkish: Ateşman (1997), 198.825 - 40.175 syllables a word
- 2.610 words a sentence; 70 to 89 is easy, 90 and more very easy. Office words are left out: they have to be there.
"""

import re
from collections.abc import Iterator, Sequence

from app.checks import WORD, Book, card_file
from app.domain.problem import Problem

RULE = "readability"
MOST_LIX = {"de": 35, "ro": 40, "bg": 46}
LEAST_ATESMAN = 70
LONG = 6  # letters
SENTENCE = re.compile(r"[.!?:]+(?:\s+|$)")
TURKISH_VOWEL = re.compile(r"[aeıioöuüâîû]", re.IGNORECASE)


def find(book: Book) -> Iterator[Problem]:
    """Measure every card as a whole."""
    for card in book.library.cards.values():
        for language in book.folders:
            said = [book.own_words(step.text, language) for step in card.steps]
            if language in MOST_LIX and (reached := lix(said)) > MOST_LIX[language]:
                advice = f"LIX {reached:.0f}; at most {MOST_LIX[language]}: shorter words, shorter sentences"
                yield Problem(card_file(card), language, RULE, advice)
            if language == "tr" and (reached := atesman(said)) < LEAST_ATESMAN:
                advice = f"Ateşman {reached:.0f}; at least {LEAST_ATESMAN}: shorter words, shorter sentences"
                yield Problem(card_file(card), language, RULE, advice)


def lix(texts: Sequence[str]) -> float:
    """Measure with LIX; higher is harder. 0 where there are no words."""
    words, sentences = _count(texts)
    if not words:
        return 0
    return len(words) / sentences + 100 * sum(len(word) > LONG for word in words) / len(words)


def atesman(texts: Sequence[str]) -> float:
    """Measure Turkish with Ateşman's formula; higher is easier. 100 where there are no words."""
    words, sentences = _count(texts)
    if not words:
        return 100
    syllables = sum(len(TURKISH_VOWEL.findall(word)) for word in words)  # every Turkish syllable has one vowel
    return 198.825 - 40.175 * syllables / len(words) - 2.610 * len(words) / sentences


def _count(texts: Sequence[str]) -> tuple[list[str], int]:
    words = [word for text in texts for word in WORD.findall(text)]
    sentences = sum(bool(WORD.search(part)) for text in texts for part in SENTENCE.split(text))
    return words, max(1, sentences)
