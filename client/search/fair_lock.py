"""A lock that serves in turn, so that a long row of writes cannot starve a reader."""

from threading import Lock
from types import TracebackType


class FairLock:
    """Whoever waits holds the one place at the door: the last holder cannot come in again before them."""

    def __init__(self) -> None:
        self._door = Lock()
        self._room = Lock()

    def __enter__(self) -> None:
        with self._door:
            self._room.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._room.release()
