"""The catalogue API: languages, plans, topics, cards, places, search."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from app.domain.message import Clip
from app.domain.person import Plan
from app.domain.place import Place
from app.domain.plan import Family, Stay, Travel, suggest
from app.domain.review import Review
from app.domain.route import own_places, places_for, priority
from app.flow.detect import detect
from app.flow.understand import meaning
from app.service import catalogue
from app.service import note as notes
from app.service.catalogue import SaidCard
from app.service.note import SaidNote
from app.service.parts import Parts
from app.web import schemas
from app.web.asking import Asking, Lang, Wired
from app.web.problems import RESPONSES, unknown

router = APIRouter(prefix="/api/v1", responses=RESPONSES)
QUESTIONS = {"stay": Stay, "family": Family, "travel": Travel}
Command = Literal["menu", "back", "repeat", "language", "plan", "help", "stop"]
COMMANDS: dict[str, Command] = {
    "menu": "menu",
    "back": "back",
    "again": "repeat",
    "language": "language",
    "plan": "plan",
    "person": "help",
    "stop": "stop",
}


def clip_out(clip: Clip | None) -> schemas.ClipOut | None:
    """Give the addresses of a clip."""
    if clip is None:
        return None
    human: Literal["human", "machine"] = "human" if clip.voice == "human" else "machine"
    return schemas.ClipOut(ogg=f"/audio/{clip.id}.ogg", mp3=f"/audio/{clip.id}.mp3", seconds=clip.seconds, voice=human)


def place_out(place: Place) -> schemas.PlaceOut:
    """Give a place as it is known."""
    fields = schemas.PlaceOut.model_fields
    return schemas.PlaceOut.model_validate({name: getattr(place, name) for name in fields}, from_attributes=True)


@router.get("/languages")
def languages(parts: Wired) -> schemas.LanguagesOut:
    """All languages under their own names, each said in itself."""
    listed = []
    for code, language in parts.library.languages.items():
        hello = catalogue.phrase(parts, "hello", code)
        status: Literal["live", "draft"] = "live" if language.status == "live" else "draft"
        listed.append(schemas.LanguageOut(code=code, name=language.name, status=status, audio=clip_out(hello.clip)))
    return schemas.LanguagesOut(languages=listed)


@router.get("/plans")
def plans(parts: Wired, lang: Lang) -> schemas.PlansOut:
    """Give the four plans, and the three questions for those who do not know theirs."""
    told = []
    for plan in Plan:
        text = catalogue.phrase(parts, f"plan.{plan}.text", lang)
        label = catalogue.phrase(parts, f"plan.{plan}.label", lang)
        told.append(
            schemas.PlanOut(id=plan, emoji=label.emoji, label=label.text, text=text.text, audio=clip_out(text.clip))
        )
    return schemas.PlansOut(plans=told, questions=[_question(parts, name, lang) for name in QUESTIONS])


def _question(parts: Parts, name: str, lang: str) -> schemas.QuestionOut:
    asked = catalogue.phrase(parts, f"{name}.ask", lang)
    choices = []
    for value in QUESTIONS[name]:
        said = catalogue.phrase(parts, f"{name}.{value}.label", lang)
        choices.append(schemas.ChoiceOut(id=value, emoji=said.emoji, label=said.text, audio=clip_out(said.clip)))
    return schemas.QuestionOut(id=name, text=asked.text, audio=clip_out(asked.clip), choices=choices)


@router.post("/plan")
def plan(answers: schemas.PlanAnswers) -> schemas.PlanSuggested:
    """Suggest a plan from three answers."""
    found = suggest(Stay(answers.stay), Family(answers.family), Travel(answers.travel))
    return schemas.PlanSuggested(plan=found.value)


@router.get("/topics")
def topics(parts: Wired, person: Asking) -> schemas.TopicsOut:
    """All topics, each with its cards in the order for this person."""
    listed = []
    for name, said, cards in catalogue.topics(parts, person):
        shown = []
        for card in cards:
            title = catalogue.say(parts, card.title, person.language, card.emoji)
            label = catalogue.say(parts, card.label, person.language)
            shown.append(
                schemas.CardListed(
                    id=card.id,
                    emoji=card.emoji,
                    label=label.text,
                    title=title.text,
                    priority=priority(card, person),
                    audio=clip_out(title.clip),
                )
            )
        listed.append(
            schemas.TopicOut(id=name, emoji=said.emoji, label=said.text, audio=clip_out(said.clip), cards=shown)
        )
    return schemas.TopicsOut(topics=listed)


@router.get("/cards/{card}")
def card(
    parts: Wired,
    person: Asking,
    card: str,
    partner: Annotated[str | None, Query(description="who sent her: its notes are added, its places first")] = None,
) -> schemas.CardOut:
    """One card as it is said to this person."""
    if card not in parts.library.cards:
        raise unknown(404, "card", card, tuple(parts.library.cards))
    if partner and partner not in parts.library.partners:
        raise unknown(422, "partner", partner, tuple(parts.library.partners))
    sender = parts.library.partners.get(partner or "")
    said = [_note_out(parts, one) for one in notes.said(parts, card, person, sender)]
    return _card_out(catalogue.card(parts, card, person, sender), person.language, said)


def _note_out(parts: Parts, said: SaidNote) -> schemas.NoteOut:
    name = parts.library.partners[said.note.partner].name(said.language)
    return schemas.NoteOut(partner=name, text=said.text.text, date=said.note.written_on, audio=clip_out(said.text.clip))


def _card_out(told: SaidCard, lang: str, notes: list[schemas.NoteOut]) -> schemas.CardOut:
    return schemas.CardOut(
        id=told.card.id,
        topic=told.card.topic,
        lang=lang,
        emoji=told.card.emoji,
        label=told.label,
        title=told.title.text,
        steps=[
            schemas.StepOut(
                id=step.id,
                emoji=step.said.emoji,
                text=step.said.text,
                audio=clip_out(step.said.clip),
                facts=list(step.facts),
            )
            for step in told.steps
        ],
        audio=clip_out(told.clip),
        facts=[
            schemas.FactOut(
                id=fact.id,
                text=text,
                value=fact.value,
                unit=fact.unit or None,
                legal_basis=fact.legal_basis,
                source_url=fact.source_url,
                checked_on=fact.checked_on,
                review_by=fact.review_by,
            )
            for fact, text in told.facts
        ],
        places=[place_out(place) for place in told.places],
        next=[other.id for other in told.next],
        review=_review_out(told.review),
        notes=notes,
    )


def _review_out(review: Review | None) -> schemas.ReviewOut:
    if review is None:
        return schemas.ReviewOut(status="draft", by=None, on=None)
    return schemas.ReviewOut(status="reviewed", by=review.by, on=review.on)


@router.get("/places")
def places(
    parts: Wired,
    person: Asking,
    need: Annotated[str | None, Query(description="a kind of help, as in a place's needs")] = None,
    partner: Annotated[str | None, Query(description="a partner's code: its own places come first")] = None,
) -> schemas.PlacesOut:
    """Places that help, in a city or in all."""
    if partner and partner not in parts.library.partners:
        raise unknown(422, "partner", partner, tuple(parts.library.partners))
    library = parts.library
    needs = sorted({kind for place in library.places for kind in place.needs})
    if need and need not in needs:
        raise unknown(422, "need", need, needs)
    first = own_places(library.partners.get(partner or ""), person)
    found = places_for((need,) if need else tuple(needs), person, library, first)
    return schemas.PlacesOut(places=[place_out(place) for place in found])


@router.get("/search")
def find(parts: Wired, person: Asking, q: Annotated[str, Query(max_length=4096)]) -> schemas.SearchOut:
    """Say what a message means: its language, a command, or the cards nearest to it. The message is not kept.

    So the answer is not compiled either, and has no ETag: no message would come twice, and each would stay in memory.
    """
    meant = meaning(q, person.language, parts.library)
    return schemas.SearchOut(
        language=detect(q, parts.library),
        command=COMMANDS.get(meant.command),
        results=[schemas.SearchResult(card=name, score=round(score, 3)) for name, score in meant.cards[:5]],
    )
