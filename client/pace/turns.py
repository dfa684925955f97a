"""The window's turn: while it paints or takes in a result, what computes beside it waits a moment instead of competing.

Python runs one thread at a time. A window that paints gives its turn away with every call into Qt, and beside a thread
that computes it waits a millisecond to have it back, some hundred times a picture. So threads with much to do ask at
each step whether the window is at work, and wait for its end: it is a few milliseconds away, and nothing else is.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds for which a thread waits for one turn of the window: a turn may take as long as a dialog stands open.
_PATIENCE = 0.03


class Turns:
    """Who is at work: the window, or those beside it."""

    def __init__(self) -> None:
        self._free = threading.Event()
        self._free.set()
        self._turn = 0
        self._waited = threading.local()

    @contextmanager
    def of_window(self) -> Iterator[None]:
        """The window's thread is at work in the block."""
        self._turn += 1
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()

    def give_way(self) -> None:
        """Wait for the end of the window's turn, if it has one; no thread waits twice for the same."""
        if self._free.is_set():
            return
        turn = self._turn
        if getattr(self._waited, "turn", 0) != turn:
            self._waited.turn = turn
            self._free.wait(_PATIENCE)
