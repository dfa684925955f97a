"""How commits reach the screens: what is done here at once; what comes from afar together, while more keeps coming."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from client.background import Background
from client.changes import Changes
from client.pace.following import trace_arrival
from shared_models.traces import Traces

#: What comes from afar within so long after the last of it is told with what follows: ten times a second at most.
_TOGETHER_MS = 100


class Arriving(QObject):
    """Tells the window's thread of commits, in their order."""

    def __init__(
        self, background: Background, tell: Callable[[Changes], None], traces: Traces, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._background, self._tell, self._traces = background, tell, traces
        #: Each with when it was committed (nanoseconds since 1970 UTC).
        self._untold: list[tuple[Changes, int]] = []
        self._told = QElapsedTimer()
        self._closed = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._tell_all)

    def come(self, changes: Changes) -> None:
        """A transaction was committed; called on whatever thread did it."""
        committed = time.time_ns()
        self._background.call(lambda: self._take(changes, committed))

    def close(self) -> None:
        """Nobody is told any more. A timer that still ran could outlive its thread's knowledge of it."""
        self._closed = True
        self._soon.stop()

    def _take(self, changes: Changes, committed: int) -> None:
        if self._closed:
            return
        self._untold.append((changes, committed))
        calm = not self._told.isValid() or self._told.hasExpired(_TOGETHER_MS)
        if calm or not changes.remote:
            self._tell_all()
        elif not self._soon.isActive():
            self._soon.start(_TOGETHER_MS)

    def _tell_all(self) -> None:
        """Screens refresh while they are told."""
        self._soon.stop()
        untold, self._untold = self._untold, []
        for changes in _gathered([changes for changes, _ in untold]):
            self._tell(changes)
        for changes, committed in untold:
            if changes.arrival is not None:
                trace_arrival(self._traces, changes.arrival, committed)
        if untold and untold[-1][0].remote:
            self._told.start()


def _gathered(told: Sequence[Changes]) -> Iterator[Changes]:
    """The same in fewer: runs of what came from afar are one."""
    for remote, run in groupby(told, key=lambda changes: changes.remote):
        some = list(run)
        if not remote or len(some) == 1:
            yield from some
        else:
            touched = dict.fromkeys(touched for changes in some for touched in changes.touched)
            yield Changes(tuple(touched), remote=True)
