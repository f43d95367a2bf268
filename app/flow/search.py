"""Find what a message means: a card, a command, or nothing of ours. The learned model says how sure it is."""

from dataclasses import dataclass

from app.domain.library import Library
from app.flow.classify import Guess, guess, weigh
from app.flow.fold import fold

OUTSIDE, COMMAND = "-", "!"  # the labels that are no cards (app/language/examples.py)
SURE = 0.6  # of ten messages above it, nine or more are answered rightly (`make bench`)
FOREIGN = 0.5  # so sure that it is about something else, that nothing is offered
NEAR = 0.2  # below it nothing is offered either: better to say so
WORTH = 0.01  # a card that is offered beside the likeliest one
DANGEROUS = frozenset({"stop", "someone"})  # what cannot be taken back needs to be surer
CERTAIN = 0.85
MOST_NEAR = 3
SHORTEST = 3  # letters


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a message may mean: a command, or cards with how likely each is, likeliest first.

    `sure` says that the command or the first card can be taken at its word; else it is offered.
    """

    command: str = ""
    cards: tuple[Guess, ...] = ()
    sure: bool = False


def search(message: str, library: Library) -> Meaning:
    """Say what a message means; nothing where it is too short, strange, or about something else."""
    if library.model is None or len(fold(message)) < SHORTEST:
        return Meaning()
    found = guess(weigh(message, library.model), library.model.heads["ask"])
    ours = [one for one in found if one[0] != OUTSIDE]
    label, chance = ours[0]
    if chance < NEAR or dict(found)[OUTSIDE] >= FOREIGN:
        return Meaning()
    if label.startswith(COMMAND):
        command = label.removeprefix(COMMAND)
        return Meaning(command, sure=chance >= (CERTAIN if command in DANGEROUS else SURE))
    cards = tuple(one for one in ours if one[0] in library.cards and one[1] >= WORTH)
    return Meaning(cards=cards, sure=chance >= SURE)
