"""A list that tells a screen reader which line it stands at when it gets the focus."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent
from PySide6.QtWidgets import QListWidget


class ToldList(QListWidget):
    """Qt's own list tells its name alone, and a line only once the arrows have left it."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """As a list does; then the current line is told."""
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self._tell)  # Qt tells of the list itself once this has returned

    def _tell(self) -> None:
        if self.hasFocus() and self.currentRow() >= 0:
            told = QAccessibleEvent(self, QAccessible.Event.Focus)
            told.setChild(self.currentRow())
            QAccessible.updateAccessibility(told)
