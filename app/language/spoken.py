"""Turn what is written into what is said: words for every number, sign and code, and a voice for every stretch."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.language.patterns import CODE, DASH, Pattern, patterns
from app.language.tables import Tables
from app.language.tables import read as _read
from app.language.web import ADDRESS, address
from app.ports.engine import Span

GERMAN = "de"
LONGEST_CODE = 4
PAUSES = {"…": ".", "•": ",", "·": ",", ";": ",", "\n": ". "}
PUNCTUATION = frozenset(".,:!?()[]-'’‘‚/ ") | frozenset(PAUSES)
CEDILLAS = str.maketrans("şţŞŢ", "șțȘȚ")  # Romanian is often typed with Turkish letters
WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
DIGITS = re.compile(r"\d+")
LATIN = re.compile(r"[A-Za-zÄÖÜäöüßÀ-ɏ]+(?:['’.&-]?[A-Za-zÄÖÜäöüßÀ-ɏ]+)*")
SUFFIX = re.compile(r"['’\u2011-]([^\W\d_]{1,6})(?!\w)")
COMPOUND = "(?:-[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]+)*"  # "Kita-Platz" is one German word


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch that is said; `unknown` is what was written, where no table knew how to say it."""

    text: str
    language: str
    unknown: str = ""


def read(path: Path) -> Tables:
    """Read the tables of a language, locales/<lang>/speech.toml. Raises ValueError that says what is wrong."""
    return _read(path)


def spans(text: str, language: str, tables: Tables, office_words: Sequence[str]) -> tuple[Span, ...]:
    """Say a text: stretches of words, each with the language whose voice says it; put together they are the text.

    Only emoji, quotation marks and the like are left out. What no table knows stays as it is written; see `unknown`.
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


def unknown(text: str, language: str, tables: Tables, office_words: Sequence[str] = ()) -> tuple[str, ...]:
    """Name every character and pattern of a text that no table knows, in the order of the text, each once."""
    pieces = _pieces(text, language, tables, tuple(office_words))
    return tuple(dict.fromkeys(piece.unknown for piece in pieces if piece.unknown))


def _pieces(text: str, language: str, tables: Tables, office_words: tuple[str, ...]) -> Iterator[_Piece]:
    text = unicodedata.normalize("NFC", text).strip()
    text = re.sub(r"\d", lambda digit: str(int(digit.group())), text)  # Arabic and other digits, too
    if language == "ro":
        text = text.translate(CEDILLAS)
    office = _office(office_words) if language != GERMAN else None
    # In a text that is all in capitals, short words are words and no codes.
    place, shouted = 0, text.isupper() and any(len(word) > LONGEST_CODE for word in WORD.findall(text))
    while place < len(text):
        if found := (_at_word(text, place) and office and office.match(text, place)):
            yield _Piece(found.group(), GERMAN)
            suffix = SUFFIX.match(text, found.end())
            # "Anmeldung'u", "Krankenkasse-i": the ending is the speaker's own.
            place = suffix.start(1) if suffix and suffix.group(1).islower() else found.end()
            continue
        if found := ADDRESS.match(text, place):
            yield from (_Piece(part, voice or language) for part, voice in address(found.group(), tables))
            place = found.end()
            continue
        said, end = _by_pattern(text, place, tables, shouted=shouted)
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
    for pattern in _patterns(tables)[: -1 if shouted else None]:
        match = pattern.written.match(text, place)
        said = pattern.say(match, tables, text[:place]) if match else None
        if match and said is not None:
            return said, match.end()
    return None, place


def _plain(text: str, place: int, language: str, tables: Tables) -> tuple[_Piece, int]:
    """Take a word or a sign that no pattern took."""
    if tables.latin and (latin := LATIN.match(text, place)):
        return _Piece(latin.group(), tables.latin), latin.end()
    if word := WORD.match(text, place):
        strange = [letter for letter in word.group() if letter.replace("İ", "i").lower() not in tables.letters]
        return _Piece(word.group(), language, "".join(strange)), word.end()
    if digits := DIGITS.match(text, place):
        # Something like 5G or 1.2.3: each number of it is said, and the lint asks for a table entry.
        said = f" {tables.integer(digits.group())} " if tables.numbers else digits.group()
        return _Piece(said, language, digits.group()), digits.end()
    return _sign(text, place, language, tables), place + 1


def _sign(text: str, place: int, language: str, tables: Tables) -> _Piece:
    character = text[place]
    if character in tables.symbols:
        return _Piece(f" {tables.symbols[character]} ", language)
    if re.match(DASH, character):
        lonely = text[place - 1 : place].strip() == "" and text[place + 1 : place + 2].isspace()
        return _Piece(", " if lonely else "-", language)
    if character in PAUSES:
        ended = text[:place].rstrip()[-1:] in tuple(".,:!?;")
        return _Piece(" " if ended else PAUSES[character], language)
    known = character in PUNCTUATION or character.isspace()
    return _Piece(character, language, "" if known else character)


@lru_cache(maxsize=64)
def _office(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Match the office words, the longest first; codes among them (A1) are spelled like any code."""
    listed = sorted({word for word in words if word and not re.fullmatch(CODE, word)}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, listed))}){COMPOUND}(?!\\w)") if listed else None


@lru_cache(maxsize=64)
def _patterns(tables: Tables) -> tuple[Pattern, ...]:
    """Compile the patterns of a language once."""
    return patterns(tables)
