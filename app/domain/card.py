"""Topics, cards and steps, and for whom a step is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.person import Person
from app.domain.text import Text

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class When:
    """For whom a step is. An empty set means everybody; "unknown" in a set means somebody who has not said."""

    plan: frozenset[str] = frozenset()
    stage: frozenset[str] = frozenset()
    origin: frozenset[str] = frozenset()

    def fits(self, person: Person) -> bool:
        """Say whether all that the step asks for is given by the person."""
        return all(
            not wanted or (given or UNKNOWN) in wanted
            for wanted, given in ((self.plan, person.plan), (self.stage, person.stage), (self.origin, person.origin))
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One thing said: one or two short sentences and one emoji as its picture."""

    id: str
    emoji: str
    text: Text
    when: When = When()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """The answer to one question. There is one of each, so that it can be a cache's key.

    `priority` maps "plan" and "stage" to 0 (hidden) … 3 for each of their values and "unknown";
    `needs` are the kinds of places that help with it; `local` says that the answer itself is a place, so that the city
    is asked for first; `next` are cards worth hearing after it.
    """

    id: str
    topic: str
    emoji: str
    label: Text
    title: Text
    steps: tuple[Step, ...]
    priority: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    local: bool = False
    next: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[Text, ...]:
        """All that is written of it: label, title, and the steps for everybody."""
        return self.label, self.title, *(step.text for step in self.steps)


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of cards, in the order in which the editors think of them."""

    id: str
    emoji: str
    label: Text
    cards: tuple[str, ...]
