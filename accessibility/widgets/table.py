"""A table for a million rows: fixed rows a finger can press, no keyboard trap, scrolled by finger."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.scroll import scroll_by_finger

#: So long the rows seen before stay in sight while those jumped to are read; then their places are shown empty.
_PATIENCE_MS = 40


class DataTable(QTableView):
    """Rows are chosen whole; Enter or a double press emits ``row_activated``; Tab leaves the table."""

    row_activated = Signal(QModelIndex)

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        #: Whether the rows from one to another can be shown. One who reads rows only when they are looked at sets it,
        #: begins to read when asked, and calls :meth:`rows_arrived`: painting rows twice would take twice as long.
        self.rows_ready: Callable[[int, int], bool] | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._go_on)
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
        self.verticalHeader().setDefaultSectionSize(max(look().target, look().px(16) * 5 // 4 + look().gap(28)))
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

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """As QTableView; after a jump, what is in sight stays until the rows there can be painted."""
        by_rows = self.verticalScrollMode() == QAbstractItemView.ScrollMode.ScrollPerItem
        height = self.verticalHeader().defaultSectionSize()
        jump = abs(dy) * (height if by_rows else 1) >= self.viewport().height()
        if self.rows_ready is None or not jump:
            super().scrollContentsBy(dx, dy)
            return
        self.viewport().setUpdatesEnabled(False)
        super().scrollContentsBy(dx, dy)
        self._patience.start(_PATIENCE_MS)
        self.rows_arrived()

    def rows_arrived(self) -> None:
        """Paint, if painting waits for rows and they can be shown now."""
        if self._patience.isActive() and self.rows_ready is not None:
            last = self.rowAt(self.viewport().height() - 1)
            if self.rows_ready(max(self.rowAt(0), 0), last if last >= 0 else self.model().rowCount() - 1):
                self._go_on()

    def _go_on(self) -> None:
        self._patience.stop()
        self.viewport().setUpdatesEnabled(True)

    def reset(self) -> None:
        """Other rows altogether: nothing waits for those before."""
        super().reset()
        self._go_on()

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
