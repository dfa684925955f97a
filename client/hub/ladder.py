"""Which way of listening to try first: the best, except for a while after it was seen to be blocked.

Rule: what worked last is tried first for ``KEEP`` seconds, then what is worse, then what is better. A way that stood
but broke within ``SHORT_LIFE`` seconds twice running is blocked in effect, and the next worse one is preferred. Once
``KEEP`` is over the best is tried first again; while a worse one stands, better ones are tried beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from client.hub.transports import TRANSPORTS, Transport

#: Seconds for which what worked last is preferred, and after which better ways are tried beside it; and the longest.
KEEP, LONGEST_KEEP = 600.0, 3_600.0
SHORT_LIFE = 10.0


class Ladder:
    """The order of the transports now. Times are seconds of ``clock``."""

    def __init__(
        self, transports: Sequence[Transport] = TRANSPORTS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rungs = list(transports)
        self._clock = clock
        self._preferred = 0
        self._until = 0.0
        self._stood_at = 0.0
        self._short_lives = 0

    def order(self) -> list[Transport]:
        """All of them, in the order to be tried."""
        first = self._preferred if self._clock() < self._until else 0
        return [*self._rungs[first:], *reversed(self._rungs[:first])]

    def better_than(self, transport: Transport) -> list[Transport]:
        """What should be tried beside this one after a while, the best first."""
        return self._rungs[: self._rungs.index(transport)]

    def stands(self, transport: Transport) -> None:
        """The first message has come by it."""
        if self._rungs.index(transport) != self._preferred:
            self._short_lives = 0
        self._prefer(self._rungs.index(transport))
        self._stood_at = self._clock()

    def broke(self, transport: Transport) -> None:
        """It stood and is no more, without anybody wanting it."""
        short = self._clock() - self._stood_at < SHORT_LIFE
        self._short_lives = self._short_lives + 1 if short else 0
        if self._short_lives >= 2:
            self._prefer(min(self._rungs.index(transport) + 1, len(self._rungs) - 1))

    def _prefer(self, rung: int) -> None:
        self._preferred = rung
        self._until = self._clock() + KEEP
