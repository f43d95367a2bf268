"""Everything the service knows, loaded once and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.card import Card, Topic
from app.domain.fact import Fact
from app.domain.language import Language, Lexicon
from app.domain.model import Model
from app.domain.place import City, Partner, Place
from app.domain.review import Review
from app.domain.text import Text


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the talk or a label of a button: its picture and its German text. A `silent` one is only read."""

    key: str
    emoji: str
    text: Text
    silent: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Library:
    """The content. Orders are the editors' orders. Two libraries are never equal, so that one can be a cache's key.

    `first` are the cards that a new arrival hears first, by her plan. `desk` are the words of the partners' desk,
    which are only read. `reviews` are those that still hold, by language and card; a card without one is a draft in
    that language. `model` understands what people write; without one only choices and commands are understood.
    """

    topics: Mapping[str, Topic]
    cards: Mapping[str, Card]
    facts: Mapping[str, Fact]
    phrases: Mapping[str, Phrase]
    cities: Mapping[str, City]
    partners: Mapping[str, Partner]
    first: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    desk: Mapping[str, Text] = field(default_factory=dict)
    office_words: tuple[str, ...] = ()
    languages: Mapping[str, Language] = field(default_factory=dict)
    lexicons: Mapping[str, Lexicon] = field(default_factory=dict)
    reviews: Mapping[tuple[str, str], Review] = field(default_factory=dict)
    model: Model | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        """All places, those of the cities and those of the partners."""
        cities = (place for city in self.cities.values() for place in city.places)
        return (*cities, *(place for partner in self.partners.values() for place in partner.places))

    def topic_of(self, card: str) -> str:
        """Name the topic of a card; "" where there is no such card (any more)."""
        return self.cards[card].topic if card in self.cards else ""
