"""Cut what the talk says into lines and pieces: a picture, words, strong words, and what can be called or opened.

static/chat.js cuts in the same way, for the answers that come over JSON.
"""

import re
from dataclasses import dataclass

CALL, OPEN = "☎️", "🌐"
LINK = r"https://[^\s<>\"]*[^\s<>\".,;:!?)]"
STRONG = r"\*[^*\s](?:[^*]*[^*\s])?\*(?!\w)"
PHONE = r"\+\d[\d /()-]+\d|\b0\d[\d /()-]{3,}\d|\b11\d(?:\d{3})?\b"  # the last: 112, 115, 116117
BARE = r"(?:[\w-]+\.)+[a-z]{2,}(?:/[\w/-]*)?"
PIECES = {
    CALL: re.compile(f"({LINK}|{STRONG}|{PHONE})"),
    OPEN: re.compile(f"({LINK}|{STRONG}|{BARE})"),
    "": re.compile(f"({LINK}|{STRONG})"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; `href` where they lead somewhere, `strong` where they stand out."""

    text: str
    href: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its picture (empty where there is none) and its pieces."""

    picture: str
    pieces: tuple[Piece, ...]


def rows(text: str) -> tuple[Row, ...]:
    """Cut a reply's text. Telephone numbers are looked for in a line with a telephone, bare web pages by a globe."""
    return tuple(_row(line) for line in text.split("\n") if line)


def _row(line: str) -> Row:
    head, _, rest = line.partition(" ")
    picture = "" if any(letter.isalpha() for letter in head) else head
    cut = PIECES.get(picture, PIECES[""]).split(rest if picture else line)
    return Row(picture, tuple(_piece(part, picture, found=bool(at % 2)) for at, part in enumerate(cut) if part))


def _piece(part: str, picture: str, *, found: bool) -> Piece:
    if not found:
        return Piece(part)
    if part.startswith("https://"):
        return Piece(part, part)
    if part.startswith("*"):
        return Piece(part[1:-1], strong=True)
    if picture == CALL:
        return Piece(part, "tel:" + re.sub(r"[^\d+]", "", part))
    return Piece(part, f"https://{part}")
