"""Make the sheet for a reviewer: one HTML file to read, print, or fill in without a network (docs/reviewing.md)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.domain.card import Card, When
from app.domain.language import SOURCE
from app.domain.library import Library
from app.domain.review import Review, digest
from app.domain.text import PLACEHOLDER, Text
from app.language.corrections import pairs, plain
from app.language.words import Words

LABEL, TITLE, STEP = 20, 60, 160  # characters, as in app/checks/lengths.py; a test holds them together
WHOM = {
    "settle": "wer in Deutschland bleibt",
    "return": "wer später zurückgeht",
    "circular": "wer kommt und geht",
    "transnational": "wer in mehreren Ländern lebt",
    "before": "wer noch nicht in Deutschland ist",
    "here": "wer in Deutschland ist",
    "leaving": "wer bald weggeht",
    "romania": "wer aus Rumänien kommt",
    "bulgaria": "wer aus Bulgarien kommt",
    "other": "wer aus einem anderen Land kommt",
}
UNKNOWN = {
    "plan": "wer den Plan nicht gesagt hat",
    "stage": "wer nicht gesagt hat, wo sie ist",
    "origin": "wer die Herkunft nicht gesagt hat",
}
sheets = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class UnknownName(Exception):
    """There is no such language, card or topic; the message names those there are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One text to review. `now` and `meaning` are pieces: words, and whether they are a value to be kept."""

    context: str
    seen: str
    emoji: str
    whom: str
    most: int
    now: tuple[tuple[str, bool], ...]
    meaning: tuple[tuple[str, bool], ...]
    values: tuple[str, ...]

    @property
    def said(self) -> str:
        """The whole sentence as it is heard; empty where it is not translated yet."""
        return "".join(words for words, _ in self.now)


@dataclass(frozen=True, slots=True)
class AskedCard:
    """One card to review, and who found it good before."""

    card: Card
    review: Review | None
    texts: tuple[Asked, ...]


def language_of(library: Library, code: str) -> str:
    """Check that a language can be reviewed. Raises UnknownName."""
    if code == SOURCE:
        raise UnknownName("German is the source text: correct it in content/")
    if code not in library.languages:
        others = ", ".join(other for other in library.languages if other != SOURCE)
        raise UnknownName(f'there is no language "{code}"; there are {others}')
    return code


def choose(
    library: Library, language: str, cards: Sequence[str] = (), topics: Sequence[str] = (), *, only_open: bool = False
) -> tuple[Card, ...]:
    """Pick the cards of these names and topics (all where none is named), in the editors' order. Raises UnknownName."""
    for given, known, kind in ((cards, library.cards, "card"), (topics, library.topics, "topic")):
        if strange := [name for name in given if name not in known]:
            raise UnknownName(f'there is no {kind} "{strange[0]}"; there are {", ".join(known)}')
    listed = [library.cards[name] for topic in library.topics.values() for name in topic.cards]
    return tuple(
        card
        for card in listed
        if (not (cards or topics) or card.id in cards or card.topic in topics)
        and not (only_open and (language, card.id) in library.reviews)
    )


def page(library: Library, words: Words, language: str, cards: Sequence[Card]) -> str:
    """Make the sheet: HTML with all that it needs in it."""
    asked = [
        AskedCard(card, library.reviews.get((language, card.id)), tuple(_asked(card, words, language)))
        for card in cards
    ]
    return sheets.get_template("review.html").render(
        language=library.languages[language],
        topics=[(topic, [one for one in asked if one.card.topic == topic.id]) for topic in library.topics.values()],
        count=len(asked),
        # A draft kept in the browser belongs to this very sheet, not to last month's.
        key=f"drom-review-{language}-{digest((text.context, text.seen) for one in asked for text in one.texts)}",
    )


def seen(text: Text, words: Words, language: str) -> str:
    """Give the fingerprint of what a reviewer reads: the sentence and its German."""
    return digest([(text.source, words.template(text, language) or "")])


def most(context: str) -> int:
    """Say how many characters a text may have as it is read."""
    return {"label": LABEL, "title": TITLE}.get(context.rsplit(".", 1)[1], STEP)


def _asked(card: Card, words: Words, language: str) -> Iterator[Asked]:
    steps = [(step.text, step.emoji, _whom(step.when)) for step in card.steps]
    heads = [
        (card.label, card.emoji, "Kurzer Name auf dem Knopf, für alle"),
        (card.title, card.emoji, "Die Frage, für alle"),
    ]
    for text, emoji, whom in (*heads, *steps):
        template = words.template(text, language)
        yield Asked(
            context=text.context,
            seen=seen(text, words, language),
            emoji=emoji,
            whom=whom,
            most=most(text.context),
            now=tuple(_pieces(template or "", words, language)),
            meaning=tuple(_pieces(text.source, words, SOURCE)),
            values=tuple(dict.fromkeys(value for _, value in pairs(words, text, language))),
        )


def _pieces(template: str, words: Words, language: str) -> Iterator[tuple[str, bool]]:
    """Part a sentence into its own words and the values in it."""
    end = 0
    for match in PLACEHOLDER.finditer(template):
        yield template[end : match.start()], False
        yield plain(words.value(match.group(1), language, match.group(2) or "")), True
        end = match.end()
    yield template[end:], False


def _whom(when: When) -> str:
    """Say in words who hears a step."""
    wanted = (("plan", when.plan), ("stage", when.stage), ("origin", when.origin))
    parts = []
    for key, names in wanted:
        known = [said for name, said in WHOM.items() if name in names]
        parts.append(" oder ".join([*known, *([UNKNOWN[key]] if "unknown" in names else [])]))
    said = "; und nur, ".join(part for part in parts if part)
    return f"Das hört, {said}" if said else "Das hören alle"
