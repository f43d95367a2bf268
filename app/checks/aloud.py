"""A whole card read aloud is over in a minute, for everybody, so that a messenger shows it as one voice note."""

import re
from collections.abc import Iterator, Mapping

from app.checks import Book, card_file, whom
from app.domain.card import Card
from app.domain.problem import Problem
from app.domain.route import versions
from app.language import signs, spoken
from app.language.tables import Tables

RULE = "aloud"
MOST = 60  # seconds; content guide, rule 1
SIGNS = (re.compile(r"\w"), re.compile(r"[.!?:]"), re.compile(r","))
# Seconds for a letter, the end of a sentence, a comma, and a clip: least squares over all clips of espeak, 2026-11.
# A clip is off by 0.4 seconds as a rule, a card by one. Measured clips would make the check depend on the machine.
PACE: Mapping[str, tuple[float, float, float, float]] = {
    "de": (0.076, 0.244, 0.367, 0.300),
    "ro": (0.078, 0.488, 0.335, 0.430),
    "bg": (0.082, 0.285, 0.164, 0.428),
    "tr": (0.091, 0.330, 0.300, 0.407),
    "rmy": (0.080, 0.355, 0.268, 0.477),
}
UNMEASURED = (0.091, 0.488, 0.367, 0.477)  # a new language: the slowest of each


def find(book: Book) -> Iterator[Problem]:
    """Find cards that are longer than a minute, each with the person who hears the longest form."""
    for language, tables in book.tables.items():
        for card in book.library.cards.values():
            times = _times(book, card, language, tables)
            forms = (
                (2 * signs.SECONDS + times[""] + sum(times[step.id] for step in form), who)
                for form, who in versions(card).items()
            )
            longest, person = max(forms, key=lambda found: found[0])
            if longest > MOST:
                advice = f"{longest:.0f} seconds aloud; at most {MOST}: say less"
                yield Problem(card_file(card), whom(person, language), RULE, advice)


def seconds(text: str, language: str, tables: Tables, office_words: tuple[str, ...] = ()) -> float:
    """Estimate how long a text plays, in seconds."""
    said = " ".join(span.text for span in spoken.spans(text, language, tables, office_words))
    letter, stop, comma, clip = PACE.get(language, UNMEASURED)
    counts = (len(sign.findall(said)) for sign in SIGNS)
    return clip + sum(number * each for number, each in zip(counts, (letter, stop, comma), strict=True))


def _times(book: Book, card: Card, language: str, tables: Tables) -> Mapping[str, float]:
    """Time the title (under the name "") and every step."""
    texts = {"": card.title} | {step.id: step.text for step in card.steps}
    said = {name: book.words.say(text, language) or "" for name, text in texts.items()}
    return {name: seconds(text, language, tables, book.library.office_words) for name, text in said.items()}
