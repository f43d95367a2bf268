"""What a partner needs: a file to begin with, the figures of its colour, and the addresses that it hands out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from app.domain import colour
from app.domain.place import Partner

CALLED = "Drom"  # what a prefilled message says before the code; app/flow/partner.py reads it
FILE = """\
# Every key is explained in docs/partners.md; `drom partner check {code}` says what is missing.
kind = {kind}
{stage}
# Whose home rules hold for those it sends: "romania", "bulgaria", "other".
# origin = "romania"
# The cities where it works, as in content/cities; where it is just one, nobody is asked for hers.
cities = {cities}
languages = {languages}
# phone = "+49 ..."
# whatsapp = "+49 ..."
# mail = "..."
# url = "https://..."
# Its colour, as #rrggbb in small letters; shades that cannot be seen are made darker or lighter.
accent = ""
# The sites whose pages may show the widget: https:// and the name, nothing behind it.
origins = {origins}

[names]
de = {name}

# Its own words, in each of its languages: two or three short sentences, no digits, no links. They are said aloud.
[greeting]

# Its own places, which come first. As many as there are; `city` is one of its cities.
# [[places]]
# id = "{code}-advice"
# name = {name}
# city = {city}
# needs = ["migration-advice"]
# languages = ["ro"]
# phone = "+49 ..."
# address = "..."
# hours = "Mo-Fr 09:00-12:00"
# walk_in = true
# last_confirmed = {today}
"""
STAGES = {"centre": 'stage = "here"', "diaspora-office": 'stage = "before"'}


def draft(
    code: str, kind: str, name: str, languages: Sequence[str], cities: Sequence[str], origins: Sequence[str], today: str
) -> str:
    """Write the first form of content/partners/<code>.toml: valid, with a comment for all that is still open."""
    values = {"kind": kind, "name": name, "languages": languages, "cities": cities, "origins": origins}
    values["city"] = next(iter(cities), "")  # of its place: the first, until somebody writes another
    written = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}  # these are TOML as well
    stage = f'# Where those it sends are: "before" (still at home), "here", "leaving".\n{STAGES[kind]}'
    return FILE.format(code=code, stage=stage, today=today, **written)


def figures(partner: Partner) -> Iterator[str]:
    """Tell how well the partner's colour is seen in each scheme, and what is written on it."""
    for scheme in colour.GROUNDS if partner.accent else ():
        shade = colour.shade(partner.accent, scheme)
        seen, read = colour.least(shade.accent, scheme), colour.contrast(shade.on, shade.accent)
        changed = "" if shade.accent == partner.accent else f" (made from {partner.accent})"
        yield f"{scheme}: {shade.accent}{changed} {seen:.1f}:1 on the page, {shade.on} on it {read:.1f}:1"


def links(partner: Partner, public_url: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """List what a partner hands out, each as (what, address): also the targets of its QR codes.

    `names` are those of the service in each messenger: "whatsapp" (its number), "telegram", "messenger", "viber".
    """
    code = partner.code
    yield "page", f"{public_url}/p/{code}"
    yield "widget", f'<script src="{public_url}/widget/{code}.js" async></script>'
    number = "".join(filter(str.isdigit, names.get("whatsapp", ""))) or "NUMBER"
    yield "whatsapp", f"https://wa.me/{number}?text={quote(f'{CALLED} {code}')}"
    yield "telegram", f"https://t.me/{names.get('telegram') or 'BOT'}?start={code}"
    yield "messenger", f"https://m.me/{names.get('messenger') or 'PAGE'}?ref={code}"
    yield "viber", f"viber://pa?chatURI={names.get('viber') or 'URI'}&context={code}"
