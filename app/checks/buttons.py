"""Whatever can be tapped fits the strictest of our channels, and keeps its meaning there."""

from collections.abc import Iterator

from app.checks import Book, card_file, words_file
from app.domain.problem import Problem
from app.flow.say import card_choice

RULE = "button"
ROW = 24  # characters of a row in a list of WhatsApp, the picture and a space with it
DESCRIPTION = 72  # characters under such a row, where the question stands
CHOICE_BYTES = 64  # what a button of Telegram carries


def find(book: Book) -> Iterator[Problem]:
    """Put every card on a button, in every language."""
    for card in book.library.cards.values():
        if len(card_choice(card).id.encode()) > CHOICE_BYTES:
            yield Problem(card_file(card), "file", RULE, "the name of the card is too long for a button of Telegram")
        for language in book.folders:
            label = f"{card.emoji} {book.words.say(card.label, language) or ''}"
            if len(label) > ROW:
                advice = f'"{label}" has {len(label)} characters; a row of WhatsApp holds {ROW}'
                yield Problem(words_file(card.label, language), card.label.context, RULE, advice)
            title = book.words.say(card.title, language) or ""
            if len(title) > DESCRIPTION:
                advice = f"{len(title)} characters; a row of WhatsApp holds {DESCRIPTION}"
                yield Problem(words_file(card.title, language), card.title.context, RULE, advice)
