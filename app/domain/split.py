"""Cut a long text into parts that a messenger takes. Nothing is lost: the parts join back to the text."""

import re
import unicodedata
from collections.abc import Callable

# Where a reader pauses, best first. A cut stands after the white space, so that it stays with the part before it.
# A full stop after a digit ends no sentence: "1. Anmelden", "am 5. Mai".
BREAKS = (
    re.compile(r"\n[^\S\n]*\n\s*"),  # paragraph
    re.compile(r"\n"),  # line
    re.compile(r"(?<![\d.!?…])(?:[.!?…]+)[\"'»”“’)\]]*\s+"),  # sentence
    re.compile(r"\s+"),  # word
)
ZERO_WIDTH_JOINER = "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)
FLAG_LETTERS = range(0x1F1E6, 0x1F200)
TAGS = range(0xE0020, 0xE0080)  # the flag of Wales is a black flag and six of these


def utf16_units(text: str) -> int:
    """Count as Telegram and the other vendors do: an emoji outside the first plane counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int, size: Callable[[str], int] = len) -> tuple[str, ...]:
    """Cut at a paragraph, else a line, else a sentence, else a word, else between two whole characters.

    `size` measures a part and must not shrink as a text grows. Raises ValueError where one character exceeds the limit.
    """
    if text and size(text) <= limit:
        return (text,)
    parts = []
    while text:
        cut = _cut(text, _longest(text, limit, size))
        parts.append(text[:cut])
        text = text[cut:]
    return tuple(parts)


def _longest(text: str, limit: int, size: Callable[[str], int]) -> int:
    """Count the characters at the beginning of the text that are within the limit: double, then halve."""
    fits, too_many = 0, 1
    while too_many <= len(text) and size(text[:too_many]) <= limit:
        fits, too_many = too_many, too_many * 2
    too_many = min(too_many, len(text) + 1)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if size(text[:middle]) <= limit:
            fits = middle
        else:
            too_many = middle
    if not fits:
        raise ValueError(f"a limit of {limit} is smaller than one character")
    return fits


def _cut(text: str, longest: int) -> int:
    if longest == len(text):
        return longest
    for pattern in BREAKS:
        ends = [match.end() for match in pattern.finditer(text, 0, longest)]
        for end in reversed(ends):
            if not _belong_together(text, end):
                return end
    whole = (end for end in range(longest, 0, -1) if not _belong_together(text, end))
    return next(whole, longest)


def _belong_together(text: str, at: int) -> bool:
    """Say whether a cut here would go through something that is seen as one character."""
    before, after = text[at - 1], text[at]
    if ZERO_WIDTH_JOINER in (before, after) or (before, after) == ("\r", "\n"):
        return True
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return True
    if unicodedata.category(after).startswith("M") or ord(after) in SKIN_TONES or ord(after) in TAGS:
        return True
    if ord(after) in FLAG_LETTERS:
        letters = 0
        while letters < at and ord(text[at - 1 - letters]) in FLAG_LETTERS:
            letters += 1
        return letters % 2 == 1
    return False
