"""A small table of text with headers, told as a table: cover lines, instalments."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView

from accessibility.widgets import DataTable, Text, appearance

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_MOST = 12


class TextModel(QAbstractTableModel):
    """Rows of text."""

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__()
        self._columns = list(columns)
        self._rows: list[tuple[str, ...]] = []

    def set_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        return self._rows[index.row()][index.column()] if shown and index.isValid() else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        across = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._columns[section] if across else None


class GridTable(DataTable):
    """As high as its rows; the columns share the width. ``nothing`` is shown in its place while there are none."""

    def __init__(self, accessible_name: str, columns: Sequence[str], nothing: str = "") -> None:
        self._text = TextModel(columns)
        self.nothing = Text(nothing, "soft")
        super().__init__(accessible_name)
        self.setModel(self._text)
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.geometriesChanged.connect(self._fit)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        appearance().changed.connect(self._fit)
        self._fit()

    def set_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show these rows; without any the table takes no room."""
        self._text.set_rows(rows)
        self.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self._fit()

    def _fit(self) -> None:
        rows = min(self._text.rowCount(), _MOST)
        header = self.horizontalHeader()
        head = max(header.sizeHint().height(), header.minimumHeight())
        wide = sum(self.sizeHintForColumn(place) for place in range(self._text.columnCount()))
        bar = self.horizontalScrollBar().sizeHint().height() if wide > self.viewport().width() else 0
        height = head + rows * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth() + bar + 4
        if height != self.height():
            self.setFixedHeight(height)
