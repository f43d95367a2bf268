"""Notice who asks too much: so many at once, then one in so many seconds. In memory, and by process."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic

MOST_KNOWN = 20_000


class Hurry:
    """A leaky bucket for each name, which holds one number: when the bucket will be empty again.

    `burst` come through at once, then one every `seconds`. Names are forgotten in the order of their last request
    when there are too many.
    """

    def __init__(self, burst: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._burst, self._seconds, self._clock = burst, seconds, clock
        self._empty_at: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def wait(self, name: str) -> float:
        """Count a request; give the seconds that it comes too early, 0 where it may pass."""
        now = self._clock()
        with self._lock:
            empty_at = max(now, self._empty_at.pop(name, now))
            early = empty_at - now - (self._burst - 1) * self._seconds
            self._empty_at[name] = empty_at if early > 0 else empty_at + self._seconds
            if len(self._empty_at) > MOST_KNOWN:
                self._empty_at.popitem(last=False)
        return max(0.0, early)

    def take_back(self, name: str) -> None:
        """Let a request that came through count for nothing."""
        with self._lock:
            if name in self._empty_at:
                self._empty_at[name] -= self._seconds
