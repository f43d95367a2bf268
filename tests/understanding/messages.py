"""Read the messages that the model has not seen, and say how well they are understood."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.domain.library import Library
from app.flow.detect import FEWEST_WORDS, detect
from app.flow.features import words
from app.flow.search import Meaning, search
from app.flow.understand import command

HERE = Path(__file__).parent
LANGUAGES = ("ro", "bg", "tr", "de", "rmy")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: what it means (a card, "!" and a command, or "-"), how it is written, and in which language."""

    label: str
    style: str
    text: str
    language: str

    @property
    def kind(self) -> str:
        """Which promise it falls under."""
        return {"!": "command", "-": "outside"}.get(self.label[0], "card")


def read(language: str) -> tuple[Message, ...]:
    """Read the messages of a language."""
    lines = (HERE / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(Message(*line.split("\t"), language) for line in lines if line)


def understood(message: Message, library: Library) -> tuple[str, ...]:
    """Say what we would do with it, likeliest first: cards, a command, or nothing ("-")."""
    if told := command(message.text, message.language, library):
        return (f"!{told}",)
    meant: Meaning = search(message.text, library)
    if meant.command:
        return (f"!{meant.command}",)
    return tuple(card for card, _ in meant.cards) or ("-",)


def share(messages: Iterable[Message], library: Library, among: int = 1) -> float:
    """Give the share of messages whose meaning is among the first so many."""
    found = [message.label in understood(message, library)[:among] for message in messages]
    return sum(found) / max(1, len(found))


def languages(messages: Iterable[Message], library: Library) -> float:
    """Give the share of messages of three words and more whose language is right."""
    long = [message for message in messages if len(words(message.text)) >= FEWEST_WORDS]
    return sum(detect(message.text, library) == message.language for message in long) / max(1, len(long))
