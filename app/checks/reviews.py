"""Reviews are of cards there are; a card that changed since its review has to be heard by a speaker again."""

from collections.abc import Iterator

from app.checks import Book
from app.domain.problem import Problem
from app.language import reviews
from app.language.registry import BrokenLanguage

RULE = "review"


def find(book: Book) -> Iterator[Problem]:
    """Find reviews that no longer hold, and those of cards that are gone."""
    for language in book.others():
        file = f"locales/{language}/{reviews.FILE}"
        try:
            known = reviews.read(book.folders[language].path)
        except BrokenLanguage as broken:
            yield Problem(file, "file", RULE, f"cannot be read: {broken}")
            continue
        for name, review in known.items():
            card = book.library.cards.get(name)
            if card is None:
                yield Problem(file, name, RULE, "there is no such card: take its review out, or mend its name")
            elif review.texts != reviews.digest_of(card, book.words, language):
                advice = f"changed since {review.on}: `drom review export {language} --card {name}`"
                yield Problem(file, name, RULE, advice, warning=True)
