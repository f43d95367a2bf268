"""Who hears what: a page for editors, drawn from the content."""

from collections.abc import Iterator
from itertools import combinations

from app.domain.card import Card, Step, Topic
from app.domain.library import Library
from app.domain.person import Plan
from app.domain.route import differs, hears
from app.language.words import Words

PLANS = (*Plan, "unknown")
HEADS = {
    "settle": "settle",
    "return": "return",
    "circular": "circular",
    "transnational": "several",
    "unknown": "not said",
}
STARS = ("hidden", "·", "··", "···")
INTRO = """# Who hears what

Drawn from `content/` by `make docs`; do not edit it here. Each number is how many steps of a card are for that plan;
the dots are how early the card is offered (··· first). Below, a step without a remark is for everybody.
"""


def page(library: Library, words: Words) -> str:
    """Draw the page, in Markdown."""
    lines = [INTRO, *_apart(library)]
    for topic in library.topics.values():
        lines += ["", f"## {topic.emoji} {topic.label.source}", "", *_table(library, topic)]
    for topic in library.topics.values():
        for name in topic.cards:
            lines += ["", *_card(library.cards[name], words)]
    return "\n".join(lines) + "\n"


def _apart(library: Library) -> Iterator[str]:
    """Count the cards that say something else to one plan than to another."""
    yield "| cards that differ | " + " | ".join(HEADS[plan] for plan in PLANS[1:]) + " |"
    yield "|---|" + "---|" * (len(PLANS) - 1)
    counts = {pair: sum(differs(card, *pair) for card in library.cards.values()) for pair in combinations(PLANS, 2)}
    for row in PLANS[:-1]:
        cells = [str(counts.get((row, column), "")) for column in PLANS[1:]]
        yield f"| **{HEADS[row]}** | " + " | ".join(cells) + " |"


def _table(library: Library, topic: Topic) -> Iterator[str]:
    yield "| card | " + " | ".join(HEADS[plan] for plan in PLANS) + " | differs by |"
    yield "|---|" + "---|" * (len(PLANS) + 1)
    for name in topic.cards:
        card = library.cards[name]
        cells = [f"{sum(hears(step, plan) for step in card.steps)} {_weight(card, plan)}" for plan in PLANS]
        yield f"| [{card.emoji} {card.label.source}](#{card.id}) | " + " | ".join(cells) + f" | {_keys(card)} |"


def _weight(card: Card, plan: str) -> str:
    return STARS[card.priority.get("plan", {}).get(plan, 1)]


def _keys(card: Card) -> str:
    return ", ".join(key for key in ("plan", "stage", "origin") if any(getattr(step.when, key) for step in card.steps))


def _card(card: Card, words: Words) -> Iterator[str]:
    yield f'### <a id="{card.id}"></a>{card.emoji} {words.say(card.title, "de")}'
    yield ""
    for step in card.steps:
        yield f"- {step.emoji} {words.say(step.text, 'de')}{_whom(step)}"


def _whom(step: Step) -> str:
    wanted = (("plan", step.when.plan), ("stage", step.when.stage), ("origin", step.when.origin))
    said = [" or ".join(HEADS.get(name, name) for name in sorted(names)) for _, names in wanted if names]
    return f" *({'; '.join(said)})*" if said else ""
