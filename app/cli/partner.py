"""drom partner: those who hand the service out, and what they need for it."""

import sys
import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.checks import partners as rule
from app.checks import runner
from app.cli.start import parts
from app.cli.token import list_tokens, revoke, token
from app.content.schema import PartnerFile
from app.domain.place import Partner
from app.domain.problem import Problem
from app.service.partners import draft, figures, links
from app.settings import Settings

partner = typer.Typer(no_args_is_help=True, help="Counselling centres and diaspora offices that hand Drom out.")
partner.command()(token)
partner.command("tokens")(list_tokens)
partner.command()(revoke)
LANGUAGES = "ro,bg,rmy,tr,de"


class Kind(StrEnum):
    """What a partner is."""

    CENTRE = "centre"
    OFFICE = "diaspora-office"


@partner.command("new")
def new(
    code: Annotated[str, typer.Argument(help="short, in small letters: it stands in links and QR codes for ever")],
    kind: Annotated[Kind, typer.Option(prompt="centre or diaspora-office", help="what it is")] = Kind.CENTRE,
    name: Annotated[str, typer.Option(prompt="Its German name", help="its German name")] = "",
    languages: Annotated[str, typer.Option(prompt="Languages spoken there", help="with commas")] = LANGUAGES,
    cities: Annotated[str, typer.Option(prompt="Cities where it works", help="with commas; may be empty")] = "",
    sites: Annotated[str, typer.Option(prompt="Its web sites (https://…)", help="with commas; may be empty")] = "",
) -> None:
    """Write content/partners/<code>.toml, which is valid at once; what is still open stands in it as a comment."""
    path = _file(Settings().home, code)
    if not rule.CODE.fullmatch(code) or code == rule.TAKEN:
        _stop(f'"{code}" cannot be a code: take small letters, digits and hyphens, and not "{rule.TAKEN}"')
    if path.exists():
        _stop(f"{path.name} is there already: change it, or take another code")
    for city in _listed(cities):
        if not (Settings().home / "content" / "cities" / f"{city}.toml").exists():
            _stop(f'there is no city "{city}" in content/cities')
    origins = [site.rstrip("/") for site in _listed(sites)]
    today = date.today().isoformat()  # noqa: DTZ011  # the editor's day
    text = draft(code, kind, name or code, _listed(languages), _listed(cities), origins, today)
    try:
        PartnerFile.model_validate(tomllib.loads(text))
    except ValidationError as error:
        _stop("\n".join(map(_advice, error.errors())))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"content/partners/{path.name}: write its greeting, then see drom partner check {code}")
    print(f"A running server does not know {code} yet: restart Drom when the file is done, or no key opens its desk")


@partner.command("list")
def show_all() -> None:
    """List the partners."""
    for found in parts(with_database=False).library.partners.values():
        print(f"{found.code:24} {found.kind:16} {' '.join(found.languages):20} {found.name('de')}")


@partner.command("check")
def check(
    code: Annotated[str, typer.Argument(help="only this partner")] = "",
    whatsapp: Annotated[str, typer.Option(help="the number of the service on WhatsApp")] = "",
    telegram: Annotated[str, typer.Option(help="the name of its bot on Telegram")] = "",
    messenger: Annotated[str, typer.Option(help="the name of its page on Messenger")] = "",
    viber: Annotated[str, typer.Option(help="the URI of its account on Viber")] = "",
) -> None:
    """Say what is missing, how its colour is seen, and which links and QR codes to hand out."""
    made = parts(with_database=False)
    if code and code not in made.library.partners:
        _stop(f'there is no partner "{code}"; there are: {", ".join(made.library.partners)}')
    names = {"whatsapp": whatsapp, "telegram": telegram, "messenger": messenger, "viber": viber}
    problems = list(rule.find(runner.read(made.home, date.today())))  # noqa: DTZ011
    bad = False
    for found in made.library.partners.values():
        if code in {"", found.code}:
            own = [each for each in problems if each.file == f"content/partners/{found.code}.toml"]
            bad |= any(not each.warning for each in own)
            print("\n".join(_told(found, own, made.public_url, names)))
    raise typer.Exit(int(bad))


def _told(found: Partner, problems: list[Problem], public_url: str, names: dict[str, str]) -> list[str]:
    missing = [key for key in ("phone", "mail", "url", "accent", "origins", "places") if not getattr(found, key)]
    lines = [f"{found.code}: {found.name('de')}", *(f"  {problem}" for problem in problems)]
    lines += [f"  not said: {', '.join(missing)}"] if missing else []
    lines += [f"  colour     {figure}" for figure in figures(found)]
    return [*lines, *(f"  {what:10} {address}" for what, address in links(found, public_url, names)), ""]


def _file(home: Path, code: str) -> Path:
    return home / "content" / "partners" / f"{code}.toml"


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _advice(wrong: ErrorDetails) -> str:
    """Say what is wrong with a value; of a site in words, since nobody reads a pattern."""
    place = ".".join(map(str, wrong["loc"]))
    if wrong["loc"][0] == "origins":
        return f'{place}: "{wrong["input"]}" is no site; write https://name in small letters, without a path behind it'
    return f"{place}: {wrong['msg']}"


def _stop(why: str) -> None:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
