"""Everything that is said aloud can be said: no digit, sign or foreign letter that no table of the language knows."""

from collections.abc import Iterator

from app.checks import Book, words_file
from app.domain.problem import Problem
from app.domain.text import Text
from app.language import spoken

RULE = "speakable"


def find(book: Book) -> Iterator[Problem]:
    """Turn every text of every language into what is spoken."""
    silent = {phrase.text for phrase in book.library.phrases.values() if phrase.silent}
    for language, tables in book.tables.items():
        for text in book.texts():
            said = "" if text in silent else book.words.say(text, language, _given(text, book))
            if strange := spoken.unknown(said or "", language, tables, book.library.office_words):
                advice = (
                    f'"{" ".join(strange)}" is not known to locales/{language}/speech.toml: '
                    "add it there, a word to lexicon.toml, or write it in letters"
                )
                yield Problem(words_file(text, language), text.context, RULE, advice)


def _given(text: Text, book: Book) -> dict[str, str]:
    """Leave out what only a talk can fill in, a telephone number for instance; the places' own check reads that."""
    return dict.fromkeys(text.placeholders - book.library.facts.keys(), "")
