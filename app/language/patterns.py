"""The patterns that a text is read by: what is written with digits, signs and capitals, and how it is said."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.language.tables import Tables

NUMBER = r"(?:\d{1,3}(?:[.\u00a0\u202f]\d{3})+|\d+)(?:,\d+)?"
DASH = "[-–—\u2011]"
ALONE, END = r"(?<![\w.,])", r"(?!\w)"
INVISIBLE = '[\u200b-\u200f\u2060\ufeff\u00ad\ufe0f\u20e3\U000e0020-\U000e007f"„“”«»‹›*]+'
PICTURES = "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]+"
CODE = r"(?:[A-Z]{2,4}\d{0,3}|[A-Z]{1,3}\d{1,3}|[А-Я]{2,4}\d{0,3})"
MONTHS, DAYS, HOURS, MINUTES = range(1, 13), range(1, 32), range(25), range(60)
SPOKEN_YEARS = 2000

Say = Callable[[re.Match[str], Tables, str], str | None]  # the match, the tables, the text before it


@dataclass(frozen=True, slots=True)
class Pattern:
    """`say` returns None where the pattern fits but the meaning does not (a thirteenth month)."""

    written: re.Pattern[str]
    say: Say


def _of(keys: Iterable[str]) -> str:
    """Match any of the words, the longest first, with or without the spaces in them."""
    words = sorted(keys, key=len, reverse=True)
    return f"(?:{'|'.join(re.escape(word).replace(chr(92) + ' ', chr(92) + 's?') for word in words) or '(?!)'})"


def _follows(before: str, words: tuple[str, ...]) -> bool:
    last = before.rstrip().rsplit(None, 1)
    return bool(last) and last[-1].lower().strip('(„"') in words


def _split(number: str) -> tuple[str, str]:
    """Part "1.234,56" into "1234" and "56"."""
    whole, _, part = number.partition(",")
    return re.sub(r"\D", "", whole), part


def _date(match: re.Match[str], tables: Tables, before: str) -> str | None:
    day, month, year = (match.group(name) for name in ("day", "month", "year"))
    if int(day) not in DAYS or int(month) not in MONTHS:
        return None
    after = tables.days_after if _follows(before, tables.near.get("date", ())) else tables.days
    said = {"day": after.get(str(int(day))) or tables.integer(day), "month": tables.months[str(int(month))]}
    if not year:
        return tables.text["date_short"].format(**said)
    full = str(int(year) + (SPOKEN_YEARS if len(year) == 2 else 0))  # noqa: PLR2004
    return tables.text["date"].format(year=tables.years.get(full) or tables.integer(full), **said)


def _time(match: re.Match[str], tables: Tables, before: str) -> str | None:
    hour, minute = match.group("hour"), match.group("minute")
    if int(hour) not in HOURS or int(minute) not in MINUTES:
        return None
    said = tables.count(hour, tables.hours)
    if int(minute):
        said = tables.text["time"].format(hour=said, minute=tables.count(minute, tables.minutes))
    prefix, introduced = tables.text.get("time_prefix", ""), tables.near.get("time_before", ())
    goes_on = tables.text["range"] in introduced and re.search(rf"{DASH}\s*$", before)
    return said if not prefix or goes_on or _follows(before, introduced) else f"{prefix} {said}"


def _groups(digits: str) -> list[str]:
    """Part a long row of digits into groups that can be written down while listening."""
    groups = []
    while len(digits) > 4:  # noqa: PLR2004
        groups.append(digits[:3])
        digits = digits[3:]
    return [*groups, digits]


def _phone(match: re.Match[str], tables: Tables, _before: str) -> str | None:
    written = match.group()
    groups = [tables.dial(group) for run in re.findall(r"\d+", written) for group in _groups(run)]
    plus = f"{tables.text['plus']} " if written.startswith("+") else ""
    return plus + ", ".join(groups)


def _money(match: re.Match[str], tables: Tables, _before: str) -> str | None:
    sign = match.group("after") or match.group("first")
    whole, part = _split(match.group("number") or match.group("second"))
    forms = tables.currencies[sign]
    cents = {name[5:]: form for name, form in forms.items() if name.startswith("cent_")}
    if not part or not int(part) or not cents:
        return tables.count(whole, forms)
    said = tables.count(part.ljust(2, "0"), cents)
    return said if not int(whole) else tables.text["money"].format(money=tables.count(whole, forms), cents=said)


def _amount(number: str, tables: Tables) -> str:
    whole, part = _split(number)
    if not part:
        return tables.integer(whole)
    said = tables.integer(part) if len(part) == 1 else tables.dial(part)
    return tables.text["decimal"].format(whole=tables.integer(whole), part=said)


def _percent(match: re.Match[str], tables: Tables, _before: str) -> str | None:
    return tables.text["percent"].format(_amount(match.group("number") or match.group("second"), tables))


def _unit(match: re.Match[str], tables: Tables, _before: str) -> str | None:
    forms, number = tables.units[match.group("unit")], match.group("number")
    if "," in number:
        return forms.get("few", forms["many"]).format(_amount(number, tables))
    return tables.count(_split(number)[0], forms)


def _ordinal(match: re.Match[str], tables: Tables, before: str) -> str | None:
    number = match.group("number")
    after = tables.days_after if _follows(before, tables.near.get("date", ())) else {}
    return after.get(number) or tables.ordinals.get(number)


def _counted(match: re.Match[str], tables: Tables, _before: str) -> str | None:
    number, noun = match.group("number"), match.group("noun").lower()
    return next(
        (group.numbers[number] for group in tables.counted if noun in group.nouns and number in group.numbers), None
    )


def _number(match: re.Match[str], tables: Tables, _before: str) -> str | None:
    return _amount(match.group(), tables)


def _digits(match: re.Match[str], tables: Tables, _before: str) -> str | None:
    return ", ".join(tables.dial(group) for group in _groups(match.group()))


def _postcode(match: re.Match[str], tables: Tables, _before: str) -> str | None:
    code = match.group()
    return None if code.endswith("00") else f"{tables.dial(code[:2])}, {tables.dial(code[2:])}"


def _range(_match: re.Match[str], tables: Tables, before: str) -> str | None:
    return f" {tables.text['range']} " if re.search(r"[\d.%€)]\s*$", before) else None


def _weekdays(match: re.Match[str], tables: Tables, _before: str) -> str | None:
    said = re.sub(rf"\s*{DASH}\s*", f" {tables.text['range']} ", match.group())
    return re.sub(rf"{ALONE}(?:{_of(tables.weekdays)}){END}", lambda day: tables.weekdays[day.group()], said)


def _code(match: re.Match[str], tables: Tables, _before: str) -> str | None:
    letters, digits = re.fullmatch(r"(\D+)(\d*)", match.group()).groups()  # type: ignore[union-attr]
    return f"{tables.spell(letters)} {tables.integer(digits) if digits else ''}".strip()


def _lookup(name: str) -> Say:
    """Say what a table has for the written form, whatever spaces stand in it."""

    def say(match: re.Match[str], tables: Tables, _before: str) -> str | None:
        written = re.sub(r"\s", "", match.group())
        said: str = next(said for key, said in getattr(tables, name).items() if key.replace(" ", "") == written)
        ends = written.endswith(".") and match.end() == len(match.string)
        return f"{said}." if ends else said  # its full stop was that of the sentence, too

    return say


def _section(_match: re.Match[str], tables: Tables, _before: str) -> str | None:
    return f"{tables.text['section']} "


def _short(phone: str) -> str:
    """Match "116117" also as "116 117"."""
    return re.escape(phone[:3]) + (f" ?{phone[3:]}" if phone[3:] else "")


def patterns(tables: Tables) -> tuple[Pattern, ...]:
    """List the patterns of a language; the first that fits at a place is taken, and the last is that of codes."""
    near = {name: _of(words) for name, words in tables.near.items()}
    never = "(?!)"
    money, units, day = _of(tables.currencies), _of(tables.units), _of(tables.weekdays)
    after_date, ordinal = near.get("date_after", never), near.get("ordinal", never)
    o_clock = rf"(?:{near.get('time_after', never)}){END}"
    year, day_month = r"(?P<year>\d{4}|\d{2}(?!\d))", r"(?P<day>\d\d?)\.\s?(?P<month>\d\d?)\."
    hour, minute = r"(?P<hour>\d{1,2})", r"(?P<minute>\d\d)(?![\d:])"
    till = rf"{DASH}\s?\d\d?(?:[.]\d\d)?\s?"
    closed = _of(["off", tables.text["closed"]])
    numbered = rf"(?P<first>{money})\s?(?P<second>{NUMBER})|(?P<number>{NUMBER})\s?(?P<after>{money})"
    written: tuple[tuple[str, Say], ...] = (
        (INVISIBLE, lambda *_: ""),
        (PICTURES, lambda *_: " "),
        (rf"(?<!\w){_of(tables.words)}{END}", _lookup("words")),
        (rf"(?<!\w){_of(tables.abbreviations)}{END}", _lookup("abbreviations")),
        (rf"{ALONE}{day_month}(?:\s?{year}(?:\s?{after_date})?)?(?!\d)", _date),
        (rf"{ALONE}(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{{4}}){END}", _date),
        (rf"{ALONE}(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d){END}", _date),
        (rf"{ALONE}{hour}:{minute}(?:\s?{o_clock})?", _time),
        # "8.30" is a time only before "Uhr" or before a time that goes on till "Uhr".
        (rf"{ALONE}{hour}[.]{minute}(?=\s?(?:{till})?{o_clock})(?:\s?{o_clock})?", _time),
        (rf"{ALONE}(?:{numbered}){END}", _money),
        (rf"{ALONE}(?:%\s?(?P<second>{NUMBER})|(?P<number>{NUMBER})\s?%)", _percent),
        (rf"{ALONE}(?P<number>{NUMBER})\s?(?P<unit>{units}){END}", _unit),
        (rf"{ALONE}(?:\+\d{{1,3}}|0\d)(?:[\s/()\-–]{{0,3}}\d){{4,}}{END}", _phone),
        (rf"{ALONE}(?:{'|'.join(map(_short, tables.short_phones))})(?!\w|[.,]\d)", _phone),
        (r"§§?\s*", _section),
        (rf"{ALONE}(?P<number>\d\d?)\.(?=\s{ordinal})", _ordinal),
        (rf"{ALONE}(?P<number>\d+)(?=\s(?:de\s)?(?P<noun>[^\W\d]+))", _counted),
        (rf"{ALONE}\d{{5}}(?= [A-ZÄÖÜ])", _postcode),
        (rf"{ALONE}(?:0\d+|\d{{7,}})(?!\w|[.,]\d)", _digits),
        (rf"{ALONE}{NUMBER}(?!\w|[.,:/]\d)", _number),
        (rf"\s?{DASH}\s?(?=\d)", _range),
        (rf"{ALONE}{day}(?:\s*(?:{DASH}|,)\s*{day}{END})*(?=\s*:?\s*(?:\d|{closed}))", _weekdays),
        (rf"{ALONE}{day}\s?{DASH}\s?{day}{END}", _weekdays),
        (rf"(?<![\w.]){CODE}{END}", _code),
    )
    return tuple(Pattern(re.compile(pattern), say) for pattern, say in written)
