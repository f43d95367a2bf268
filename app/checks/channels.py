"""Every card goes out over every channel in one message (voice and words in two where they must), whoever hears it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from app.checks import Book, card_file, whom
from app.domain.card import Card, Step
from app.domain.message import Option, Reply
from app.domain.person import Person
from app.domain.problem import Problem
from app.domain.route import next_for, versions
from app.flow.say import MOST, card_choice
from app.ports import discover
from app.ports.channel import Delivery, Manner, Payload, Sound

RULE = "channel"
VOICE = Sound(Path("card.ogg"), "https://drom.example/card.ogg", 60.0)
PLACE = "📍 " + "x" * 197  # the place that is said after the steps
Render = Callable[[Delivery], tuple[Payload, ...]]


def find(book: Book) -> Iterator[Problem]:
    """Send every form of every card, in every language, with the cards that are offered after it."""
    channels = discover.modules("app.channels", "render")
    for card in book.library.cards.values():
        for language in book.folders:
            for name, channel in channels.items():
                most = 2 if getattr(channel, "MANNER", Manner()).merges else 1
                if problem := _first(book, card, language, name, channel.render, most):
                    yield problem


def _first(book: Book, card: Card, language: str, name: str, render: Render, most: int) -> Problem | None:
    """Give the first form of a card that does not go out, so that one long card is one line."""
    for steps, person in versions(card).items():
        if trouble := _trouble(render, most, _reply(book, card, steps, person, language)):
            return Problem(card_file(card), whom(person, language), RULE, f"{name}: {trouble}")
    return None


def _trouble(render: Render, most: int, reply: Reply) -> str:
    try:
        calls = [call for call in render(Delivery("1", reply, VOICE)) if not call.optional]
    except ValueError as refused:
        return str(refused)
    return "" if len(calls) <= most else f"{len(calls)} messages; {most} at most: say less"


def _reply(book: Book, card: Card, steps: tuple[Step, ...], person: Person, language: str) -> Reply:
    """Word a card as the talk does. Sound only counts as being there: its length is another rule's."""
    texts = ((card.emoji, card.title), *((step.emoji, step.text) for step in steps))
    lines = [f"{emoji} {book.words.say(text, language) or ''}" for emoji, text in texts]
    following = map(card_choice, next_for(card, person, book.library)[:MOST])
    choices = tuple(Option(one.id, one.emoji, book.words.say(one.label, language) or "") for one in following)
    return Reply(language, lines[0], "\n".join([*lines, PLACE]), ("card",), choices, card=card.id)
