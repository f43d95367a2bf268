"""Turn what is written into what is said: words for every number, sign and code, and a voice for every stretch."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.language.patterns import CODE, DASH, EMOJI, Pattern, patterns
from app.language.tables import Tables
from app.language.tables import read as _read
from app.language.web import ADDRESS, address
from app.ports.engine import Span

GERMAN = "de"
PAUSES = {"…": ".", "•": ",", "·": ",", ";": ",", "\n": ". "}
PUNCTUATION = frozenset(".,:!?()[]-'’‘‚/ ") | frozenset(PAUSES)
CEDILLAS = str.maketrans("şţŞŢ", "șțȘȚ")  # Romanian is often typed with Turkish letters
WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
LATIN = re.compile(r"[A-Za-zÄÖÜäöüßÀ-ɏ]+(?:['’.&-]?[A-Za-zÄÖÜäöüßÀ-ɏ]+)*")
SUFFIX = re.compile(r"['’\u2011-]([^\W\d_]{1,6})(?!\w)")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch that is said; `known` is False where no table knew how."""

    text: str
    language: str
    known: bool = True


def read(path: Path) -> Tables:
    """Read the tables of a language, locales/<lang>/speech.toml. Raises ValueError that says what is wrong."""
    return _read(path)


def spans(text: str, language: str, tables: Tables, office_words: Sequence[str]) -> tuple[Span, ...]:
    """Say a text: stretches of words, each with the language whose voice says it; put together they are the text.

    Nothing is left out but emoji, quotation marks and the like. What no table knows stays as it is written; see `unknown`.
    """
    merged: list[Span] = []
    pieces = list(_pieces(text, language, tables, tuple(office_words)))
    for number, piece in enumerate(pieces):
        voice = piece.language
        after = pieces[number + 1].language if number + 1 < len(pieces) else language
        if not piece.text.strip() and merged and merged[-1].language == after:
            voice = after  # the space in "Agentur für Arbeit" belongs to it
        said = re.sub(r"\s+", " ", piece.text)
        if not merged or merged[-1].text.endswith(" "):
            said = said.lstrip()
        if merged and merged[-1].language == voice:
            merged[-1] = Span(re.sub(r"\s+(?=[,.!?:])", "", merged[-1].text + said), voice)
        elif said:
            merged.append(Span(said, voice))
    if merged:
        merged[-1] = Span(merged[-1].text.rstrip(), merged[-1].language)
    return tuple(span for span in merged if span.text)


def unknown(text: str, language: str, tables: Tables) -> tuple[str, ...]:
    """Name every character and pattern of a text that no table knows, in the order of the text, each once."""
    return tuple(dict.fromkeys(p.text for p in _pieces(text, language, tables, ()) if not p.known))


def _pieces(text: str, language: str, tables: Tables, office_words: tuple[str, ...]) -> Iterator[_Piece]:
    text = unicodedata.normalize("NFC", text).strip()
    if language == "ro":
        text = text.translate(CEDILLAS)
    office = _office(office_words) if language != GERMAN else None
    place, capitals = 0, text.isupper()
    while place < len(text):
        if found := (_at_word(text, place) and office and office.match(text, place)):
            yield _Piece(found.group(), GERMAN)
            suffix = SUFFIX.match(text, found.end())
            # "Anmeldung'u", "Krankenkasse-i": the ending is the speaker's own. "Kita-Platz" is one German word.
            place = suffix.start(1) if suffix and suffix.group(1).islower() else found.end()
            continue
        if found := ADDRESS.match(text, place):
            yield from (_Piece(part, voice or language) for part, voice in address(found.group(), tables))
            place = found.end()
            continue
        said, end = _by_pattern(text, place, tables, shouted=capitals)
        if said is not None:
            yield _Piece(said, language)
            place = end
            continue
        piece = _plain(text, place, language, tables)
        yield piece[0]
        place = piece[1]


def _at_word(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()


def _by_pattern(text: str, place: int, tables: Tables, *, shouted: bool) -> tuple[str | None, int]:
    for pattern in _patterns(id(tables), tables):
        match = pattern.written.match(text, place)
        if not match or (shouted and pattern.written.pattern.find(CODE) >= 0 and len(match.group()) > 1):
            continue
        said = pattern.say(match, tables, text[:place])
        if said is not None:
            return said, match.end()
    return None, place


def _plain(text: str, place: int, language: str, tables: Tables) -> tuple[_Piece, int]:
    """Take a word or a sign that no pattern took."""
    character = text[place]
    if tables.latin and (latin := LATIN.match(text, place)):
        return _Piece(latin.group(), tables.latin), latin.end()
    if word := WORD.match(text, place):
        known = all(letter in tables.letters for letter in _lower(word.group()))
        return _Piece(word.group(), language, known), word.end()
    if digits := re.compile(r"\d+").match(text, place):
        # Something like 5G or 1.2.3: each number of it is said, and the lint asks for a table entry.
        said = tables.integer(digits.group()) if digits.group().isascii() else digits.group()
        return _Piece(f"{said} " if tables.numbers else digits.group(), language, known=False), digits.end()
    if character in tables.symbols:
        return _Piece(f" {tables.symbols[character]} ", language), place + 1
    if re.match(DASH, character):
        lonely = (place == 0 or text[place - 1].isspace()) and text[place + 1 : place + 2].isspace()
        return _Piece(", " if lonely else "-", language), place + 1
    if character in PAUSES:
        ended = text[:place].rstrip()[-1:] in tuple(".,:!?;")
        return _Piece(" " if ended else PAUSES[character], language), place + 1
    return _Piece(character, language, character in PUNCTUATION or character.isspace()), place + 1


def _lower(word: str) -> str:
    return word.replace("İ", "i").lower()


@lru_cache(maxsize=64)
def _office(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Match the office words, the longest first; codes among them (A1) are spelled like any code."""
    listed = sorted({word for word in words if word and not re.fullmatch(CODE, word)}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, listed))})(?!\\w)") if listed else None


_made: dict[int, tuple[Tables, tuple[Pattern, ...]]] = {}


def _patterns(key: int, tables: Tables) -> tuple[Pattern, ...]:
    """Compile the patterns of a table once."""
    if key not in _made or _made[key][0] is not tables:
        _made[key] = (tables, patterns(tables))
    return _made[key][1]


__all__ = ["EMOJI", "Tables", "read", "spans", "unknown"]
