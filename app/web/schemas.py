"""The shapes of the API's answers, as the contract fixes them (docs/api.md)."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict


class ClipOut(BaseModel):
    """A sound in two forms."""

    ogg: str
    mp3: str
    seconds: float
    voice: Literal["human", "machine"]


class LanguageOut(BaseModel):
    """A language under its own name."""

    code: str
    name: str
    status: Literal["live", "draft"]
    audio: ClipOut | None


class LanguagesOut(BaseModel):
    """All languages."""

    languages: list[LanguageOut]


class ChoiceOut(BaseModel):
    """One answer to one of the three questions."""

    id: str
    emoji: str
    label: str
    audio: ClipOut | None


class PlanOut(BaseModel):
    """A plan as a picture, a label and a sentence."""

    id: str
    emoji: str
    label: str
    text: str
    audio: ClipOut | None


class QuestionOut(BaseModel):
    """One of the three questions that suggest a plan."""

    id: str
    text: str
    audio: ClipOut | None
    choices: list[ChoiceOut]


class PlansOut(BaseModel):
    """The plans and the questions."""

    plans: list[PlanOut]
    questions: list[QuestionOut]


class PlanAnswers(BaseModel):
    """Three answers."""

    model_config = ConfigDict(extra="forbid")

    stay: Literal["for-good", "some-years", "some-months", "unsure"]
    family: Literal["with-me", "at-home", "several-countries", "alone"]
    travel: Literal["rarely", "every-season", "several-countries"]


class PlanSuggested(BaseModel):
    """The plan they point to."""

    plan: Literal["settle", "return", "circular", "transnational"]


class CardListed(BaseModel):
    """A card in a topic's list."""

    id: str
    emoji: str
    label: str
    title: str
    priority: int
    audio: ClipOut | None


class TopicOut(BaseModel):
    """A topic with its cards in the order for this person."""

    id: str
    emoji: str
    label: str
    audio: ClipOut | None
    cards: list[CardListed]


class TopicsOut(BaseModel):
    """All topics."""

    topics: list[TopicOut]


class StepOut(BaseModel):
    """One thing said."""

    id: str
    emoji: str
    text: str
    audio: ClipOut | None
    facts: list[str]


class FactOut(BaseModel):
    """A fact with its legal basis. `text` is its value in words, or, for a right, the sentence that states it."""

    id: str
    text: str
    value: int | float | str | None
    unit: str | None
    legal_basis: str
    source_url: str
    checked_on: date
    review_by: date


class PlaceOut(BaseModel):
    """Where people are helped. null means unknown."""

    id: str
    name: str
    city: str
    needs: list[str]
    languages: list[str]
    phone: str | None
    url: str | None
    address: str | None
    hours: str | None
    walk_in: bool | None
    by_appointment: bool | None
    last_confirmed: date


class ReviewOut(BaseModel):
    """Whether a native speaker has checked this card in this language."""

    status: Literal["draft", "reviewed"]
    by: str | None
    on: date | None


class NoteOut(BaseModel):
    """What a partner says of a card until a day: its name, its words, and when it wrote them."""

    partner: str
    text: str
    date: date
    audio: ClipOut | None


class CardOut(BaseModel):
    """A whole card for one person. `notes` are those of her partner, and of the partners in her city."""

    id: str
    topic: str
    lang: str
    emoji: str
    label: str
    title: str
    steps: list[StepOut]
    audio: ClipOut | None
    facts: list[FactOut]
    places: list[PlaceOut]
    next: list[str]
    review: ReviewOut
    notes: list[NoteOut]


class PlacesOut(BaseModel):
    """Places, the most useful first."""

    places: list[PlaceOut]


class SearchResult(BaseModel):
    """A card that may answer the question; the score is between 0 and 1."""

    card: str
    score: float


class SearchOut(BaseModel):
    """What a message means."""

    language: str | None
    command: Literal["menu", "back", "repeat", "language", "plan", "help", "stop"] | None
    results: list[SearchResult]
