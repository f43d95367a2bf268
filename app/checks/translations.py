"""A live language has every text, and those of the staff also the desk's, with the same facts in it as the German."""

from collections.abc import Iterator

from app.checks import Book
from app.domain.language import STAFF
from app.domain.problem import Problem
from app.domain.text import PLACEHOLDER

RULE = "translation"


def find(book: Book) -> Iterator[Problem]:
    """Find missing and fuzzy translations, and facts that were lost or added."""
    for language in book.others():
        draft = book.folders[language].language.status == "draft"
        desk = book.library.desk.values() if language in STAFF else ()
        for text in (*book.texts(), *desk):
            file = f"locales/{language}/LC_MESSAGES/{text.domain}.po"
            said = book.words.template(text, language)
            if said is None:
                advice = f'translate "{text.source[:50]}" (it is missing or fuzzy)'
                yield Problem(file, text.context, RULE, advice, warning=draft)
                continue
            found = {match.group(1) for match in PLACEHOLDER.finditer(said)}
            if lost := sorted(text.placeholders - found):
                yield Problem(file, text.context, RULE, f"the German has {{{'}, {'.join(lost)}}}: keep it")
            if added := sorted(found - text.placeholders):
                yield Problem(file, text.context, RULE, f"the German has no {{{'}, {'.join(added)}}}: take it out")
