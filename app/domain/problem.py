"""Something wrong in the content, said so that the one who wrote it can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`file` is relative to the project; `place` names the line, card or step; `advice` says what to do."""

    file: str
    place: str
    rule: str
    advice: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "note" if self.warning else "error"
        return f"{self.file}: {self.place}: {kind}[{self.rule}]: {self.advice}"
