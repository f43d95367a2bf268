"""The contract of a listener: one file in app/hearing; its `build` makes it, or None where it is off."""

from typing import Protocol


class Unheard(Exception):
    """Nothing could be made out: no sound, too long a sound, or no clear words."""


class Listener(Protocol):
    """Somebody who understands voice notes. `languages` are the codes of those that it knows."""

    name: str
    languages: frozenset[str]

    def hear(self, sound: bytes, language: str) -> str:
        """Give the words said in a sound file, in memory alone: nothing of it is kept, written or logged.

        Only for a language that it knows. Raises Unheard.
        """
        ...
