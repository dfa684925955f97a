"""The editor for a small table inside a record: each cell an editor, side by side where there is room, else stacked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLayout, QVBoxLayout, QWidget

from accessibility.widgets import Button, CheckField, IconButton, Text, announce, appearance, look
from accessibility.widgets.roles import RoleInterface, speak_as
from client.forms.context import FormContext
from client.keys import Keys
from client.text import forms as words
from shared_models import schema
from shared_models.identifiers import new_id
from shared_models.kinds import Rows

if TYPE_CHECKING:
    from client.forms.editors import Editing

_LEAST_CELL = 140
Cells = dict[str, Any]


@dataclass
class _Cell:
    """One editor with the label that names it (seen only where rows are stacked)."""

    label: QLabel
    editor: Any
    editing: Editing


class _Row:
    """The widgets of one row."""

    def __init__(self, owner: RowsEditor, row: str) -> None:
        self.id = row
        self.title = Text("", "strong", wrap=False)
        self.title.setParent(owner.table)
        self.remove = IconButton("", "close", parent=owner.table)
        self.remove.clicked.connect(lambda: owner.remove_row(row))
        self.cells = {field.name: self._cell(owner, field) for field in owner.kind.fields}

    def _cell(self, owner: RowsEditor, field: schema.Field) -> _Cell:
        editing = owner.editing_of(field)
        editor: Any = editing.make(field.kind, field, owner.context)
        editor.setParent(owner.table)
        editor.changed.connect(owner.changed)
        editor.committed.connect(owner.committed)
        label = QLabel(owner.table)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("kind", "label")
        label.setBuddy(editor.naming_target())
        return _Cell(label, editor, editing)

    def number(self, owner: RowsEditor, number: int) -> None:
        """Name everything after the row's place."""
        self.title.setText(words.ROW_TITLE.format(row=number))
        name = words.ROW_REMOVE.format(row=number, label=owner.field.label)
        self.remove.set_icon("close", name)
        for field in owner.kind.fields:
            cell = self.cells[field.name]
            spoken = words.ROW_CELL.format(column=field.label, row=number)
            cell.label.setText(spoken)
            cell.editor.set_label(spoken)
            cell.editor.naming_target().setAccessibleName(spoken)

    def widgets(self) -> list[QWidget]:
        """Everything the row is made of."""
        return [self.title, self.remove, *(w for c in self.cells.values() for w in (c.label, c.editor))]


class RowsEditor(QWidget):
    """``value()`` is row id -> cell name -> value.

    Ctrl+Return adds a row, Ctrl+Shift+Delete removes the one with the focus.
    """

    changed = Signal()
    committed = Signal()

    def __init__(
        self,
        kind: Rows,
        field: schema.Field,
        context: FormContext,
        editing_of: Callable[[schema.Field], Editing],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind, self.field, self.context, self.editing_of = kind, field, context, editing_of
        self._rows: list[_Row] = []
        self._held: dict[str, Cells] = {}
        self._wide = True
        self.table = _CellTable(self)
        self.table.setAccessibleName(field.label)
        self._grid = QGridLayout(self.table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        self._heads = [Text(column.label, "small", parent=self.table) for column in kind.fields]
        self._none = Text(words.ROWS_NONE, "soft")
        self.add = Button(words.ROW_ADD, "plus", accessible_name=words.ROW_ADD_TO.format(label=field.label))
        self.add.clicked.connect(self.add_row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self.table)
        column.addWidget(self._none)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add)
        for name, deed in (("add_row", self.add_row), ("remove_row", self._remove_focused)):
            Keys(name, self, deed, inside=True)
        self._arrange()
        appearance().changed.connect(self._fit)

    # --- as an editor ---

    def value(self) -> dict[str, Cells]:
        """The rows; a cell that is empty and was never filled is left out."""
        return {row.id: self._cells(row) for row in self._rows}

    def _cells(self, row: _Row) -> Cells:
        held = self._held.get(row.id, {})
        now = {name: cell.editing.read(cell.editor.value()) for name, cell in row.cells.items()}
        return {**held, **{name: value for name, value in now.items() if value is not None or name in held}}

    def set_value(self, value: Mapping[str, Mapping[str, Any]] | None) -> None:
        """Show these rows; rows that are there already keep their widgets, and so the focus."""
        wanted = {row: dict(cells) for row, cells in (value or {}).items()}
        self._held = wanted
        for row in [row for row in self._rows if row.id not in wanted]:
            self._drop(row)
        known = {row.id for row in self._rows}
        self._rows += [_Row(self, row) for row in wanted if row not in known]
        for row in self._rows:
            for name, cell in row.cells.items():
                cell.editor.set_value(cell.editing.show(wanted[row.id].get(name)))
        self._arrange()

    def problem(self) -> str:
        """The first cell that cannot be read."""
        for number, row in enumerate(self._rows, start=1):
            for field in self.kind.fields:
                found = row.cells[field.name].editor.problem()
                if found:
                    return words.PROBLEM_IN_ROW.format(label=field.label, row=number, problem=found)
        return ""

    def naming_target(self) -> QWidget:
        """The button that adds a row."""
        return self.add

    def set_label(self, label: str) -> None:
        """The parts are named already."""

    # --- rows ---

    def add_row(self) -> None:
        """Add an empty row and go there."""
        self._rows.append(_Row(self, new_id()))
        self._arrange()
        self._first_target(self._rows[-1]).setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, words.ROW_ADDED.format(row=len(self._rows), label=self.field.label))
        self.changed.emit()
        self.committed.emit()

    def remove_row(self, row_id: str) -> None:
        """Take a row away; the focus goes to its neighbour."""
        place = next(i for i, row in enumerate(self._rows) if row.id == row_id)
        self._drop(self._rows[place])
        self._arrange()
        neighbour = self._rows[min(place, len(self._rows) - 1)].remove if self._rows else self.add
        neighbour.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, words.ROW_REMOVED.format(row=place + 1, label=self.field.label))
        self.changed.emit()
        self.committed.emit()

    def _remove_focused(self) -> None:
        here = self.focusWidget()
        for row in self._rows:
            if here is not None and any(w is here or w.isAncestorOf(here) for w in row.widgets()):
                self.remove_row(row.id)
                return

    def _first_target(self, row: _Row) -> QWidget:
        target: QWidget = next(iter(row.cells.values())).editor.naming_target()
        return target

    def _drop(self, row: _Row) -> None:
        self._rows.remove(row)
        for widget in row.widgets():
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    # --- layout ---

    def _needed(self) -> int:
        least = look().px(_LEAST_CELL)
        cells = self._rows[0].cells.values() if self._rows else ()
        room: int = sum(max(least, cell.editor.minimumSizeHint().width()) + 8 for cell in cells) + look().target + 24
        return room

    def minimumSizeHint(self) -> QSize:
        """It can always be made narrow: then it stacks its cells."""
        return QSize(look().px(_LEAST_CELL), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side or stacked, as there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if (self.width() >= self._needed()) != self._wide:
            self._arrange()

    def _arrange(self) -> None:
        self._wide = not self._rows or self.width() >= self._needed()
        while self._grid.takeAt(0) is not None:
            pass
        for head in self._heads:
            head.setVisible(self._wide and bool(self._rows))
        self._none.setVisible(not self._rows)
        for place in range(max(self._grid.columnCount(), len(self.kind.fields) + 1)):
            self._grid.setColumnStretch(place, 1 if self._wide and place < len(self.kind.fields) else 0)
        for number, row in enumerate(self._rows, start=1):
            row.number(self, number)
            (self._place_wide if self._wide else self._place_stacked)(number, row)
        self._set_tab_order()

    def _place_wide(self, number: int, row: _Row) -> None:
        if number == 1:
            for place, head in enumerate(self._heads):
                self._grid.addWidget(head, 0, place)
        row.title.hide()
        for place, cell in enumerate(row.cells.values()):
            cell.label.hide()
            self._grid.addWidget(cell.editor, number, place, Qt.AlignmentFlag.AlignTop)
            cell.editor.show()
        self._grid.addWidget(row.remove, number, len(row.cells), Qt.AlignmentFlag.AlignTop)
        row.remove.show()

    def _place_stacked(self, number: int, row: _Row) -> None:
        at = (number - 1) * (2 * len(row.cells) + 1)
        self._grid.addWidget(row.title, at, 0)
        self._grid.addWidget(row.remove, at, 1)
        self._grid.setColumnStretch(0, 1)
        for place, cell in enumerate(row.cells.values()):
            cell.label.setVisible(not isinstance(cell.editor, CheckField))
            self._grid.addWidget(cell.label, at + 1 + 2 * place, 0, 1, 2)
            self._grid.addWidget(cell.editor, at + 2 + 2 * place, 0, 1, 2)
            cell.editor.show()
        row.title.show()
        row.remove.show()

    def _set_tab_order(self) -> None:
        """Tab goes through the rows to the button, and on. Widgets made of several are taken apart: given them whole,
        Qt loses what came after."""
        stops = [stop for row in self._rows for w in (*(c.editor for c in row.cells.values()), row.remove)
                 for stop in _stops(w)]  # fmt: skip
        for one, other in pairwise([*self._stop_before(stops), *stops, self.add]):
            QWidget.setTabOrder(one, other)

    def _stop_before(self, rows: Sequence[QWidget]) -> list[QWidget]:
        """What Tab reaches before the rows; none while there is nothing before."""
        before: QWidget | None = self.add.previousInFocusChain()
        while before is not None and before is not self.add:
            if before not in rows and _is_stop(before):
                return [before]
            before = before.previousInFocusChain()
        return []


def _stops(widget: QWidget) -> list[QWidget]:
    """The parts of a widget that take the focus themselves, in their order; lists that drop down are not among them."""
    parts = (widget, *widget.findChildren(QWidget))
    return [part for part in parts if _is_stop(part) and part.window() is widget.window()]


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


class _CellTable(QWidget):
    """The cells, told to screen readers as a group with the table's name."""


speak_as(_CellTable, lambda w: RoleInterface(w, QAccessible.Role.Grouping))
