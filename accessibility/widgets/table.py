"""A table for a million rows: fixed rows a finger can press, no keyboard trap, scrolled by finger."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.scroll import scroll_by_finger


class DataTable(QTableView):
    """Rows are chosen whole; Enter or a double press emits ``row_activated``; Tab leaves the table."""

    row_activated = Signal(QModelIndex)

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        # Measuring sections by content would ask the model for every row of a million.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.setSectionsMovable(True)
        scroll_by_finger(self)
        self.doubleClicked.connect(self.row_activated)
        appearance().changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(max(look().target, look().px(16) * 5 // 4 + 22))
        self.horizontalHeader().setMinimumHeight(max(look().target, look().px(14) * 5 // 4 + 22))
        self.horizontalHeader().setMinimumSectionSize(look().px(64))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """As QTableView, but scrolls up before a reset: far down, Qt would paint every row once."""
        old = self.model()
        if old is not None:
            old.modelAboutToBeReset.disconnect(self.scrollToTop)
        super().setModel(model)
        if model is not None:
            model.modelAboutToBeReset.connect(self.scrollToTop)

    def set_widths(self, widths: dict[int, int]) -> None:
        """Column widths in pixels at text scale 1."""
        for column, width in widths.items():
            self.setColumnWidth(column, look().px(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.row_activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
