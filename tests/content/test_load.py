"""Broken content stops the start, with file, place and what to do; nothing half-read gets out."""

import shutil
from pathlib import Path

import pytest

from app.content.load import BrokenContent, load
from app.settings import HOME

# Read as: the file · what is written over · with what · and what is said.
BROKEN = [
    ("registration/deregister.toml", 'emoji = "', 'emojo = "', "content/registration/deregister.toml:1: emojo"),
    ("registration/topic.toml", '"deregister"', '"deregistre"', 'there is no card "deregistre"'),
    ("first.toml", '"short-stay"', '"short-stays"', 'there is no card "short-stays"'),
    ("first.toml", "settle =", "setle =", "content/first.toml:4: plan.setle"),
    ("help/free-advice.toml", "[priority]", "[priority", "cannot be read"),
    ("help/free-advice.toml", '"settle"', '"setle"', "Input should be 'settle'"),
    ("facts/registration.toml", "https://", "http://", "source_url"),
    ("facts/registration.toml", "[registration_deadline]", "[registration_limit]", 'no fact "registration_deadline"'),
]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOME / "content", tmp_path / "content"))


@pytest.mark.parametrize(("file", "before", "after", "told"), BROKEN)
def test_broken_content_is_named(content: Path, file: str, before: str, after: str, told: str) -> None:
    path = content / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(BrokenContent) as broken:
        load(content)
    assert told in str(broken.value)


def test_the_content_is_whole() -> None:
    library = load(HOME / "content")
    assert len(library.cards) >= 8
    assert all(library.topics[card.topic] for card in library.cards.values())
