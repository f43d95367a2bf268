"""How far the review is: topic by topic, language by language."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.language import SOURCE
from app.domain.library import Library
from app.language import reviews
from app.language.words import Words
from app.service.parts import Parts

HEAD = f"{'topic':14} {'lang':4} {'texts':>9} {'cards':>5} {'reviewed':>8} {'stale':>5}"
TABLE_HEAD = f"{HEAD} {'sound':>9} next review of a fact"


@dataclass(frozen=True, slots=True)
class Row:
    """How far a topic is in a language: texts there and wanted; cards, those reviewed, those changed since."""

    topic: str
    language: str
    texts: int
    wanted: int
    cards: int
    reviewed: int
    stale: int

    def __str__(self) -> str:
        texts = f"{self.texts}/{self.wanted}"
        return f"{self.topic:14} {self.language:4} {texts:>9} {self.cards:5} {self.reviewed:8} {self.stale:5}"


def status(library: Library, words: Words) -> Iterator[Row]:
    """Count how far the review is, topic by topic, in each language but German."""
    recorded = {code: reviews.read(folder.path) for code, folder in words.folders.items() if code != SOURCE}
    for topic in library.topics.values():
        cards = [library.cards[name] for name in topic.cards]
        texts = [text for card in cards for text in card.texts]
        for language, known in recorded.items():
            good = sum((language, card.id) in library.reviews for card in cards)
            yield Row(
                topic=topic.id,
                language=language,
                texts=sum(words.template(text, language) is not None for text in texts),
                wanted=len(texts),
                cards=len(cards),
                reviewed=good,
                stale=sum(card.id in known for card in cards) - good,
            )


def table(parts: Parts) -> Iterator[str]:
    """Say of each topic and language how much of it is there, reviewed and to be heard, and which fact is due next."""
    for row in status(parts.library, parts.words):
        cards = [parts.library.cards[name] for name in parts.library.topics[row.topic].cards]
        said = [parts.words.say(text, row.language) for card in cards for text in card.texts]
        heard = sum(parts.clips.is_made(parts.clips.name(text, row.language)) for text in said if text)
        names = {name for card in cards for step in card.steps for name in (*step.facts, *step.text.placeholders)}
        due = min((fact for name in names if (fact := parts.library.facts.get(name))), key=lambda fact: fact.review_by)
        yield f"{row} {f'{heard}/{row.wanted}':>9} {due.review_by} {due.id}"
