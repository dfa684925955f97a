"""Results that come back to a widget which may be gone by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

T = TypeVar("T")


def while_alive(owner: QObject, deed: Callable[[T], object]) -> Callable[[T], None]:
    """``deed`` for background work to call: done only while Qt still has ``owner``, else dropped with its result."""

    def done(result: T) -> None:
        if isValid(owner):
            deed(result)

    return done
