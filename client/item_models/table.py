"""A list of records as a Qt table: columns out of the schema, rows read by pages in the background."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from client.formatting import shown
from client.item_models.differences import difference, rows_of
from client.item_models.pages import PAGE, Pages, Row
from client.item_models.summaries import Summaries, Summary, columns_of
from client.reading.queries import RecordView
from client.text import records as words
from client.text import values
from client.workspace import Workspace
from shared_models.kinds import Measure, Number, Price, Prose, Reference, Rows, WordSet
from shared_models.records import RECORD_TYPES

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WHILE_READING = "…"
_DISPLAY, _ALIGNMENT, _SPOKEN = (
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.AccessibleTextRole,
    )
)  # fmt: skip
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ANSWERED = frozenset({_DISPLAY, _ALIGNMENT, _SPOKEN, _TOOL_TIP})


class RecordTableModel(QAbstractTableModel):
    """Rows are records of one type in the order of the ordinals given to :meth:`show`.

    A row that is not in memory shows an ellipsis until it has been read; it stays in place while others come and go.
    """

    def __init__(
        self,
        workspace: Workspace,
        type_name: str,
        summaries: Summaries,
        columns: Sequence[str] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.type_name = type_name
        self.record_type = RECORD_TYPES[type_name]
        wanted, identity = tuple(columns) or columns_of(self.record_type), workspace.identity
        self.columns = tuple(name for name in wanted if identity.sees(self.record_type, name))
        self.fields = [self.record_type.fields()[name] for name in self.columns]
        self._reader = workspace.reader
        self.summaries = summaries
        self.pages = Pages(self._read, workspace.background, self)
        self.pages.arrived.connect(self._repaint)
        self._right = [isinstance(field.kind, Number | Price | Measure) for field in self.fields]

    # --- filling it ---

    def show(self, ordinals: array[int], first: Sequence[Summary] = (), *, keep_place: bool = False) -> None:
        """Show these records; ``first`` are rows already read. ``keep_place``: the same list, brought up to date."""
        self.pages.put([self._row(summary) for summary in first])
        change = difference(self.pages.ordinals, ordinals)
        if not change.removed and not change.added:
            return
        if not keep_place:
            self._reset(ordinals)
        elif change.removed == change.added:
            self._rearrange(ordinals)
        else:
            self._splice(ordinals, change.at, change.removed, change.added)

    def _reset(self, ordinals: array[int]) -> None:
        self.beginResetModel()
        self.pages.replace(ordinals)
        self.endResetModel()

    def _rearrange(self, ordinals: array[int]) -> None:
        """As many rows as before: what is chosen stays chosen wherever it moved."""
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        marked = [self.pages.ordinals[index.row()] for index in kept]
        self.pages.replace(ordinals)
        rows = {ordinal: row for row, ordinal in enumerate(ordinals) if ordinal in set(marked)} if marked else {}
        moved = [self.index(rows[o], i.column()) if o in rows else _ROOT for o, i in zip(marked, kept, strict=True)]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _splice(self, ordinals: array[int], at: int, removed: int, added: int) -> None:
        if removed:
            self.beginRemoveRows(_ROOT, at, at + removed - 1)
            self.pages.replace(self.pages.ordinals[:at] + self.pages.ordinals[at + removed :])
            self.endRemoveRows()
        if added:
            self.beginInsertRows(_ROOT, at, at + added - 1)
        self.pages.replace(ordinals)
        if added:
            self.endInsertRows()

    def refresh(self, ordinals: Iterable[int]) -> None:
        """Read those rows anew that are in memory; the others are read when they are looked at."""
        held = self.pages.held(ordinals)
        for start in range(0, len(held), PAGE):
            some = held[start : start + PAGE]
            self.pages.reread(some, partial(self._repaint_rows, some))

    def forget(self) -> None:
        """Read everything anew: the titles of other records have changed."""
        self.pages.forget()
        self._repaint()

    def _repaint_rows(self, ordinals: Sequence[int]) -> None:
        """A view repaints those of them that it shows, and no others."""
        last = len(self.columns) - 1
        for row in rows_of(self.pages.ordinals, ordinals):
            self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    def _repaint(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self.columns) - 1))

    def _read(self, ordinals: Sequence[int]) -> list[Row]:
        views = self._reader.by_ordinals(self.type_name, list(ordinals))
        return [self._row(summary) for summary in self.summaries.of(views, self.columns)]

    def _row(self, summary: Summary) -> Row:
        """The cells of a row; amounts are aligned by the decimal mark, so that a column can be compared."""
        record = summary.view.values
        cells = (
            shown(field, record[field.name], exact=True) if isinstance(field.kind, Price) else summary.texts[field.name]
            for field in self.fields
        )
        return Row(summary, tuple(cells))

    # --- what it holds ---

    def ordinals(self) -> array[int]:
        """The records shown, in order. Not to be changed."""
        return self.pages.ordinals

    def view_at(self, row: int) -> RecordView | None:
        """The record in a row; None while it is being read."""
        held = self.pages.get(row) if 0 <= row < self.rowCount() else None
        return held.summary.view if held else None

    def id_at(self, row: int) -> str | None:
        """The identifier of the record in a row; read at once where it is not in memory yet."""
        if not 0 <= row < self.rowCount():
            return None
        held = self.pages.get(row)
        if held is not None:
            return held.summary.view.id
        found = self._reader.by_ordinals(self.type_name, [self.pages.ordinals[row]])
        return found[0].id if found else None

    def sortable(self, column: int) -> bool:
        """Whether the list can be ordered by a column: not by what is only an identifier or several values."""
        return not isinstance(self.fields[column].kind, Reference | WordSet | Rows | Prose)

    # --- what Qt asks ---

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many records."""
        return 0 if parent.isValid() else len(self.pages.ordinals)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Text, its alignment, and what a screen reader says of a cell."""
        if role not in _ANSWERED:  # a view asks for a dozen roles of each cell it paints
            return None
        row, column = index.row(), index.column()
        if role == _ALIGNMENT:
            return _RIGHT if self._right[column] else _LEFT
        held = self.pages.get(row)
        text = _WHILE_READING if held is None else held.cells[column]
        disputed = column == 0 and held is not None and held.summary.disputed
        if role == _TOOL_TIP and disputed:
            return words.DISPUTED_HINT
        if role != _SPOKEN:
            return words.DISPUTED_CELL.format(value=text) if disputed else text
        if disputed:
            text = f"{text}, {words.DISPUTED}"
        return words.CELL.format(
            label=self.fields[column].label, value=words.EMPTY_CELL if text == values.NOTHING else text
        )

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Labels out of the schema."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.fields[section].label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self._right[section] else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole and self.sortable(section):
            return words.SORT_BY.format(label=self.fields[section].label)
        return None
