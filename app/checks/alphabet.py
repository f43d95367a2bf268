"""Every language keeps to its letters; German office words and short names of offices may stand in any."""

import re
from collections.abc import Iterator, Mapping

from app.checks import WORD, Book, words_file
from app.domain.problem import Problem

RULE = "alphabet"
LATIN = "abcdefghijklmnopqrstuvwxyz"
LETTERS: Mapping[str, frozenset[str]] = {
    "de": frozenset(LATIN + "äöüß"),
    "ro": frozenset(LATIN + "ăâîșț"),  # comma below; the letters with a cedilla are Turkish
    "bg": frozenset("абвгдежзийклмнопрстуфхцчшщъьюяѝ"),
    "tr": frozenset("abcçdefgğhıijklmnoöprsştuüvyzâîû"),
    "rmy": frozenset("abcdefghijklmnoprstuvxzčšž"),  # pan-Vlax; w, q, θ, ʒ are of other spellings
}
SHORT_NAME = re.compile(r"\b(?:[A-ZÄÖÜ]{2,6}|Drom)\b")  # EHIC, CNPP
CAPITALS = str.maketrans({"İ": "i", "I": "ı"})


def find(book: Book) -> Iterator[Problem]:
    """Find letters of another alphabet."""
    for language, letters in LETTERS.items():
        if language not in book.folders:
            continue
        for text in book.texts():
            for word in WORD.findall(SHORT_NAME.sub(" ", book.own_words(text, language))):
                small = (word.translate(CAPITALS) if language == "tr" else word).lower()
                if strange := "".join(sorted(set(small) - letters)):
                    advice = f'"{strange}" in "{word}" is no letter of this language; is it an office word?'
                    yield Problem(words_file(text, language), text.context, RULE, advice)
