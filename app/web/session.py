"""One step in a talk on the web, for the page and over JSON: the session's token, its pace, and how it begins."""

import math
import secrets
from dataclasses import dataclass

from app.domain.message import Incoming, Kind
from app.domain.person import Person
from app.service.converse import Answer, converse
from app.service.greet import coming, greet
from app.service.parts import Parts
from app.web.hurry import Hurry

CHANNEL = "web"
TOKEN = r"^[A-Za-z0-9_-]{22}$"  # noqa: S105  # how a token looks, not one
LONGEST_TEXT = 4096  # characters; a messenger's own limit
LONGEST_CHOICE = 64
hurry = Hurry(burst=20, seconds=2.0)  # one person can hardly tap faster


class TooFast(Exception):
    """The talk runs faster than anybody can listen. `wait` is in whole seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Said:
    """What she did, who she is as far as the address tells, and whose code brought her."""

    kind: Kind
    content: str
    person: Person
    partner: str = ""


def take(parts: Parts, session: str | None, said: Said) -> tuple[str, Answer]:
    """Take one step; without a session a new talk begins, and its token comes back. Raises TooFast.

    Who begins with a word or a tap, not with a start, has been greeted already, by the page that she sees.
    """
    session = session or secrets.token_urlsafe(16)
    if wait := math.ceil(hurry.wait(session)):
        raise TooFast(wait)
    language = said.person.language
    begin = coming(parts, said.person, said.partner)
    deeds = [Incoming(CHANNEL, session, "", said.kind, said.content)]
    if deeds[0].begins:
        # The start itself takes the partner over, also in a talk that goes on; the page already knows the language.
        deeds = [Incoming(CHANNEL, session, "", Kind.START, said.partner)]
        if language:
            deeds.append(Incoming(CHANNEL, session, "", Kind.CHOICE, f"lang:{language}"))
    elif language:
        begin = greet(parts, said.person, said.partner).conversation
    return session, parts.database.run(lambda tx: [converse(parts, tx, deed, begin) for deed in deeds][-1])
