"""What holds for every text, whoever wrote it: its letters, short sentences, and what is never said."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+")
SENTENCE = re.compile(r"(?<=[.!?:])\s+")
SHORT_NAME = re.compile(r"\b(?:[A-ZÄÖÜ]{2,6}|Drom)\b")  # EHIC, CNPP
CAPITALS = str.maketrans({"İ": "i", "I": "ı"})
LATIN = "abcdefghijklmnopqrstuvwxyz"
LETTERS: Mapping[str, frozenset[str]] = {
    "de": frozenset(LATIN + "äöüß"),
    "ro": frozenset(LATIN + "ăâîșț"),  # comma below; the letters with a cedilla are Turkish
    "bg": frozenset("абвгдежзийклмнопрстуфхцчшщъьюяѝ"),
    "tr": frozenset("abcçdefgğhıijklmnoöprsştuüvyzâîû"),
    "rmy": frozenset("abcdefghijklmnoprstuvxzčšž"),  # pan-Vlax; w, q, θ, ʒ are of other spellings
}
FORBIDDEN = "never_said.toml"


def strange(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Find letters of another alphabet: (the letters, the word they stand in). A language without a table has none."""
    letters = LETTERS.get(language)
    for word in WORD.findall(SHORT_NAME.sub(" ", text)) if letters else ():
        small = (word.translate(CAPITALS) if language == "tr" else word).lower()
        if letters and (found := "".join(sorted(set(small) - letters))):
            yield found, word


def long_sentences(text: str, most: int) -> Iterator[tuple[str, int]]:
    """Find sentences of more than `most` words: (the sentence, its words)."""
    for sentence in SENTENCE.split(text):
        if (count := len(sentence.split())) > most:
            yield sentence, count


def forbidden(content: Path) -> Mapping[str, re.Pattern[str]]:
    """Read the list of what is never said from the folder content/: what to say instead, and what it is about."""
    path = content / FORBIDDEN
    groups = tomllib.loads(path.read_text(encoding="utf-8")).values() if path.exists() else ()
    return {
        group["instead"]: re.compile(rf"\b(?:{'|'.join(map(re.escape, group['beginnings']))})", re.IGNORECASE)
        for group in groups
    }
