"""The tables of locales/<lang>/speech.toml: how a language says what is not written in letters."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

Forms = Mapping[str, str]  # "one", "two", "few", "many": each a phrase with {} for the number

LEXICON = "lexicon.toml"
HUNDRED = 100
TEENS = range(1, 20)


@dataclass(frozen=True, slots=True)
class Counted:
    """Nouns before which some numbers change: ro "două luni", bg "два месеца"."""

    nouns: frozenset[str]
    numbers: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Tables:
    """One language's tables, named as in the file, where each is explained by its entries.

    `letters` and `digits` are names to spell with; `words` are written forms that are said otherwise, whole words only;
    `near` are words that tell, standing before or after a number, what it is; `days` are said in dates, `days_after` in
    dates after a word of near.date; `latin` says in which voice Latin words of a Cyrillic text are read; `numbers` are
    there where all numbers must be words.
    """

    code: str
    letters: Mapping[str, str]
    digits: Mapping[str, str]
    months: Mapping[str, str]
    currencies: Mapping[str, Forms]
    units: Mapping[str, Forms]
    symbols: Mapping[str, str]
    weekdays: Mapping[str, str]
    web: Mapping[str, str]
    web_endings: Mapping[str, str]
    text: Mapping[str, str]
    hours: Forms
    minutes: Forms
    short_phones: tuple[str, ...]
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    days_after: Mapping[str, str] = field(default_factory=dict)
    years: Mapping[str, str] = field(default_factory=dict)
    ordinals: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted: tuple[Counted, ...] = ()
    latin: str = ""

    def integer(self, digits: str) -> str:
        """Write a whole number as it is to be said: as it is, or in words where the voice knows no numbers."""
        return words_of(int(digits), self.numbers) if self.numbers else str(int(digits))

    def count(self, digits: str, forms: Forms) -> str:
        """Put a number into the form that it asks for: "1" "ein Tag", "2" "{} Tage"; Romanian has "few" up to 19."""
        number = int(digits)
        exact = {1: "one", 2: "two"}.get(number, "")
        few = "few" in forms and (number == 0 or number % HUNDRED in TEENS)
        pattern = forms.get(exact) or (forms["few"] if few else forms["many"])
        return pattern.format(self.integer(digits))

    def spell(self, characters: str) -> str:
        """Name letters, and digits as one number: "A1" "a unu"."""
        return " ".join(self.letters.get(character.lower(), character) for character in characters)

    def dial(self, digits: str) -> str:
        """Name digits one by one."""
        return " ".join(self.digits[digit] for digit in digits)


def words_of(number: int, names: Mapping[str, str]) -> str:
    """Write a number below a million in words.

    `names` holds the numbers to 20, the tens, "100", "1000", "hundreds" and "thousands" (with {}) and "and".
    """
    if number >= 1_000_000:  # noqa: PLR2004
        return " ".join(names[digit] for digit in str(number))
    parts, small = [], number % HUNDRED
    for size, name, several in ((1000, "1000", "thousands"), (HUNDRED, "100", "hundreds")):
        many = number // size % (1000 if size > HUNDRED else 10)
        if many:
            parts.append(names[name] if many == 1 else names[several].format(words_of(many, names)))
    if str(small) in names:
        tail = [names[str(small)]] if small or not parts else []
    else:
        tail = [names[str(small // 10 * 10)], names[str(small % 10)]]
    if len(parts) + len(tail) > 1 and tail:
        return f"{' '.join([*parts, *tail[:-1]])} {names['and']} {tail[-1]}"
    return " ".join([*parts, *tail])


def _lexicon(path: Path) -> dict[str, str]:
    """Read what reviewers added: words that the voice reads wrongly, and how to write them for it."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    words = data.get("words", {})
    if set(data) - {"words"} or not all(isinstance(said, str) and said for said in words.values()):
        raise ValueError(f'{path}: one table [words] with lines such as Viber = "vaiber"')
    return dict(words)


def read(path: Path) -> Tables:
    """Read a speech.toml and the lexicon.toml beside it. Raises ValueError that names the file and what is wrong."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        counted = tuple(
            Counted(frozenset(group["nouns"]), {key: word for key, word in group.items() if key != "nouns"})
            for group in data.pop("counted", [])
        )
        phones = tuple(data.pop("short_phones"))
        lexicon = path.with_name(LEXICON)
        data["words"] = data.get("words", {}) | (_lexicon(lexicon) if lexicon.exists() else {})
        near = {key: tuple(words) for key, words in data.pop("near", {}).items()}
        tables = Tables(code=path.parent.name, counted=counted, short_phones=phones, near=near, **data)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        known = ", ".join(sorted({item.name for item in fields(Tables)} - {"code"}))
        raise ValueError(f"{path}: {error}. The tables are: {known}") from error
    for name, wanted in (("digits", "0123456789"), ("months", [str(month) for month in range(1, 13)])):
        missing = [key for key in wanted if key not in getattr(tables, name)]
        if missing:
            raise ValueError(f"{path}: [{name}] lacks {', '.join(missing)}")
    return tables
