"""How long a list takes: from a question, or from a step of a scroll bar, until its rows are painted."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from client.pace.painting import NextPainting
from client.pace.recording import Pace, Timed


class ListTiming(QObject):
    """Notes the times of one list."""

    def __init__(self, pace: Pace, shown: QWidget, areas: tuple[QAbstractScrollArea, ...]) -> None:
        """``areas`` show the rows of the list, one of them at a time."""
        super().__init__(shown)
        self._pace, self._shown = pace, shown
        self._answer, self._step = NextPainting(shown), NextPainting(shown)
        for area in areas:
            area.verticalScrollBar().valueChanged.connect(self._scrolled)

    def asked(self, answered: Callable[[], bool]) -> None:
        """A question was asked just now; only the last one counts."""
        begun = time.perf_counter_ns()
        self._answer.wait(answered, lambda: self._pace.since(Timed.FILTER, begun))

    def _scrolled(self) -> None:
        if not self._step.awaited and self._shown.isVisible():
            begun = time.perf_counter_ns()
            self._step.wait(lambda: True, lambda: self._pace.since(Timed.SCROLL, begun))
