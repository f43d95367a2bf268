"""Understand a message: a number, a picture, the name of a choice, a command, or a question that a card answers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from app.domain.language import Lexicon
from app.domain.library import Library
from app.domain.message import Choice
from app.flow.fold import fold, pictures
from app.flow.search import MOST_NEAR, Meaning, search

DIGITS = re.compile(r"\s*([0-9])[\ufe0f\u20e3.)\s]*")
HUMAN = "0"


@dataclass(frozen=True, slots=True)
class Understood:
    """What was meant: a choice's id, or up to three that may have been. Both empty: nothing was understood.

    `exact` says that it was named, by its number, picture or words: then nothing else was said.
    """

    choice: str = ""
    near: tuple[str, ...] = ()
    exact: bool = False


def understand(text: str, visible: Sequence[Choice], language: str, library: Library) -> Understood:
    """Understand a typed message. What is on the screen wins over commands, commands win over questions."""
    if choice := _on_screen(text, visible, language, library) or command(text, language, library):
        return Understood(choice, exact=True)
    meant = search(text, library)
    if meant.command:
        return Understood(meant.command) if meant.sure else Understood(near=(meant.command,))
    if meant.sure:
        return Understood(f"card:{meant.cards[0][0]}")
    return Understood(near=tuple(f"card:{card}" for card, _ in meant.cards[:MOST_NEAR]))


def _on_screen(text: str, visible: Sequence[Choice], language: str, library: Library) -> str:
    """Match a number, a number word, a picture, or a choice's name in any language; the person's own wins."""
    if match := DIGITS.fullmatch(text):
        return _numbered(match.group(1), visible)
    if sign := pictures(text):
        for choice in visible:
            if pictures(choice.emoji) == sign:
                return choice.id
    said = fold(text)
    named = (_named(said, visible, library.lexicons[code]) for code in _own_first(language, library))
    return next((choice for choice in named if choice), "") if said else ""


def _named(said: str, visible: Sequence[Choice], lexicon: Lexicon) -> str:
    """Match a folded message with the names of the visible choices and with number words, in one language."""
    for choice in visible:
        names = [*lexicon.choices.get(choice.id, ())]
        if not choice.language or choice.language == lexicon.code:
            names.append(lexicon.labels.get((choice.label.domain, choice.label.context), choice.label.source))
        if said in map(fold, names):
            return choice.id
    for number, words in lexicon.numbers.items():
        if said in map(fold, words):
            return _numbered(str(number), visible)
    return ""


def _numbered(digit: str, visible: Sequence[Choice]) -> str:
    if digit == HUMAN:
        return "person"
    return visible[int(digit) - 1].id if int(digit) <= len(visible) else ""


def _own_first(language: str, library: Library) -> tuple[str, ...]:
    return tuple(sorted(library.lexicons, key=lambda code: code != language))


@cache
def _commands(library: Library, language: str) -> dict[str, str]:
    """Map folded words to commands and to the choices that can be said at any time (a language, a plan)."""
    words: dict[str, str] = {}
    for code in _own_first(language, library):
        for meaning, said in _sayings(library, code):
            words.setdefault(said, meaning)
    return words


def _sayings(library: Library, code: str) -> Iterator[tuple[str, str]]:
    lexicon = library.lexicons[code]
    for name, said in lexicon.commands.items():
        phrase = library.phrases.get(name)
        own = [lexicon.labels.get(("messages", name), ""), phrase.emoji if phrase else ""]
        yield from ((name, fold(word) or pictures(word)) for word in (*said, *own) if word)
    for name, said in lexicon.choices.items():
        yield from ((name, fold(word)) for word in said)


def command(text: str, language: str, library: Library) -> str:
    """Find a command ("menu", "stop" …) or a choice that can be said at any time; empty where there is none."""
    return _commands(library, language).get(fold(text) or pictures(text), "")


def meaning(text: str, language: str, library: Library) -> Meaning:
    """Say what a question means where no talk is going on: a command that is named goes before cards that are guessed.

    To name a language or a plan ("türkçe", "I come and go") is to ask for another one.
    """
    if named := command(text, language, library):
        verb = named.partition(":")[0]
        return Meaning("language" if verb == "lang" else verb, sure=True)
    return search(text, library)
