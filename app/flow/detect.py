"""Say in which language a message is; nothing where it is short or unclear."""

from app.domain.library import Library
from app.flow.classify import guess, weigh
from app.flow.fold import fold

FEWEST_WORDS = 3
CLEAR = 0.5


def detect(message: str, library: Library) -> str | None:
    """Name the language of a message of three words or more, None where it is not clear."""
    if library.model is None or len(fold(message).split()) < FEWEST_WORDS:
        return None
    code, chance = guess(weigh(message, library.model), library.model.heads["language"])[0]
    return code if chance >= CLEAR else None
