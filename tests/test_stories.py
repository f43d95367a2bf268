"""The golden talks: what is written in tests/stories is what the service says."""

from pathlib import Path

import pytest

from app.domain.message import Incoming, Kind, Reply
from app.flow.conversation import Conversation
from app.flow.engine import advance
from app.service import word
from app.service.parts import Parts
from tests.conftest import NOW

STORIES = sorted(path for path in (Path(__file__).parent / "stories").glob("*.md") if path.name != "README.md")


def tell(parts: Parts, deeds: list[str]) -> str:
    """Play a talk and write it down."""
    conversation: Conversation | None = None
    language = next(iter(parts.library.languages))
    told = []
    for deed in deeds:
        turn = advance(conversation, _incoming(deed), parts.library, NOW)
        conversation = turn.conversation
        language = turn.language or language
        replies = [word.say(parts, say, language) for say in turn.says]
        told.append(f"> {deed}\n\n" + "\n\n".join(map(_shown, replies)))
    return "\n\n".join(told) + "\n"


def _incoming(deed: str) -> Incoming:
    if deed.startswith("/start"):
        return Incoming("telegram", "", "", Kind.START, deed.removeprefix("/start").strip())
    if deed.startswith("["):
        return Incoming("telegram", "", "", Kind.CHOICE, deed.strip("[]"))
    if deed == "🎤":
        return Incoming("telegram", "", "", Kind.VOICE)
    if deed.startswith("🎤"):
        return Incoming("telegram", "", "", Kind.SPOKEN, deed.removeprefix("🎤").strip())
    return Incoming("telegram", "", "", Kind.TEXT, deed)


def _shown(reply: Reply) -> str:
    lines = [f"{'🔊' if reply.sound else '🔇'}  "]
    lines += [f"{line}  " for line in reply.text.split("\n")]
    lines += [f"{number}. {option.emoji} {option.label}" for number, option in enumerate(reply.choices, start=1)]
    if reply.fixed:
        lines.append("\n" + " · ".join(f"{option.emoji} {option.label}" for option in reply.fixed))
    return "\n".join(lines)


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_a_talk_is_as_it_is_written(story: Path, parts: Parts, request: pytest.FixtureRequest) -> None:
    written = story.read_text(encoding="utf-8")
    prose, _, _ = written.partition("\n> ")
    deeds = [line[2:] for line in written.splitlines() if line.startswith("> ")]
    played = f"{prose.rstrip()}\n\n{tell(parts, deeds)}"
    if request.config.getoption("--update"):
        story.write_text(played, encoding="utf-8")
    assert played == written


def test_every_plan_and_every_language_has_a_talk(parts: Parts) -> None:
    deeds = "\n".join(path.read_text(encoding="utf-8") for path in STORIES)
    wanted = [f"[lang:{code}]" for code in parts.library.languages]
    wanted += [f"[plan:{plan}]" for plan in ("settle", "return", "circular", "transnational")]
    assert [deed for deed in wanted if deed not in deeds] == []


def test_whatever_is_said_can_be_heard(parts: Parts) -> None:
    """A voice exists for every text that a talk can say."""
    silent = [path.stem for path in STORIES if "🔇" in path.read_text(encoding="utf-8")]
    assert silent == []
