"""Who runs an installation and answers for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operator:
    """`name` is the organisation as its privacy notice calls it, `mail` where people may write. Empty: not set."""

    name: str = ""
    mail: str = ""
