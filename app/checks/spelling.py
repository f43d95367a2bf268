"""Every word is in the dictionary, or in the list of words that we know to be right."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from app.checks import WORD, Book, words_file
from app.domain.problem import Problem

RULE = "spelling"
FOLDERS = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"), Path("/Library/Spelling"))
DICTIONARIES: Mapping[str, str] = {"de": "de_DE", "ro": "ro_RO", "bg": "bg_BG", "tr": "tr_TR"}  # there is none for rmy
INSTALL = "sudo apt install hunspell-de-de hunspell-ro hunspell-bg hunspell-tr"
NO_WORD = re.compile(r"\b[A-ZÄÖÜА-Я]{2,6}\b|\bDrom\b|['’][^\W\d_]+")  # CNPP, НАП; a Turkish ending after a name
Speller = Callable[[str], bool]


def find(book: Book) -> Iterator[Problem]:
    """Look every word up once and name the first place where an unknown one stands."""
    office = frozenset(part for word in book.library.office_words for part in WORD.findall(word))
    for language, dictionary in DICTIONARIES.items():
        if language not in book.folders:
            continue
        spells = _speller(dictionary)
        if spells is None:
            advice = f"was not looked at, since there is no dictionary: {INSTALL}"
            yield Problem(f"locales/{language}", dictionary, RULE, advice, warning=True)
            continue
        listed = _listed(book.folders[language].path / "spelling.txt")
        known: set[str] = set()
        for text in book.texts():
            for word in WORD.findall(NO_WORD.sub(" ", book.own_words(text, language))):
                if word in known or word in office:
                    continue
                known.add(word)
                if not (spells(word) or listed(word)):
                    advice = f'"{word}" is in no dictionary: mend it, or add it to locales/{language}/spelling.txt'
                    yield Problem(words_file(text, language), text.context, RULE, advice)


def _speller(dictionary: str) -> Speller | None:
    """Open a dictionary of the machine; None where there is none."""
    folder = next((folder for folder in FOLDERS if (folder / f"{dictionary}.aff").exists()), None)
    try:
        from hunspell import Hunspell  # noqa: PLC0415  # a tool of editors: servers do without it
    except ImportError:
        return None
    if folder is None:
        return None
    found: Speller = Hunspell(dictionary, hunspell_data_dir=str(folder)).spell
    return found


def _listed(path: Path) -> Speller:
    """Read a list of right words: one a line, in small letters, with a * at the end for all that begin with it."""
    lines = path.read_text(encoding="utf-8").split() if path.exists() else []
    whole = frozenset(line for line in lines if not line.endswith("*"))
    beginnings = tuple(line.removesuffix("*") for line in lines if line.endswith("*"))
    return lambda word: _small(word) in whole or (bool(beginnings) and _small(word).startswith(beginnings))


def _small(word: str) -> str:
    return word.lower().replace("\u0307", "")  # Python makes two letters of the Turkish İ
