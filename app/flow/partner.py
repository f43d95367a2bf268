"""Who sent her here: how a partner is named in a message, its greeting, which is said once, and its places."""

from dataclasses import replace

from app.domain.library import Library
from app.domain.person import Origin, Person, Stage
from app.domain.place import Partner, Place
from app.domain.route import own_places
from app.domain.text import Line
from app.flow.conversation import Conversation
from app.flow.say import line

SERVICE = "drom"
GREETINGS = frozenset({"partner.greeting", "partner.hello"})


def named(text: str, library: Library) -> str:
    """Find the partner's code in "Drom example-centre"; empty where there is none.

    WhatsApp has no start parameter: a link to it can only bring a text that she sends herself
    (https://faq.whatsapp.com/5913398998672934). Who types it from a leaflet may leave the hyphens out.
    """
    first, *rest = text.lower().split() or [""]
    code = "-".join(rest).strip(".!,")
    return code if first.strip(":,") == SERVICE and code in library.partners else ""


def stage_of(partner: Partner) -> Stage | None:
    """Say at which stage those are that a partner sends."""
    return Stage(partner.stage) if partner.stage else None


def sent_by(partner: Partner, person: Person) -> Person:
    """Take over what a partner says of those it sends, where she has not said it herself."""
    origin = Origin(partner.origin) if partner.origin else None
    stage, city = person.stage or stage_of(partner), person.city or partner.city
    return replace(person, stage=stage, origin=person.origin or origin, city=city)


def entered(conversation: Conversation, code: str, library: Library) -> Conversation:
    """Note by which partner somebody came, and what it says of those it sends. Unknown codes change nothing.

    Her own word stays, but for where she is now: that changes, and another partner's door knows it best.
    """
    partner = library.partners.get(code)
    if partner is None:
        return conversation
    person = sent_by(partner, conversation.person)
    if (stage := stage_of(partner)) and conversation.partner != partner.code:
        person = replace(person, stage=stage)
    return replace(conversation, person=person, partner=partner.code)


def greet(conversation: Conversation, library: Library) -> tuple[Conversation, tuple[Line, ...]]:
    """Let the partner greet her in her language, if it has not yet; note that it has."""
    partner = library.partners.get(conversation.partner)
    if partner is None or conversation.greeted == partner.code:
        return conversation, ()
    hello = greeting(partner, conversation.person.language, library)
    return replace(conversation, greeted=partner.code), (hello,)


def greeting(partner: Partner, language: str, library: Library) -> Line:
    """Greet in the partner's own words; where it has none in this language, say who sends her."""
    if own := partner.greeting.get(language):
        said = line(library, "partner.greeting", greeting=own)
    else:
        said = line(library, "partner.hello", partner=partner.name(language))
    return replace(said, extra=True)  # a greeting without its clip must not silence what follows


def greets(said: Line) -> bool:
    """Tell a partner's greeting from what else is said: nothing else says it, and it is said only once."""
    return said.text.context in GREETINGS


def places(conversation: Conversation, library: Library) -> tuple[Place, ...]:
    """Give the places of the partner by whom she came."""
    return own_places(library.partners.get(conversation.partner), conversation.person)
