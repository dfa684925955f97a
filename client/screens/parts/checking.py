"""Goes through the screens of the window and audits each, for the accessibility report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from accessibility.surroundings import Surroundings
from accessibility.widgets import look
from client.workspace import Place, Workspace

if TYPE_CHECKING:  # the audit measures pictures by numpy, which the first page must not wait for
    from accessibility.audit import Audit


class Checking(QObject):
    """Belongs to the window it goes through, so that what it found is there when the report is shown again."""

    #: How many places have been looked at, of how many.
    told = Signal(int, int)
    finished = Signal()

    def __init__(self, window: QWidget, workspace: Workspace) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace
        self._left: list[Place] = []
        self._home: Place | None = None
        self._count = 0
        #: What was found the last time it went round, screen by screen.
        self.audits: list[Audit] = []

    @property
    def running(self) -> bool:
        """Whether it is on its way."""
        return self._home is not None

    def go_round(self, places: Sequence[Place], home: Place) -> None:
        """Audit each place in turn and come back home."""
        if self.running:
            return
        self._left, self._home, self._count = list(places), home, len(places)
        self.audits = []
        self._next()

    def _next(self) -> None:
        if self._left:
            self._workspace.go.emit(self._left.pop(0))
            QTimer.singleShot(0, self, self._look)
            return
        home, self._home = self._home, None
        if home is not None:
            self._workspace.go.emit(home)
        self.finished.emit()

    def _look(self) -> None:
        from accessibility.audit import audit

        busy = self._workspace.background
        found = audit(self._window, surroundings=Surroundings(still=not look().motion, busy=lambda: busy.at_work))
        if isValid(self):  # the window may have been closed meanwhile
            self.audits.append(found)
            self.told.emit(len(self.audits), self._count)
            QTimer.singleShot(0, self, self._next)


def checking_of(window: QWidget, workspace: Workspace) -> Checking:
    """The one of a window."""
    existing = window.findChild(Checking)
    return existing if isinstance(existing, Checking) else Checking(window, workspace)
