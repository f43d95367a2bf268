"""The reviews of a language: locales/<lang>/reviews.toml. A card whose texts have changed since has none."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from app.domain.card import Card
from app.domain.language import SOURCE
from app.domain.library import Library
from app.domain.review import Review, digest
from app.language.registry import BrokenLanguage
from app.language.words import Words

FILE = "reviews.toml"
HEAD = "# Cards that a native speaker found good, as they were worded then. `drom review import` writes this file.\n"


class ReviewTable(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    texts: str
    by: str
    on: date


SHAPE = TypeAdapter(dict[str, ReviewTable])


def read(folder: Path) -> Mapping[str, Review]:
    """Read the reviews of locales/<lang>/ by card; none where there is no file. Raises BrokenLanguage."""
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        tables = SHAPE.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise BrokenLanguage(f"locales/{folder.name}/{FILE}: {error}") from error
    return {card: Review(card, table.texts, table.by, table.on) for card, table in tables.items()}


def written(reviews: Iterable[Review]) -> str:
    """Write the file: sorted by card, so that two people's reviews merge well."""
    tables = [
        f"\n[{review.card}]\n"
        f'texts = "{review.texts}"\n'
        f"by = {json.dumps(review.by, ensure_ascii=False)}\n"
        f"on = {review.on.isoformat()}\n"
        for review in sorted(reviews, key=lambda review: review.card)
    ]
    return HEAD + "".join(tables)


def digest_of(card: Card, words: Words, language: str) -> str:
    """Give the fingerprint of all texts of a card in a language; a missing one counts as no words."""
    return digest((text.context, words.template(text, language) or "") for text in card.texts)


def valid(library: Library, words: Words) -> Mapping[tuple[str, str], Review]:
    """Find the reviews that still hold, by language and card. Raises BrokenLanguage."""
    return {
        (code, name): review
        for code, folder in words.folders.items()
        if code != SOURCE
        for name, review in read(folder.path).items()
        if name in library.cards and review.texts == digest_of(library.cards[name], words, code)
    }
