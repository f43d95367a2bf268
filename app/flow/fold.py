"""Bring what people type to one form: no diacritics, no case, one script. For matching only, never for display."""

import re
import unicodedata
from functools import lru_cache

CYRILLIC = {
    "щ": "sht", "ж": "zh", "ч": "ch", "ш": "sh", "ю": "yu", "я": "ya", "ц": "ts", "а": "a", "б": "b", "в": "v",
    "г": "g", "д": "d", "е": "e", "з": "z", "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ъ": "a", "ь": "y", "ы": "i", "э": "e",
}  # fmt: skip
SINGLE = {"ı": "i", "ß": "ss", "đ": "d", "ł": "l"}
NOT_WORDS = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Fold a message or a label: "Înregistrare!", "inregistrare" and " INREGISTRARE" give the same."""
    lowered = text.replace("İ", "i").replace("I", "i").lower()
    latin = "".join(CYRILLIC.get(letter, SINGLE.get(letter, letter)) for letter in lowered)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(letter))
    return NOT_WORDS.sub(" ", plain).strip()


def pictures(text: str) -> str:
    """Keep only the picture of a message that is nothing but a picture: variation marks and skin tones are dropped."""
    kept = [sign for sign in text.strip() if not ("\ufe00" <= sign <= "\ufe0f" or "\U0001f3fb" <= sign <= "\U0001f3ff")]
    return "".join(kept)
