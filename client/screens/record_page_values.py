"""A record's values to look at: each with its label, a way to what it names, and the button that tells its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from accessibility.widgets import Button, CardGrid, DataTable, IconButton, Text, look
from accessibility.widgets.tips import tip
from client.formatting import row_count, shown
from client.forms.context import FormContext
from client.forms.files import photo
from client.forms.notes import Warned
from client.forms.sealed import SealedEditor
from client.reading.queries import RecordView
from client.screens.parts.field_notes import FieldNotes
from client.screens.parts.page import Section
from client.screens.parts.sources import shows
from client.text import records as words
from shared_models.documents import Path
from shared_models.kinds import File, Kind, Line, Prose, Reference, Rows, Sealed, WordSet
from shared_models.schema import Field

_MOST_ROWS_SHOWN = 8


class ValueCell(QWidget):
    """One field: label above its value. ``why`` asks where the value comes from."""

    why = Signal(object)
    opened = Signal(str, str)

    def __init__(self, field: Field, value: Any, context: FormContext, dispute: str = "") -> None:
        super().__init__()
        self.field, self.value = field, value
        shows(self, field.name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        column = QVBoxLayout()
        column.setSpacing(2)
        label = Text(field.label, "small")
        self.shown = self._make(context)
        label.setBuddy(self.shown)
        column.addWidget(label)
        column.addWidget(self.shown, 0, self._alignment())
        self.disputed = Warned(self)
        self.disputed.set_text(dispute)
        column.addWidget(self.disputed)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.why_button = IconButton(words.WHY_FIELD.format(label=field.label), "help", colour="ink_soft")
        self.why_button.setToolTip(words.WHY_HINT)
        self.why_button.clicked.connect(lambda: self.why.emit((field.name,)))
        row.addWidget(self.why_button, 0, Qt.AlignmentFlag.AlignTop)

    def text(self) -> str:
        """What is shown."""
        return self._text

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A press of the other mouse button, or of the menu key, offers to tell where the value comes from."""
        menu = QMenu(self)
        menu.addAction(words.WHY, lambda: self.why.emit((self.field.name,)))
        menu.addAction(words.COPY, lambda: QGuiApplication.clipboard().setText(self._text))
        menu.exec(event.globalPos())

    def _alignment(self) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignLeft if isinstance(self.shown, Button) else Qt.AlignmentFlag(0)

    def _make(self, context: FormContext) -> QWidget:
        kind, value = self.field.kind, self.value
        self._text = shown(self.field, value, context.zone, context.summaries.title)
        if isinstance(kind, Sealed) and value is not None:
            sealed = SealedEditor(self.field, context, read_only=True)
            sealed.set_value(value)
            return sealed
        if isinstance(kind, Reference) and value:
            link = Button(self._text, kind="link", accessible_name=words.OPEN_RECORD.format(title=self._text))
            link.clicked.connect(lambda _checked=False: self.opened.emit(kind.to, value))
            return link
        plain = Text(self._text, "body" if isinstance(kind, Prose) else "strong")
        plain.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        plain.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the cell's own has the copy too
        return plain


class ValuesView(QWidget):
    """All values of a record in groups: short ones side by side, texts below, small tables and photos by themselves."""

    why = Signal(object)
    opened = Signal(str, str)

    def __init__(
        self, context: FormContext, view: RecordView, show_empty: bool = False,
        notes: FieldNotes | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._context, self._show_empty, self._notes = context, show_empty, notes or FieldNotes()
        self.cells: dict[str, ValueCell] = {}
        self.tables: dict[str, DataTable] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self._section = Section(words.DETAILS)
        self._grid = CardGrid(260, 16, most_columns=3)
        self._section.body.addLayout(self._grid)
        column.addWidget(self._section)
        fields = view.record_type.fields()
        blank, identity = [name for name in fields if is_empty(view.values[name])], context.workspace.identity
        seen = (name for name in blank if identity.sees(view.record_type, name))
        self.empty = [name for name in seen if not fields[name].by_deed]
        for name, field in fields.items():
            if name not in blank or (show_empty and name in self.empty) or name in self._notes.fields():
                self._add(column, field, view.values[name])

    def _add(self, column: QVBoxLayout, field: Field, value: Any) -> None:
        if isinstance(field.kind, Rows) and value:
            column.addWidget(self._rows(field, field.kind, value))
            return
        cell = ValueCell(field, value, self._context, self._notes.fields().get(field.name, ""))
        cell.why.connect(self.why)
        cell.opened.connect(self.opened)
        self.cells[field.name] = cell
        if isinstance(field.kind, Prose | WordSet):
            self._section.body.addWidget(cell)
        else:
            self._grid.addWidget(cell)

    def _rows(self, field: Field, kind: Rows, value: Mapping[str, Mapping[str, Any]]) -> QWidget:
        panel = Section(field.label)
        file = _cell_of(kind, File)
        if file is not None:
            panel.body.addLayout(self._photos(kind, file, value))
            return panel
        table = small_table(
            field.label,
            kind,
            value,
            lambda f, v: shown(f, v, self._context.zone, self._title),
            self._notes.cells(field.name),
        )
        rows = list(value)

        def asked(index: QModelIndex) -> None:
            self.why.emit((field.name, rows[index.row()], kind.fields[index.column()].name))

        table.row_activated.connect(asked)
        self.tables[field.name] = table
        shows(table, field.name)
        panel.body.addWidget(table)
        return panel

    def _title(self, type_name: str, record: str) -> str:
        return self._context.summaries.title(type_name, record)

    def _photos(self, kind: Rows, file: Field, value: Mapping[str, Mapping[str, Any]]) -> CardGrid:
        grid = CardGrid(200, 12)
        alt = _cell_of(kind, Line)
        for cells in value.values():
            if cells.get(file.name) is not None:
                described = cells.get(alt.name) if alt is not None else None
                grid.addWidget(photo(self._context.workspace.thumbnails, cells[file.name], described or None, 160))
        return grid

    def path_of(self, widget: QWidget | None) -> Path | None:
        """The path of the value in which the focus is."""
        for name, cell in self.cells.items():
            if widget is not None and (cell is widget or cell.isAncestorOf(widget)):
                return (name,)
        for table in self.tables.values():
            if widget is table and table.currentIndex().isValid():
                table.row_activated.emit(table.currentIndex())
        return None


def small_table(
    name: str,
    kind: Rows,
    value: Mapping[str, Mapping[str, Any]],
    write: Callable[[Field, Any], str],
    notes: Mapping[tuple[str, str], str] | None = None,
) -> DataTable:
    """The rows of a field as a table that is as high as it needs to be; ``notes`` are about cells, by row and cell."""
    model = QStandardItemModel(len(value), len(kind.fields))
    model.setHorizontalHeaderLabels([field.label for field in kind.fields])
    for row, (key, cells) in enumerate(value.items()):
        for column, field in enumerate(kind.fields):
            text = write(field, cells.get(field.name))
            note = (notes or {}).get((key, field.name), "")
            item = QStandardItem(words.DISPUTED_CELL.format(value=text) if note else text)
            item.setToolTip(tip(note))
            spoken = words.CELL.format(label=field.label, value=text)
            spoken = words.NOTED_ELSEWHERE.format(label=spoken, note=note) if note else spoken
            item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
            model.setItem(row, column, item)
    table = DataTable(f"{name}, {row_count(len(value))}")
    model.setParent(table)
    table.setModel(model)
    table.resizeColumnsToContents()
    for column in range(len(kind.fields)):
        table.setColumnWidth(column, table.columnWidth(column) + look().px(24))
    lines = min(len(value), _MOST_ROWS_SHOWN)
    head = table.horizontalHeader().minimumHeight()
    table.setFixedHeight(head + lines * table.verticalHeader().defaultSectionSize() + 2)
    return table


def is_empty(value: Any) -> bool:
    """Whether nothing has been entered."""
    return value is None or value in ("", frozenset(), {})


def _cell_of(kind: Rows, wanted: type[Kind]) -> Field | None:
    return next((field for field in kind.fields if isinstance(field.kind, wanted)), None)
