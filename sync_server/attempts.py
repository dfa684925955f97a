"""Back-off after repeated failures: who keeps guessing waits, longer each time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from sync_server.errors import slow_down

_FREE = 5
_FIRST_WAIT = 15
_LONGEST_WAIT = 900
_REMEMBERED = 50_000


class Attempts:
    """Counts failures per key, for keys that exist and those that do not alike, so that waiting tells nothing."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def check(self, key: str) -> None:
        """Raise HubError 429 while the key has to wait."""
        _, until = self._failures.get(key, (0, 0.0))
        left = until - self._now()
        if left > 0:
            raise slow_down("Too many failed attempts. Please wait before you try again.", int(left) + 1)

    def failed(self, key: str) -> None:
        """Note a failure; from the sixth on the wait doubles, up to a quarter of an hour."""
        count = self._failures.get(key, (0, 0.0))[0] + 1
        wait = min(_FIRST_WAIT * 2 ** (count - _FREE - 1), _LONGEST_WAIT) if count > _FREE else 0
        self._failures[key] = (count, self._now() + wait)
        self._failures.move_to_end(key)
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forget the failures of a key."""
        self._failures.pop(key, None)
