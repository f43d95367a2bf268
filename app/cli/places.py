"""drom places: which places are due, what partners and Integreat say of them, and taking it over."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from app import wiring
from app.cli.start import parts
from app.content.amend import NoSuchPlace
from app.content.load import BrokenContent
from app.domain.place_report import PlaceReport, Told
from app.service import compare, upkeep
from app.service.parts import Parts
from app.service.upkeep import BadReport, NoSuchReport, Written
from app.sources.integreat import Unreachable

places = typer.Typer(no_args_is_help=True, help="Places, kept true.")
MOST_DAYS = 36_500  # a hundred years: before that, nobody confirmed anything
Number = Annotated[int, typer.Argument(help="its number, as `drom places reported` shows it")]
Only = Annotated[str, typer.Option(help="take over only these fields: phone,hours")]


@places.command("due")
def places_due(
    days: Annotated[int, typer.Option(help="not confirmed for so many days", min=0, max=MOST_DAYS)] = upkeep.DUE_DAYS,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON list instead of lines")] = False,
) -> None:
    """List the places that nobody has confirmed for long, the longest first, and who is near."""
    made = parts(with_database=False)
    listed = upkeep.due(made, days)
    rows = [
        {name: getattr(one.place, name) for name in ("id", "city", "name", "phone", "url")}
        | {"last_confirmed": one.place.last_confirmed.isoformat(), "partners": list(one.partners)}
        for one in listed
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        near = ", ".join(row["partners"]) or "nobody near"
        told = (row["last_confirmed"], *(row[name] or "-" for name in ("city", "name", "phone", "url")), f"({near})")
        print("  ".join(told))
    print(f"{len(rows)} places were last confirmed more than {days} days ago")


@places.command("reported")
def places_reported() -> None:
    """List what partners and other sources say, each field beside ours."""
    made = parts()
    found = upkeep.waiting(made)
    for one in found:
        _show(made, one)
    print(f"{len(found)} wait; drom places apply NUMBER, review, apply --confirmed, or refuse NUMBER")
    made.database.close()


@places.command("apply")
def places_apply(
    number: Annotated[int, typer.Argument(help="its number, as `drom places reported` shows it")] = 0,
    only: Only = "",
    confirmed: Annotated[bool, typer.Option("--confirmed", help="all reports that change nothing")] = False,
) -> None:
    """Write a report into the file of its place; the content is loaded with it first."""
    if bool(number) == confirmed:
        raise typer.BadParameter("say the number of a report, or --confirmed")
    with _safely() as made:
        if confirmed:
            done = list(upkeep.apply_confirmed(made))
        else:
            done = [upkeep.apply(made, number, [name.strip() for name in only.split(",")] if only else None)]
        _tell(done)


@places.command("refuse")
def places_refuse(number: Number) -> None:
    """Leave a place as it is."""
    with _safely() as made:
        print(f"{upkeep.refuse(made, number).place}: stays as it is")


@places.command("review")
def places_review() -> None:
    """Walk through all that waits and decide on each field."""
    with _safely() as made:
        for one in upkeep.waiting(made):
            _show(made, one)
            taken = [name for name in one.change if typer.confirm(f"  take {name}?", default=False)]
            if taken or (not one.change and typer.confirm("  still true?", default=False)):
                try:
                    _tell([upkeep.apply(made, one.number, taken if one.change else None)])
                except BadReport as wrong:  # kept before such values were left out: the next one is still walked to
                    print(f"  nothing was changed: {wrong}")
            elif typer.confirm("  refuse it?", default=False):
                upkeep.refuse(made, one.number)


@places.command("import")
def places_import(city: Annotated[str, typer.Argument(help="a city of content/cities")]) -> None:
    """Compare a city's places with Integreat, and keep what differs for `drom places review`."""
    with _safely() as made:
        if city not in made.library.cities:
            raise NoSuchPlace(f'there is no city "{city}"; there are {", ".join(made.library.cities)}')
        found = compare.integreat(made, wiring.integreat(), made.library.cities[city])
        names = {pair.place.id: f"{pair.place.name} = {pair.listed.name}?" for pair in found.pairs}
        waiting = compare.keep(made, found)
        for kept in waiting:
            _show(made, kept)
            print(f"      {names[kept.place]} If these are two places, drom places refuse {kept.number}")
        for pair in found.pairs:
            for name, why in pair.left_out.items():
                told = f"{pair.place.id}: {name} {_said(getattr(pair.listed, name))} is left out"
                print(f"{told} ({upkeep.ADVICE[why]}): {pair.listed.page}")
            if pair.listed.closed:
                print(f"{pair.place.id}: Integreat says it is closed for the time being: {pair.listed.page}")
        same = sum(not pair.change and not pair.left_out for pair in found.pairs)
        print(f"{len(found.pairs)} places are in both lists, {same} alike")
        if known := sum(bool(pair.change) for pair in found.pairs) - len(waiting):
            print(f"{known} differ in nothing but what was refused before, and are not asked again")
        print(f"only ours: {', '.join(place.id for place in found.only_ours) or 'none'}")
        print(f"only there: {', '.join(one.name for one in found.only_theirs) or 'none'}")


def _show(made: Parts, one: PlaceReport) -> None:
    place = upkeep.places(made).get(one.place)
    print(f"{one.number:4}  {one.reported_on}  {one.partner}  {one.place}" + ("" if one.change else "  all still true"))
    for name, ours, theirs in upkeep.compared(place, one.change) if place else ():
        print(f"      {name}: {_said(ours)} -> {_said(theirs)}")


def _said(value: object | Told) -> str:
    return "(unknown)" if value is None or value == [] else json.dumps(value, ensure_ascii=False)


def _tell(done: list[Written]) -> None:
    for one in done:
        day = f"as of {one.confirmed_on}" if one.confirmed_on else "but not confirmed: the place stays as due as it was"
        print(f"{one.place}: {', '.join(one.fields) or 'confirmed'}, {day}")
    print(f"{len(done)} written; run `drom check`, and restart the server to show it")


@contextmanager
def _safely() -> Iterator[Parts]:
    """Put the parts together; say what goes wrong, and that nothing has changed."""
    made = parts()
    try:
        yield made
    except BrokenContent as broken:
        print("nothing was changed, since the content would be broken:", *broken.problems, sep="\n", file=sys.stderr)
        raise typer.Exit(1) from broken
    except (NoSuchReport, NoSuchPlace, Unreachable, ValueError) as wrong:
        print(wrong, file=sys.stderr)
        raise typer.Exit(1) from wrong
    finally:
        made.database.close()
