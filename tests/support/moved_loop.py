"""An event loop whose clock nobody waits for: it goes on to what is due as soon as there is nothing else to do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any


class MovedLoop(asyncio.SelectorEventLoop):
    """Its seconds count from 0, pass only by waiting, and take none of anybody's time; threads are still waited for."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__()
        self._truly = self._selector.select  # type: ignore[attr-defined]
        self._selector.select = self._select  # type: ignore[attr-defined]

    def time(self) -> float:
        """The seconds that were waited for so far."""
        return self._now

    def _select(self, timeout: float | None = None) -> Sequence[Any]:
        found: Sequence[Any] = self._truly(0)
        if not found and timeout is None:
            found = self._truly(None)
        elif not found and timeout is not None:
            self._now += timeout
        return found
