"""drom leaflet: leaflets and posters as files, one or hundreds, ready for the printer."""

import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from app.cli import printing
from app.cli.start import parts as start
from app.domain.card import UNKNOWN, Card
from app.domain.person import Origin, Person, Plan, Stage
from app.domain.place import Partner
from app.service.catalogue import Missing
from app.web import counter as posters
from app.web import leaflet as leaflets
from app.web.view import HERE, View


@dataclass(slots=True)
class Batch:
    """What is to be written: pages by file name without ending; and what was left out, with the reason."""

    pages: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def add(self, view: View, name: str, made: leaflets.Leaflet, size: leaflets.Size) -> None:
        """Add a leaflet under its name."""
        ending = "" if size is leaflets.Size.A5 else f"-{size}"
        self.pages[f"{view.person.language}-{name}{ending}"] = leaflets.page(view, made, size, "static")


def leaflet(
    language: Annotated[list[str] | None, typer.Option("--language", "-l", help="ro, bg … (all, where none)")] = None,
    card: Annotated[list[str] | None, typer.Option(help="the leaflet of a card, by its id")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="the leaflet of a topic, by its id")] = None,
    everything: Annotated[bool, typer.Option("--all", help="every topic and every card that is for her")] = False,
    counter: Annotated[bool, typer.Option("--counter", help="the codes for the counter: a poster and a stand")] = False,
    partner: Annotated[str, typer.Option(help="whose name and telephone stand on it: its code")] = "",
    plan: Annotated[Plan | None, typer.Option(help="for people with this plan")] = None,
    stage: Annotated[Stage | None, typer.Option(help="where on the road they are")] = None,
    origin: Annotated[Origin | None, typer.Option(help="which home rules apply")] = None,
    city: Annotated[str, typer.Option(help="a city of content/cities")] = "",
    size: Annotated[leaflets.Size, typer.Option(help="the paper")] = leaflets.Size.A5,
    to: Annotated[Path, typer.Option(help="the folder to write into")] = Path("leaflets"),
) -> None:
    """Write leaflets as PDF files: pictures, few words, and a code that opens the card and speaks it."""
    if not (card or topic or everything or counter):
        raise typer.BadParameter("say which: --card, --topic, --all or --counter")
    made = start(with_database=False)
    known = made.library
    whose = known.partners[_known("partner", partner, known.partners)] if partner else None
    tongues = [_known("language", one, known.languages) for one in language or ()]
    topics = [_known("topic", one, known.topics) for one in topic or ()]
    cards = [known.cards[_known("card", one, known.cards)] for one in card or ()]
    if everything:
        topics, cards = list(known.topics), list(known.cards.values())
    where = _known("city", city, known.cities) if city else None
    batch = Batch()
    for code in tongues or (whose and whose.languages) or known.languages:
        view = View(made, _whom(code, plan, stage, origin, where, whose), {}, whose)
        _collect(batch, view, topics, cards, size)
    if counter:
        batch.pages |= {f"counter-{one}": posters.page(made, whose, one, "static") for one in posters.Size}
    try:
        _write(batch, to)
    except OSError as error:
        print(f"cannot write into {to} ({error}); say another folder with --to", file=sys.stderr)
        raise typer.Exit(1) from error
    if not made.public_url.startswith("https://"):
        print(
            f"The codes lead to {made.public_url}, where no phone finds it: set DROM_PUBLIC_URL, and write them anew."
        )


def _known(what: str, given: str, there: Iterable[str]) -> str:
    names = sorted(there)
    if given not in names:
        raise typer.BadParameter(f"there is no {what} {given}; there are {', '.join(names)}")
    return given


def _whom(
    language: str,
    plan: Plan | None,
    stage: Stage | None,
    origin: Origin | None,
    city: str | None,
    whose: Partner | None,
) -> Person:
    """Say for whom it is; what is not given is what the partner says of those it sends."""
    if whose:
        stage = stage or (Stage(whose.stage) if whose.stage else None)
        origin = origin or (Origin(whose.origin) if whose.origin else None)
        city = city or whose.city
    return Person(language, plan, stage, origin, city)


def _collect(batch: Batch, view: View, topics: Sequence[str], cards: Sequence[Card], size: leaflets.Size) -> None:
    """Make the leaflets of one language; what is not for this person or not in her language is left out."""
    for topic in topics:
        try:
            batch.add(view, topic, leaflets.of_topic(view, topic), size)
        except Missing:
            batch.left_out.append(f"{view.person.language} {topic}: not in this language yet")
    for card in cards:
        name = f"{view.person.language} {card.topic}/{card.id}"
        if reason := _hidden(card, view.person):
            batch.left_out.append(f"{name}: {reason}")
            continue
        try:
            made = leaflets.of_card(view, card)
        except Missing:
            batch.left_out.append(f"{name}: not in this language yet")
            continue
        if made:
            batch.add(view, f"{card.topic}-{card.id}", made, size)
        else:
            batch.left_out.append(f"{name}: says nothing to people with this plan, stage and origin")


def _hidden(card: Card, person: Person) -> str:
    """Say why a card is hidden for a person, and for whom it is not; nothing where it is shown."""
    for key, given in (("plan", person.plan), ("stage", person.stage)):
        weights = card.priority.get(key, {})
        if weights.get(given or UNKNOWN, 1) == 0:
            shown = " or ".join(value for value, weight in weights.items() if weight and value != UNKNOWN)
            return f"hidden for the {key} {given or UNKNOWN}; to have it: --{key} {shown}"
    return ""


def _write(batch: Batch, to: Path) -> None:
    """Write all as PDF; as HTML where there is no Chromium."""
    program = printing.find()
    to.mkdir(parents=True, exist_ok=True)
    if program is None:
        _lay(batch, to)
        print("There is no Chromium here, so these are HTML files. For PDF: sudo apt install chromium, and once more.")
    else:
        with TemporaryDirectory(prefix="drom-leaflets-") as folder:
            _lay(batch, Path(folder))
            _print(batch, Path(folder), to, program)
    for line in batch.left_out:
        print(f"left out: {line}")
    print(f"{len(batch.pages)} files in {to}, {len(batch.left_out)} left out")


def _lay(batch: Batch, folder: Path) -> None:
    """Write the pages, and beside them the style and the letters that they name."""
    shutil.copytree(HERE / "static", folder / "static", dirs_exist_ok=True)
    for name, html in batch.pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")


def _print(batch: Batch, folder: Path, to: Path, program: str) -> None:
    try:
        with printing.Printer(program) as printer, typer.progressbar(batch.pages, label="printing") as names:
            for name in names:
                (to / f"{name}.pdf").write_bytes(printer.pdf(folder / f"{name}.html"))
    except printing.CannotPrint as error:
        print(error)
        raise typer.Exit(1) from None
