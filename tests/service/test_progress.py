"""The table of `drom check --table`: every topic in every language, and the fact that is due next."""

from app.service import progress
from app.service.parts import Parts


def test_every_topic_has_a_line_in_every_language(parts: Parts) -> None:
    lines = list(progress.table(parts))
    topics = list(parts.library.topics)
    languages = [code for code in parts.library.languages if code != "de"]
    assert [line.split()[:2] for line in lines] == [[topic, code] for topic in topics for code in languages]
    assert all(line.split()[-1] in parts.library.facts for line in lines)


def test_every_text_is_there_in_every_language(parts: Parts) -> None:
    rows = progress.status(parts.library, parts.words)
    assert [(row.topic, row.language) for row in rows if row.texts < row.wanted] == []
