"""The shapes of the talk over JSON, and of feedback."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StrictBool, Tag
from pydantic_core import PydanticCustomError

from app.web.schemas import ClipOut
from app.web.session import LONGEST_CHOICE, LONGEST_TEXT, TOKEN


def _true(given: Any) -> bool:
    """Take true alone: to Python, and so to Literal[True], the number 1 is the same."""
    if given is not True:
        raise PydanticCustomError("true", "Input should be true")
    return True


class StartIn(BaseModel):
    """She begins."""

    model_config = ConfigDict(extra="forbid")

    start: Annotated[Literal[True], BeforeValidator(_true)]


class TextIn(BaseModel):
    """She writes."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=LONGEST_TEXT)


class TapIn(BaseModel):
    """She taps a choice."""

    model_config = ConfigDict(extra="forbid")

    choice: str = Field(min_length=1, max_length=LONGEST_CHOICE)


KINDS = {"start": "StartIn", "text": "TextIn", "choice": "TapIn"}


def _kind(given: Any) -> str | None:
    """Tell a message by its one field, so that only this kind says what is wrong with it, and not all three."""
    found = [kind for name, kind in KINDS.items() if isinstance(given, dict) and name in given]
    return found[0] if len(found) == 1 else None


ONE_OF_THREE = Discriminator(
    _kind,
    custom_error_type="one_of_three",
    custom_error_message='Send {"start": true}, {"text": "…"} or {"choice": id}',
)


class ChatIn(BaseModel):
    """One message of a chat. Leave `session` out to begin."""

    model_config = ConfigDict(extra="forbid")

    session: str | None = Field(default=None, pattern=TOKEN)
    lang: str | None = Field(default=None, max_length=35)
    partner: str | None = Field(default=None, max_length=64)
    message: Annotated[
        Annotated[StartIn, Tag("StartIn")] | Annotated[TextIn, Tag("TextIn")] | Annotated[TapIn, Tag("TapIn")],
        ONE_OF_THREE,
    ]


class PersonOut(BaseModel):
    """What the person has said about herself."""

    language: str | None
    plan: str | None
    stage: str | None
    origin: str | None
    city: str | None


class OptionOut(BaseModel):
    """Something to tap."""

    id: str
    emoji: str
    label: str


class MessageOut(BaseModel):
    """One thing said. The last three choices are the fixed row: again, a person, menu; after "stop" only start."""

    text: str
    audio: ClipOut | None
    card: str | None
    choices: list[OptionOut]


class ChatOut(BaseModel):
    """The answer to one message: two things said at the most."""

    session: str
    person: PersonOut
    messages: list[MessageOut]


class CountedIn(BaseModel):
    """A card, and what the page knows of the kind of person: what is not known here is left out of the count."""

    model_config = ConfigDict(extra="forbid")

    card: str = Field(max_length=64)
    lang: str = Field(max_length=35)
    plan: str | None = Field(default=None, max_length=64)
    stage: str | None = Field(default=None, max_length=64)
    origin: str | None = Field(default=None, max_length=64)
    partner: str | None = Field(default=None, max_length=64)


class FeedbackIn(CountedIn):
    """What somebody thinks of a card."""

    helpful: StrictBool


class ListenedIn(CountedIn):
    """A card was `opened` on a page; its sound was started (`played`) or came to its end (`heard`), by whose voice."""

    event: Literal["opened", "played", "heard"]
    voice: Literal["human", "machine"] | None = None
