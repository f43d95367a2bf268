"""The shapes of the talk over JSON, and of feedback."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.web.schemas import ClipOut
from app.web.session import LONGEST_CHOICE, LONGEST_TEXT, TOKEN


class StartIn(BaseModel):
    """She begins."""

    model_config = ConfigDict(extra="forbid")

    start: Literal[True]


class TextIn(BaseModel):
    """She writes."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=LONGEST_TEXT)


class TapIn(BaseModel):
    """She taps a choice."""

    model_config = ConfigDict(extra="forbid")

    choice: str = Field(min_length=1, max_length=LONGEST_CHOICE)


class ChatIn(BaseModel):
    """One message of a chat. Leave `session` out to begin."""

    model_config = ConfigDict(extra="forbid")

    session: str | None = Field(default=None, pattern=TOKEN)
    lang: str | None = Field(default=None, max_length=35)
    partner: str | None = Field(default=None, max_length=64)
    message: StartIn | TextIn | TapIn


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

    helpful: bool


class ListenedIn(CountedIn):
    """A card was `opened` on a page; its sound was started (`played`) or came to its end (`heard`), by whose voice."""

    event: Literal["opened", "played", "heard"]
    voice: Literal["human", "machine"] | None = None
