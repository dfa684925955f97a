"""Waiting until a window has finished what it began: by what it shows, never by the clock."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

_PAUSE = 0.01
_SAME = 3
"""So many pictures in a row must be equal."""


def settle(rounds: int = 4) -> None:
    """Let Qt finish what it has begun: layout, scrolling, painting."""
    for _round in range(rounds):
        QApplication.processEvents()


def _look(window: QWidget) -> tuple[int, QImage]:
    image = QImage(window.size(), QImage.Format.Format_RGB32)
    image.fill(0)
    window.render(image, QPoint(0, 0))
    return len(window.findChildren(QWidget)), image


def wait_until_quiet(window: QWidget, busy: Callable[[], bool], patience: float = 20.0) -> bool:
    """Turn events until the program is no longer busy and the window looks the same three times running.

    Returns False where it never came to rest within ``patience`` seconds, such as with a blinking picture.
    """
    ends = time.monotonic() + patience
    former, same = None, 0
    while time.monotonic() < ends:
        settle(2)
        if busy():
            former, same = None, 0
        else:
            now = _look(window)
            same = same + 1 if former is not None and former == now else 0
            former = now
            if same >= _SAME:
                return True
        time.sleep(_PAUSE)
    return False
