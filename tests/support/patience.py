"""A qtbot for a machine that is busy with other things: whatever comes is waited for long enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

#: The least milliseconds to wait before a test fails, whatever it asks for; pytest-qt's own usual is 5 s.
LEAST = 60_000


def open_dialogs() -> list[QWidget]:
    """The dialogs that are to be seen now."""
    from PySide6.QtWidgets import QApplication, QDialog  # not before the surroundings are set

    windows = QApplication.topLevelWidgets()
    return [window for window in windows if isinstance(window, QDialog) and window.isVisible()]


class PatientBot(QtBot):
    """pytest-qt's, but it gives nothing up within a minute. (No test waits to see that nothing happens.)"""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = LEAST) -> None:
        super().waitUntil(callback, timeout=max(timeout, LEAST))

    def waitSignal(self, signal: Any, *, timeout: int = LEAST, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=max(timeout, LEAST), **more)

    def waitExposed(self, widget: Any, *, timeout: int = LEAST) -> Any:
        return super().waitExposed(widget, timeout=max(timeout, LEAST))
