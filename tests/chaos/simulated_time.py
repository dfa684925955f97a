"""A clock for the programs of the chaos suite: simulated days that pass at once, and clocks that go wrong.

Every program reads the same file, which holds how many seconds the simulated world is ahead of the real one, and adds
the error of its own clock. The programs under test read ``time.time`` and
``time.time_ns``, the library of tokens its own clock; all are moved.
"""

from __future__ import annotations

import time
from datetime import datetime, tzinfo
from pathlib import Path

import jwt

_real_ns = time.time_ns


class SimulatedTime:
    """The world's time, kept in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            self.set(0)

    def set(self, seconds: float) -> None:
        """Let the world be this far ahead of the real time."""
        draft = self.path.with_suffix(".new")
        draft.write_text(repr(float(seconds)), "utf-8")
        draft.replace(self.path)

    def ahead(self) -> float:
        """How far the world is ahead, in seconds."""
        return float(self.path.read_text("utf-8"))

    def impose(self, error: float) -> None:
        """Have this process live in the simulated world, with a clock that is wrong by ``error`` seconds."""

        def now_ns() -> int:
            return _real_ns() + int((self.ahead() + error) * 1e9)

        time.time_ns = now_ns
        time.time = lambda: now_ns() / 1e9

        class Moved(datetime):
            """Dates and times of the simulated world."""

            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Moved:
                return cls.fromtimestamp(now_ns() / 1e9, tz)

        jwt.api_jwt.datetime = Moved  # type: ignore[attr-defined]
