"""Move a talk one step forward. No clock, no network, no database: the same message gives the same answer."""

from dataclasses import replace
from datetime import date, datetime
from types import ModuleType

from app.domain.library import Library
from app.domain.message import BEGIN, Choice, Incoming, Kind, Say
from app.domain.text import Line
from app.flow.conversation import Conversation, Event, Heard, Turn
from app.flow.detect import detect
from app.flow.notice import notice
from app.flow.partner import entered, greets, named
from app.flow.say import choice, line
from app.flow.steps import background, card, heard, language, menu, person, plan, questions, topic
from app.flow.understand import Understood, understand

MODULES: tuple[ModuleType, ...] = (language, plan, questions, background, menu, topic, card, person, heard)
STEPS = {name: module for module in MODULES for name in module.NAMES}
VERBS = {verb: module for module in MODULES for verb in module.HEARS}
PLAN_AGE_DAYS = 90
RESUMES = 4  # stage, origin, city, and then the answer itself


def advance(conversation: Conversation | None, incoming: Incoming, library: Library, now: datetime) -> Turn:
    """Answer one message. Raises nothing: what is not understood gets a way on."""
    if incoming.kind is Kind.LEFT:
        return Turn(None, "", (), (Event("left"),))
    if incoming.kind is Kind.TEXT and (code := named(incoming.content, library)):
        incoming = replace(incoming, kind=Kind.START, content=code)
    started = conversation or Conversation()
    if incoming.begins or (incoming.kind is Kind.SPOKEN and not started.person.language):
        return _begin(started, incoming, library, now)
    if incoming.kind in {Kind.VOICE, Kind.UNUSABLE} and conversation is not None:
        return _not_heard(started, library, "unheard.voice" if incoming.kind is Kind.VOICE else "unheard", now)
    meant = _meaning(started, incoming, library, now)
    if noticed := _noticed(started, incoming, meant, library):
        return _tell(noticed, (), library, (Event("noticed"),), now)
    if not started.person.language and not meant.choice.startswith(("lang:", "stop")):
        return _first_words(conversation, incoming, meant, library, now)
    take = _said_back if incoming.kind is Kind.SPOKEN else _answer
    return take(started, meant.choice, meant.near, library, now)


def _noticed(started: Conversation, incoming: Incoming, meant: Understood, library: Library) -> Conversation | None:
    """Put what she said of herself in passing before the answer, for her to confirm; the answer waits for that."""
    known = started.person.language and incoming.kind in {Kind.TEXT, Kind.SPOKEN} and not meant.exact
    clear = not meant.choice or (incoming.kind is Kind.TEXT and meant.choice.startswith(("card:", "plan")))
    if not known or not clear:
        return None
    said = notice(incoming.content, started, library)
    if not said or not heard.shown(said, library):
        return None
    # A plan is often all that she says; whatever else is noticed stands in a question.
    asked = meant.choice if said.startswith("plan:") else next(iter(meant.near), meant.choice)
    pending = asked if asked.startswith("card:") else started.pending
    return replace(started, heard=(said,), pending=pending, asked=started.asked | {said}, unheard=0)


def _first_words(
    conversation: Conversation | None, incoming: Incoming, meant: Understood, library: Library, now: datetime
) -> Turn:
    """Take the language in which she writes, where it is clear; what she asks waits until she is greeted."""
    pending = meant.choice if meant.choice.startswith(("card:", "topic:")) else ""
    waiting = replace(conversation or Conversation(), pending=pending)
    code = detect(incoming.content, library) if incoming.kind is Kind.TEXT and not meant.exact else None
    if code:
        return _answer(waiting, f"lang:{code}", (), library, now)
    if conversation is None:
        return _begin(waiting, incoming, library, now)
    return _answer(conversation, meant.choice, meant.near, library, now)


def _said_back(started: Conversation, chosen: str, near: tuple[str, ...], library: Library, now: datetime) -> Turn:
    """Say back what was heard before it is done. An answer to that is done, and so is "again", which harms nobody."""
    answers = started.heard and chosen in {choice.id for choice in visible(started, library, now)}
    if answers or chosen == "again":
        return _answer(started, chosen, (), library, now)
    return _offered(started, (chosen,) if chosen else near, "heard", library, now)


def _offered(started: Conversation, meant: tuple[str, ...], event: str, library: Library, now: datetime) -> Turn:
    """Offer what may have been meant, with its picture and sound."""
    offered = tuple(identity for identity in meant if heard.shown(identity, library))
    if not offered:
        return _not_heard(started, library, "unheard", now)
    return _tell(replace(started, heard=offered, unheard=0), (), library, (Event(event),), now)


def _answer(started: Conversation, chosen: str, near: tuple[str, ...], library: Library, now: datetime) -> Turn:
    """Answer what was understood: a choice, or cards that may have been meant."""
    if chosen == "stop":
        return _stopped(started, library)
    if chosen == "someone":
        return _someone_else(started, library, now)
    if not started.person.language and not chosen.startswith("lang"):
        return _tell(replace(started, step="language"), (), library, (), now)
    if near and not chosen:
        return _offered(replace(started, heard=()), near, "unsure", library, now)
    today = now.date()
    standing = started if chosen == "again" else replace(started, heard=())
    taken = _hear(_plan_first(standing, chosen, today), chosen, library, today)
    if taken is None:
        return _not_heard(started, library, "unheard", now)
    after = replace(taken.conversation, unheard=0)
    events = [Event(name, after.card if after.step != "menu" else started.card) for name in taken.events]
    if chosen == heard.NO:
        offered = (identity.removeprefix("card:") for identity in started.heard if identity.startswith("card:"))
        events.append(Event("not-meant", next(offered, "")))
    return _tell(after, taken.lines, library, tuple(events), now)


def visible(conversation: Conversation, library: Library, now: datetime) -> tuple[Choice, ...]:
    """Name the choices that stand on the person's screen; numbers count through them."""
    return _ask(conversation, library, now)[-1].choices


def _ask(conversation: Conversation, library: Library, now: datetime) -> tuple[Say, ...]:
    """Put the question that stands: what was said back, else that of the step."""
    says: tuple[Say, ...] = STEPS["heard" if conversation.heard else conversation.step].ask(conversation, library, now)
    return says


def _meaning(conversation: Conversation, incoming: Incoming, library: Library, now: datetime) -> Understood:
    if incoming.kind is Kind.CHOICE:
        return Understood(incoming.content, exact=True)
    choices = visible(conversation, library, now)
    understood = understand(incoming.content, choices, conversation.person.language, library)
    return replace(understood, choice=_agreed(conversation, understood.choice))


def _agreed(conversation: Conversation, chosen: str) -> str:
    """Take "yes" for the one thing that was said back; where nothing was, neither yes nor no means anything."""
    if chosen == heard.YES:
        return conversation.heard[0] if len(conversation.heard) == 1 else ""
    return chosen if chosen != heard.NO or conversation.heard else ""


def _begin(conversation: Conversation, incoming: Incoming, library: Library, now: datetime) -> Turn:
    """Greet. The start parameter may be a partner's code."""
    code = incoming.content if incoming.kind is Kind.START else ""
    after = replace(entered(conversation, code, library), step="language", heard=(), page=0, unheard=0)
    return _tell(after, (), library, (Event("started"),), now)


def _plan_first(conversation: Conversation, chosen: str, today: date) -> Conversation:
    """Hold a choice back where the plan was said so long ago that it must be asked for again."""
    said = conversation.plan_said
    if said is None or (today - said).days < PLAN_AGE_DAYS or not chosen.startswith(("card:", "topic:", "menu")):
        return conversation
    return replace(conversation, step="still", pending=chosen, plan_said=today)


def _hear(conversation: Conversation, chosen: str, library: Library, today: date) -> Heard | None:
    """Let the step that owns the choice take it, and go on with what was waiting for it."""
    if conversation.step == "still" and conversation.pending == chosen:
        return Heard(conversation)
    taken = _dispatch(conversation, chosen, library, today)
    for _ in range(RESUMES):
        if taken is None or taken.conversation.step != "resume":
            return taken
        waiting = replace(taken.conversation, step="menu", pending="")
        held = taken.conversation.pending
        following = _dispatch(waiting, held or "menu", library, today) or Heard(waiting)
        events = () if held == "person" else following.events  # it was counted when she asked
        taken = Heard(following.conversation, taken.lines + following.lines, taken.events + events)
    return taken


def _dispatch(conversation: Conversation, chosen: str, library: Library, today: date) -> Heard | None:
    verb, _, value = chosen.partition(":")
    if verb == "again":
        return Heard(conversation)
    if verb == "more" or (verb == "next" and conversation.step != "card"):
        return Heard(replace(conversation, page=conversation.page + 1))
    if verb == "back":
        return Heard(_back(conversation))
    module = VERBS.get(verb)
    taken: Heard | None = module.hear(conversation, verb, value, library, today) if module else None
    return taken


def _back(conversation: Conversation) -> Conversation:
    if conversation.step == "card" or (conversation.step == "near" and conversation.topic):
        return replace(conversation, step="topic", page=0)
    return replace(conversation, step="menu", page=0, pending="")


def _not_heard(conversation: Conversation, library: Library, key: str, now: datetime) -> Turn:
    """Say so kindly and show the way again; the second time in a row, offer a person."""
    after = replace(conversation, unheard=conversation.unheard + 1)
    event = Event("not-understood", conversation.card if conversation.step == "card" else "")
    if not after.person.language:
        return _tell(replace(after, step="language"), (), library, (event,), now)
    if after.unheard > 1 and after.step != "person":
        lines = (line(library, "unheard.again"),)
        return _tell(replace(after, step="person", heard=()), lines, library, (event,), now)
    return _ask_only(after, (line(library, key),), library, event, now)


def _ask_only(
    conversation: Conversation, lines: tuple[Line, ...], library: Library, event: Event, now: datetime
) -> Turn:
    """Put the standing question again without saying a whole card again."""
    last = _ask(conversation, library, now)[-1]
    say = Say((*lines, *last.lines), last.choices, last.fixed)
    return Turn(conversation, conversation.person.language, (say,), (event,))


def _stopped(conversation: Conversation, library: Library) -> Turn:
    """Forget at once, and say so."""
    say = Say((line(library, "stopped"),), (choice(library, BEGIN),))
    return Turn(None, conversation.person.language, (say,), (Event("stopped"),))


def _someone_else(conversation: Conversation, library: Library, now: datetime) -> Turn:
    """Begin anew with another person on the same phone. Only the place that sent them stays: it is the place's code."""
    before = conversation.person.language
    lines = (line(library, "someone.hello"),) if before else ()
    fresh = entered(Conversation(), conversation.partner, library)
    return replace(_tell(fresh, lines, library, (Event("someone-else"),), now), language=before)


def _tell(
    conversation: Conversation, lines: tuple[Line, ...], library: Library, events: tuple[Event, ...], now: datetime
) -> Turn:
    first, *rest = _ask(conversation, library, now)
    if lines and first.card:  # a card stays one clip of its own; what goes before it is said by the card's plan
        rest[0] = replace(rest[0], lines=(*filter(greets, lines), *rest[0].lines))
        lines = ()
    first = Say((*lines, *first.lines), first.choices, first.fixed, first.card)
    return Turn(conversation, conversation.person.language, (first, *rest), events)
