"""Work off the window's thread: futures whose results come back to the window, and a small pool for everything else."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QDeadlineTimer, QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from client.pace.turns import Turns

T = TypeVar("T")
#: Nothing was asked of the pool for so long: what was asked is answered, laid out and painted.
_QUIET_MS = 40
#: Who waits for quiet waits no longer than this.
_PATIENCE_MS = 2_000


class Background(QObject):
    """Brings results to the thread this object lives in, in the order they came."""

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None, workers: int = 2, turns: Turns | None = None) -> None:
        """``turns``: told that the window is at work while it takes in what comes."""
        super().__init__(parent)
        self._turns = turns or Turns()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="background")
        self._closed = False
        self._calls: deque[Callable[[], None]] = deque()
        self._under_way: set[Future[Any]] = set()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def closed(self) -> bool:
        """Whether the window is going: long work had better end."""
        return self._closed

    @property
    def at_work(self) -> bool:
        """Whether something was asked of the pool that has not come back yet."""
        return bool(self._under_way)

    def run(
        self,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> Future[T]:
        """Run ``job`` in the pool; ``done`` gets its result on this object's thread, ``failed`` its exception.

        Without ``failed`` an exception is raised on this object's thread, where the app's hook shows it.
        """
        if self._closed:  # the window is going: nobody waits for the result any more
            return Future()
        future = self._pool.submit(job)
        self._under_way.add(future)
        self.deliver(future, done, failed)
        return future

    def when_quiet(self, action: Callable[[], None]) -> None:
        """Call ``action`` once, on this object's thread, when nothing is under way; after two seconds in any case."""
        begun = QDeadlineTimer(_PATIENCE_MS)

        def look() -> None:
            if self._under_way and not begun.hasExpired():
                QTimer.singleShot(_QUIET_MS, self, look)
            elif not self._closed:
                action()

        QTimer.singleShot(_QUIET_MS, self, look)

    def deliver(
        self,
        future: Future[T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Hand a future's result to ``done`` (or ``failed``) on this object's thread once it is there."""

        def arrived(_finished: Future[T]) -> None:
            self.call(handed_over)

        def handed_over() -> None:
            self._under_way.discard(future)
            _hand_over(future, done, failed)

        future.add_done_callback(arrived)

    def call(self, action: Callable[[], None]) -> None:
        """Have ``action`` called on this object's thread; may be called from any thread."""
        self._calls.append(action)
        if isValid(self):  # the window that asked may be gone
            self._arrived.emit()

    def _deliver(self) -> None:
        """One call per event: an exception in one goes to the app's hook and does not hold up the next."""
        if self._calls:
            with self._turns.of_window():
                self._calls.popleft()()

    def close(self) -> None:
        """Let running work end; what has not begun is dropped."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)


def _hand_over(
    future: Future[Any], done: Callable[[Any], None], failed: Callable[[BaseException], None] | None
) -> None:
    if future.cancelled():
        return
    error = future.exception()
    if error is None:
        done(future.result())
    elif failed is not None:
        failed(error)
    else:
        raise error
