"""A qtbot for a machine that is busy with other things: whatever comes is waited for long enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

#: The least milliseconds to wait before a test fails, whatever it asks for; pytest-qt's own usual is 5 s.
LEAST = 60_000


class PatientBot(QtBot):
    """pytest-qt's, but it gives nothing up within a minute. (No test waits to see that nothing happens.)"""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = LEAST) -> None:
        super().waitUntil(callback, timeout=max(timeout, LEAST))

    def waitSignal(self, signal: Any, *, timeout: int = LEAST, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=max(timeout, LEAST), **more)

    def waitExposed(self, widget: Any, *, timeout: int = LEAST) -> Any:
        return super().waitExposed(widget, timeout=max(timeout, LEAST))
