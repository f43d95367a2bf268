"""Take a reviewer's answers: corrections go into the PO files, cards found good into reviews.toml, or nothing does."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from app.domain.card import Card
from app.domain.library import Library
from app.domain.problem import Problem
from app.domain.review import Review, digest
from app.domain.text import Text
from app.language import reviews
from app.language.corrections import Refused, corrected, pairs, restored
from app.language.words import Words
from app.service.sheet import UnknownName, language_of, most, seen

RULE = "review"
ROLE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ,/()-]){1,59}")  # no digit and no @: no telephone and no mail address


class BadAnswer(Exception):
    """The file cannot be used at all; the message says why and what to do."""


class SeenText(BaseModel):
    """The fingerprint of the text that the reviewer read, and her words where she would say it otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seen: str
    text: str = ""


class SeenCard(BaseModel):
    """One card: whether all of it is good, and its texts by their place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    good: bool = False
    texts: dict[str, SeenText]


class Answer(BaseModel):
    """The file that the button of the sheet saves."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    drom_review: Literal[1]
    language: str
    role: str = ""
    on: date
    cards: dict[str, SeenCard]


@dataclass
class Outcome:
    """What an answer leads to: corrections and reviews that are taken, what is refused, and the files to write."""

    corrections: dict[Text, str] = field(default_factory=dict)
    reviews: list[Review] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    files: dict[Path, str] = field(default_factory=dict)


def read(content: bytes) -> Answer:
    """Read the file that a reviewer sent. Raises BadAnswer."""
    try:
        return Answer.model_validate(json.loads(content.decode("utf-8-sig")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        raise BadAnswer(f"{place}: {first['msg']}. Is it the file that the sheet saved?") from error
    except (ValueError, RecursionError) as error:
        raise BadAnswer(f"it is no JSON file of a review sheet ({error}). Ask for the file again.") from error


def weigh(
    library: Library, words: Words, answer: Answer, today: date, role: str = "", on: date | None = None
) -> Outcome:
    """Say what to take and what to refuse; nothing is written. `role` and `on` overrule the file. Raises BadAnswer."""
    try:
        language = language_of(library, answer.language)
    except UnknownName as unknown:
        raise BadAnswer(f"language: {unknown}") from unknown
    by, day = " ".join((role or answer.role).split()), on or answer.on
    if any(card.good for card in answer.cards.values()) and not ROLE.fullmatch(by):
        raise BadAnswer(f'role: "{by}" is no role; give one with --role "native speaker, teacher", never a name')
    if day > today:
        raise BadAnswer(f"on: {day} is still to come; give the day of the review with --on")
    outcome = Outcome()
    for name, told in answer.cards.items():
        if card := library.cards.get(name):
            _weigh_card(outcome, words, language, card, told, Review(name, "", by, day))
        else:
            advice = "there is no such card any more; nothing of it is taken"
            outcome.refused.append(Problem(f"locales/{language}", name, RULE, advice))
    _prepare(outcome, words, language)
    return outcome


def _weigh_card(outcome: Outcome, words: Words, language: str, card: Card, told: SeenCard, review: Review) -> None:
    """Take the corrections of a card that can be taken, and the tick if nothing of the card is in doubt."""
    refused = len(outcome.refused)
    after: list[tuple[str, str]] = []
    for text in card.texts:
        before = words.template(text, language) or ""
        try:
            template = _new(words, language, text, told.texts.get(text.context), before, good=told.good)
        except Refused as error:
            file = f"locales/{language}/LC_MESSAGES/{text.domain}.po"
            outcome.refused.append(Problem(file, text.context, RULE, str(error)))
            continue
        after.append((text.context, template))
        if template != before:
            outcome.corrections[text] = template
    for context in sorted(told.texts.keys() - {text.context for text in card.texts}):
        advice = "the card has no such text any more: export it again"
        outcome.refused.append(Problem(f"locales/{language}/LC_MESSAGES/{card.topic}.po", context, RULE, advice))
    if told.good and len(outcome.refused) == refused:
        outcome.reviews.append(Review(card.id, digest(after), review.by, review.on))
    elif told.good:
        advice = "not recorded as good, since not all of it was taken"
        outcome.refused.append(Problem(f"locales/{language}/{reviews.FILE}", card.id, RULE, advice))


def _new(words: Words, language: str, text: Text, told: SeenText | None, before: str, *, good: bool) -> str:
    """Give the template that a text has after the review. Raises Refused."""
    said = told.text.strip() if told else ""
    template = restored(said, pairs(words, text, language)) if said else before
    if said and template == before:
        return before  # taken before: the same file may come twice
    if (said or good) and (told is None or told.seen != seen(text, words, language)):
        raise Refused("the text has changed since the sheet was made: export it again")
    if good and not template:
        raise Refused("it is not translated yet: a card is good only when it is whole")
    length = len(words.say(Text("", "", template), language) or "")
    if said and length > most(text.context):
        raise Refused(f"{length} characters; at most {most(text.context)}: say it shorter")
    return template


def _prepare(outcome: Outcome, words: Words, language: str) -> None:
    """Word the files that will be written. Raises BadAnswer where a PO file is behind the German."""
    folder = words.folders[language].path
    by_domain: dict[str, dict[Text, str]] = defaultdict(dict)
    for text, template in outcome.corrections.items():
        by_domain[text.domain][text] = template
    for domain, said in by_domain.items():
        path = folder / "LC_MESSAGES" / f"{domain}.po"
        try:
            outcome.files[path] = corrected(path, said)
        except (OSError, Refused) as error:
            raise BadAnswer(f"locales/{language}/LC_MESSAGES/{domain}.po: {error}") from error
    if outcome.reviews:
        known = {**reviews.read(folder), **{review.card: review for review in outcome.reviews}}
        outcome.files[folder / reviews.FILE] = reviews.written(known.values())


def report(outcome: Outcome) -> Iterator[str]:
    """Say line by line what is taken and what is refused."""
    for text, template in outcome.corrections.items():
        yield f"{text.context}: {template}"
    for review in outcome.reviews:
        yield f"{review.card}: good, {review.by}, {review.on}"
    for problem in outcome.refused:
        yield str(problem)
    yield (
        f"{len(outcome.corrections)} corrections, {len(outcome.reviews)} cards good, {len(outcome.refused)} refused; "
        "next: drom check"
    )
