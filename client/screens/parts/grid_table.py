"""A small table of text with headers, told as a table: cover lines, instalments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView

from accessibility.widgets import DataTable, Text, appearance
from accessibility.widgets.tips import tip
from client.text import records as words
from shared_models.documents import Path

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_MOST = 12
_ANSWERED = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


class TextModel(QAbstractTableModel):
    """Rows of text."""

    def __init__(self, columns: Sequence[str], broken_at: int = 0) -> None:
        super().__init__()
        self._columns, self._broken_at = list(columns), broken_at
        self._rows: list[tuple[str, ...]] = []
        self._notes: Mapping[tuple[int, int], str] = {}

    def set_rows(self, rows: Sequence[tuple[str, ...]], notes: Mapping[tuple[int, int], str] | None = None) -> None:
        """Show these; ``notes`` are sentences about cells, by row and column."""
        self.beginResetModel()
        self._rows, self._notes = list(rows), notes or {}
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The text; a cell of which something is noted bears a sign, and says it to the pointer and the reader."""
        if role not in _ANSWERED or not index.isValid():
            return None
        text, note = self._rows[index.row()][index.column()], self._notes.get((index.row(), index.column()), "")
        if not note:
            shown = {Qt.ItemDataRole.DisplayRole: text, Qt.ItemDataRole.ToolTipRole: tip(text)}
            return shown.get(Qt.ItemDataRole(role))
        if role == Qt.ItemDataRole.DisplayRole:
            return words.DISPUTED_CELL.format(value=text)
        return tip(note) if role == Qt.ItemDataRole.ToolTipRole else words.NOTED_ELSEWHERE.format(label=text, note=note)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation != Qt.Orientation.Horizontal:
            return None
        name = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return in_two_lines(name) if self._broken_at and len(name) > self._broken_at else name
        return name if role == Qt.ItemDataRole.AccessibleTextRole else None


def in_two_lines(text: str) -> str:
    """Broken at the space nearest to its middle; as it is where there is none."""
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    if not spaces:
        return text
    at = min(spaces, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:at]}\n{text[at + 1 :]}"


class GridTable(DataTable):
    """As high as its rows; the columns share the width. ``nothing`` is shown in its place while there are none."""

    def __init__(self, accessible_name: str, columns: Sequence[str], nothing: str = "", broken_at: int = 0) -> None:
        """``broken_at``: headers longer than so many letters take two lines."""
        self._text = TextModel(columns, broken_at)
        self._sources: Sequence[Sequence[Path]] = ()
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

    def set_rows(
        self, rows: Sequence[tuple[str, ...]], sources: Sequence[Sequence[Path]] = (),
        notes: Mapping[Path, str] | None = None,
    ) -> None:  # fmt: skip
        """Show these rows; without any the table takes no room.

        ``sources`` are the paths of the cells' values, row by row; ``notes`` what is to be said beside some of them.
        """
        self._sources = sources
        told = {
            (row, column): (notes or {})[path]
            for row, paths in enumerate(sources)
            for column, path in enumerate(paths)
            if path in (notes or {})
        }
        self._text.set_rows(rows, told)
        self.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self._fit()

    def source_at(self, place: QPoint | None) -> Path | None:
        """The path of the value at a place of the viewport, or of the chosen cell."""
        index = self.currentIndex() if place is None else self.indexAt(place)
        return self._sources[index.row()][index.column()] if index.isValid() and self._sources else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may hold all of it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        rows = min(self._text.rowCount(), _MOST)
        header = self.horizontalHeader()
        head = max(header.sizeHint().height(), header.minimumHeight())
        columns = range(self._text.columnCount())
        wide = sum(max(self.sizeHintForColumn(place), header.sectionSizeHint(place)) for place in columns)
        fits = wide <= self.viewport().width()
        if header.stretchLastSection() != fits:  # stretched into too little room it would be cut
            header.setStretchLastSection(fits)
        bar = self.horizontalScrollBar().sizeHint().height() if not fits else 0
        height = head + rows * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth() + bar + 4
        if height != self.height():
            self.setFixedHeight(height)
