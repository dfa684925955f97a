"""Back-off: the first failures are free, then each doubles the wait, up to a limit."""

from __future__ import annotations

import pytest

from sync_server.attempts import Attempts
from sync_server.errors import HubError


class Clock:
    """A clock that stands still unless told."""

    now = 1_000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def wait_of(attempts: Attempts, key: str) -> int:
    try:
        attempts.check(key)
    except HubError as error:
        return int((error.headers or {})["Retry-After"]) if error.status_code == 429 else -1
    return 0


def test_the_wait_doubles() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    waits = []
    for _ in range(13):
        clock.now += wait_of(attempts, "ann")
        attempts.failed("ann")
        waits.append(wait_of(attempts, "ann"))
    assert waits[:5] == [0] * 5
    assert waits[5:] == [16, 31, 61, 121, 241, 481, 901, 901]
    assert wait_of(attempts, "bob") == 0


def test_success_forgets() -> None:
    attempts = Attempts(Clock())
    for _ in range(6):
        attempts.failed("ann")
    attempts.succeeded("ann")
    attempts.check("ann")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync_server.attempts._REMEMBERED", 3)
    attempts = Attempts(Clock())
    for key in "abcd":
        for _ in range(6):
            attempts.failed(key)
    assert [wait_of(attempts, key) > 0 for key in "abcd"] == [False, True, True, True]
