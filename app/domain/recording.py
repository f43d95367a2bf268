"""A sentence that a person spoke for others: what is known of it, and nothing of who she is."""

import hashlib
from dataclasses import dataclass
from datetime import date

LICENCE = "CC-BY-4.0"


@dataclass(frozen=True, slots=True)
class Recording:
    """`text` is the fingerprint of the words, `speaker` a code that was drawn by lot, `role` never a name.

    `variety` is what she calls her way of speaking (Vlax, Erli, Arli …), `seconds` how long it plays.
    """

    language: str
    text: str
    speaker: str
    variety: str
    role: str
    recorded_on: date
    seconds: float
    licence: str = LICENCE

    @property
    def id(self) -> str:
        """Name the recording among all of its language: two speakers may speak one sentence."""
        return f"{self.text}-{self.speaker}"


def fingerprint(text: str) -> str:
    """Give the fingerprint of the words of a sentence; with any change it is another one, and the recording is lost."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]
