"""Language codes, and what a piece of the program must know about a language to talk in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

ROMANES = "rmy"
SOURCE = "de"
STAFF = ("de", "ro", "bg")  # what those read who work for partners; their desk is in these alone
ALIASES = dict.fromkeys(("rom", "rmn", "rmc", "rml", "rmo", "rmf", "rmw"), ROMANES)


def canonical(tag: str) -> str:
    """Bring a tag from outside ("ro-RO", "rom", "tr_TR") to the code used inside; unknown ones in lower case."""
    base = tag.strip().replace("_", "-").split("-")[0].lower()
    return ALIASES.get(base, base)


def negotiate(tags: tuple[str, ...], offered: tuple[str, ...]) -> str | None:
    """Pick the first of the wanted tags that is offered. ICU and Babel map Romani tags wrongly, hence our own."""
    return next((code for code in map(canonical, tags) if code in offered), None)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What people say in one language: words that stand for a command, a number or a choice.

    `commands` maps a command id ("menu", "again" …) to the words and emoji that mean it;
    `numbers` maps a number to its words; `choices` maps a choice id to further words for it;
    `labels` holds the written label of each text by (domain, context).
    """

    code: str
    commands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the service. `name` is its own name; `status` is "live" or "draft"."""

    code: str
    name: str
    status: str
    order: int
    numbers_like: str
    direction: str = "ltr"
    speech: tuple[str, ...] = ("espeak", "google")
