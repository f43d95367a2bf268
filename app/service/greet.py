"""Greet somebody who comes by a page: what is said first, and where the talk then stands. Nothing is kept."""

from dataclasses import dataclass, replace

from app.domain.message import Incoming, Kind, Reply
from app.domain.person import Person
from app.flow.conversation import Conversation
from app.flow.engine import advance
from app.flow.partner import sent_by
from app.service import word
from app.service.parts import Parts


@dataclass(frozen=True, slots=True)
class Greeting:
    """What is said first, and the conversation in which it was said."""

    replies: tuple[Reply, ...]
    conversation: Conversation


def coming(parts: Parts, known: Person, partner: str = "") -> Conversation | None:
    """Note what is known before the first word; what she says of herself goes before what her partner says of all.

    The language is left out, since to choose it is the first step. None where nothing is known: an old leaflet's code
    must not keep anybody out.
    """
    person = replace(known, language="")
    if sender := parts.library.partners.get(partner):
        begin = Conversation(sent_by(sender, person), partner=sender.code)
    else:
        begin = Conversation(person)
    return None if begin == Conversation() else begin


def greet(parts: Parts, person: Person, partner: str = "") -> Greeting:
    """Say the first turn to a person whose language is known."""
    chosen = Incoming("", "", "", Kind.CHOICE, f"lang:{person.language}")
    turn = advance(coming(parts, person, partner), chosen, parts.library, parts.now())
    replies = tuple(word.say(parts, told, person.language) for told in turn.says)
    return Greeting(replies, turn.conversation or Conversation())
