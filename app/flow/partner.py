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


def stage_of(word: str | None) -> Stage | None:
    """Read a partner's stage."""
    return Stage(word) if word else None


def origin_of(word: str | None) -> Origin | None:
    """Read a partner's origin."""
    return Origin(word) if word else None


def sent_by(partner: Partner, person: Person) -> Person:
    """Take over what a partner says of those it sends, where she has not said it herself."""
    stage, origin = stage_of(partner.stage), origin_of(partner.origin)
    city = person.city or partner.city
    return replace(person, stage=person.stage or stage, origin=person.origin or origin, city=city)


def entered(conversation: Conversation, code: str, library: Library) -> Conversation:
    """Note by which partner somebody came, and what it says of those it sends. Unknown codes change nothing.

    Who comes again by the same one may have said otherwise since, or in the address: her own word stays.
    """
    partner = library.partners.get(code)
    if partner is None:
        return conversation
    known = conversation.person
    if conversation.partner == partner.code:
        return replace(conversation, person=sent_by(partner, known))
    stage, origin = stage_of(partner.stage), origin_of(partner.origin)
    person = replace(known, stage=stage or known.stage, origin=origin or known.origin, city=partner.city or known.city)
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
