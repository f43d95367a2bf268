"""A vendor that is down is left alone for a while: its troubles cost no reply its tries."""

from dataclasses import dataclass

FAILURES = 5  # in a row: one broken answer says nothing
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0


@dataclass(slots=True)
class Circuit:
    """Opens after some failures in a row; then one message at a time tries whether the vendor is back.

    Moments are in seconds of a clock that never goes back. Used by one thread.
    """

    failures: int = 0
    open_until: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the vendor counts as down."""
        return self.failures >= FAILURES

    def room(self, now: float, most: int, busy: int) -> int:
        """Say how many more messages may go out, of `most` at once, while `busy` are under way."""
        if not self.is_open:
            return most - busy
        return int(now >= self.open_until and not busy)

    def note(self, now: float, *, down: bool) -> None:
        """Take in how a message went."""
        if not down:
            self.failures = 0
            return
        self.failures += 1
        if self.is_open:
            self.open_until = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(self.failures - FAILURES, 10))
