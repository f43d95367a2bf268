"""The people of a made month: who talks, in which language, with which plan, and what each of them does.

Shares of plans and languages are those of the study that Drom answers; all others are made up, and stand here.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.test_stories import STORIES
from tests.understanding.messages import read

LANGUAGES = {"ro": 37, "rmy": 21, "bg": 19, "tr": 18, "de": 5}
PLANS = {"settle": 48, "circular": 18, "return": 17, "transnational": 17}
STAGES = {"here": 70, "before": 20, "leaving": 10}
ORIGINS = {
    "ro": {"romania": 95, "other": 5},
    "rmy": {"romania": 60, "bulgaria": 35, "other": 5},
    "bg": {"bulgaria": 97, "other": 3},
    "tr": {"bulgaria": 80, "other": 20},
    "de": {"romania": 30, "bulgaria": 30, "other": 40},
}
PARTNERS = {"": 70, "example-centre": 20, "example-county": 10}
MESSAGES = {"card": 70, "command": 15, "outside": 15}  # what is written: outside is what nobody wrote an answer to
HOURS = dict(enumerate((1, 1, 0, 0, 1, 2, 4, 6, 7, 7, 6, 6, 6, 6, 6, 6, 7, 8, 9, 10, 9, 7, 4, 2)))
WEEKDAYS = (17, 16, 15, 14, 14, 12, 12)  # from Monday on
SAYS_WHERE_FROM, WANTS_A_PERSON, CHANGES_PLAN, STOPS_EARLY, LISTENS, SAYS_IT_HELPED = 0.5, 0.1, 0.1, 0.3, 0.5, 0.15
CITIES = ("duisburg", "dortmund", "essen", "gladbeck", "hagen", "oer-erkenschwick")
FIRST_TURNS = re.compile(r"/start|\[lang:.*\]")

Choice = dict[str, object]  # the message of POST /api/v1/chat


@dataclass(frozen=True, slots=True)
class Talk:
    """What one person does, message by message, and what the address or leaflet that brought her told of her."""

    language: str
    known: dict[str, str]
    partner: str
    messages: tuple[Choice, ...]


def drawn(dice: random.Random, shares: dict) -> str:
    return dice.choices(tuple(shares), tuple(shares.values()))[0]


def golden() -> tuple[tuple[str, ...], ...]:
    """What people do in the golden talks; voice notes are another channel's."""
    talks = []
    for story in STORIES:
        lines = story.read_text(encoding="utf-8").splitlines()
        deeds = [line[2:].removeprefix("🎤").strip() for line in lines if line.startswith("> ")]
        talks.append(tuple(deed for deed in deeds if deed and not FIRST_TURNS.fullmatch(deed)))
    return tuple(talks)


def people(seed: int) -> Iterator[Talk]:
    """Draw people without end, always the same for one seed."""
    dice, talks = random.Random(seed), golden()
    written = {(code, kind): [] for code in LANGUAGES for kind in MESSAGES}
    for message in (message for code in LANGUAGES for message in read(code)):
        written[message.language, message.kind].append(message.text)
    while True:
        language, plan = drawn(dice, LANGUAGES), drawn(dice, PLANS)
        deeds = [f"[plan:{plan}]", *(deed for deed in dice.choice(talks) if not deed.startswith("[plan:"))]
        if dice.random() < STOPS_EARLY:
            del deeds[dice.randint(1, len(deeds)) :]
        if dice.random() < CHANGES_PLAN:
            deeds.append(f"[plan:{dice.choice([other for other in PLANS if other != plan])}]")
        if dice.random() < WANTS_A_PERSON:
            deeds += ["[person]", f"[city:{dice.choice(CITIES)}]"]
        messages = [said(dice, deed, language, written) for deed in deeds]
        known = {"origin": drawn(dice, ORIGINS[language])} if dice.random() < SAYS_WHERE_FROM else {}
        yield Talk(language, known, drawn(dice, PARTNERS), ({"start": True}, *messages))


def said(dice: random.Random, deed: str, language: str, written: dict) -> Choice:
    """Turn a line of a golden talk into a message of somebody who speaks `language`."""
    if deed.startswith("[stage:"):
        return {"choice": f"stage:{drawn(dice, STAGES)}"}
    if deed.startswith("["):
        return {"choice": deed.strip("[]")}
    if deed.isdigit() or not any(map(str.isalpha, deed)):  # a number, a face
        return {"text": deed}
    return {"text": dice.choice(written[language, drawn(dice, MESSAGES)])}
