"""On the page of a record: which widget shows which value, and the ways to ask where that value comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from accessibility.widgets import Details, IconButton
from client.forms.notes import Warned
from client.keys import Keys
from client.screens.base import Screen
from client.screens.parts.field_notes import FieldNotes
from client.screens.parts.page import empty
from client.screens.why_dialog import WhyDialog
from client.text import records as words
from shared_models.documents import Path
from shared_models.records import RECORD_TYPES

_SOURCE = "source"


def is_shown_by(widget: QWidget, names: Iterable[str]) -> bool:
    """Whether a widget shows the value of one of these fields; the buttons and notes beside it do not."""
    path = widget.property(_SOURCE)
    return bool(path) and path[0] in names and not isinstance(widget, IconButton | Warned)


@runtime_checkable
class ManyValues(Protocol):
    """A widget that shows many values and knows which one is chosen, or at a point of its viewport."""

    def source_at(self, place: QPoint | None) -> Path | None:
        """The path of the value at a place, or of the chosen one; None where there is none."""


def shows(widget: QWidget, *path: str) -> None:
    """Say that a widget shows the value at a path: the menu and Alt+W over it tell about that value."""
    widget.setProperty(_SOURCE, list(path))


class Sources(QObject):
    """The menu of every value on a page, Alt+W, and the dialog they open. ``shows`` says which widget shows what."""

    def __init__(self, page: Screen, record_type: str) -> None:
        super().__init__(page)
        self._page, self._type = page, record_type
        Keys("why", page, self._why_here, inside=True)
        page.installEventFilter(self)

    def why(self, path: object) -> None:
        """Tell where the value at a path comes from."""
        found: Path = tuple(path)  # type: ignore[arg-type]
        WhyDialog(self._page.workspace, self._type, self._page.place.record, found, self._page.window()).open()

    def path_at(self, widget: QWidget | None, place: QPoint | None = None) -> Path | None:
        """The path of the value that a widget shows, or that stands at a global place in it."""
        while widget is not None:
            if isinstance(widget, ManyValues):
                return widget.source_at(None if place is None else widget.viewport().mapFromGlobal(place))  # type: ignore[attr-defined]
            if path := widget.property(_SOURCE):
                return tuple(path)
            widget = None if widget is self._page else widget.parentWidget()
        return None

    def menu_at(self, path: Path) -> QMenu:
        """What the other mouse button, or the menu key, offers over a value."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(words.WHY, lambda: self.why(path))
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A menu asked for over a value that has none of its own."""
        if isinstance(event, QContextMenuEvent):
            by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
            place = event.globalPos() if by_mouse else None
            widget = self._page.childAt(self._page.mapFromGlobal(event.globalPos())) if by_mouse else None
            path = self.path_at(widget if by_mouse else self._page.focusWidget(), place)
            if path is not None:
                self.menu_at(path).popup(event.globalPos())
                return True
        return super().eventFilter(watched, event)

    def _why_here(self) -> None:
        path = self.path_at(self._page.focusWidget())
        if path is not None:
            self.why(path)


class Beside(QWidget):
    """What stands under a value that has a place of its own, a price or a title: the note, hidden without one."""

    def __init__(self, value: QWidget, record_type: str, name: str, sources: Sources) -> None:
        super().__init__()
        self.setProperty(_SOURCE, [name])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.addWidget(value, 1)
        line.addWidget(_why_button(record_type, name, sources))
        column.addLayout(line)
        self._name, self.note = name, Warned()
        column.addWidget(self.note)

    def take(self, notes: FieldNotes) -> None:
        """Say what is to be said beside the value."""
        self.note.set_text(notes.of(self._name))


class FieldDetails(Details):
    """Details whose labels are those of a record's fields: each value with its button "why" and what is noted of it."""

    def __init__(
        self, rows: Iterable[tuple[str, str]], record_type: str, sources: Sources, notes: FieldNotes,
        named: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """``named`` gives the field of a label that is not the field's own; of other labels nothing is told."""
        super().__init__()
        self._grid.setVerticalSpacing(2)
        self.whys: dict[str, IconButton] = {}
        self.notes: dict[str, Warned] = {}
        fields = RECORD_TYPES[record_type].fields()
        by_label = {field.label: name for name, field in fields.items()} | dict(named or {})
        for label, value in rows:
            self.set_row(label, value)
            if label in by_label:
                self._explain(record_type, by_label[label], label, sources, notes)

    def _explain(self, record_type: str, name: str, label: str, sources: Sources, notes: FieldNotes) -> None:
        shown = self._values[label]
        shows(shown, name)
        row = self._grid.getItemPosition(self._grid.indexOf(shown))[0]  # type: ignore[index]
        for column in (0, 1):
            item = self._grid.itemAtPosition(row, column)
            if item is not None:
                item.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.whys[name] = _why_button(record_type, name, sources)
        self._grid.addWidget(self.whys[name], row, 2, Qt.AlignmentFlag.AlignTop)
        if notes.of(name):
            self.notes[name] = Warned(self)  # shown without a parent it would be a window
            self.notes[name].set_text(notes.of(name))
            shows(self.notes[name], name)
            self._grid.addWidget(self.notes[name], self._grid.rowCount(), 0, 1, 3)


class NotedElsewhere(QWidget):
    """What is noted of fields that a page does not show; nothing at all otherwise."""

    def __init__(self, record_type: str, shown: Iterable[str]) -> None:
        super().__init__()
        self._fields, self._shown = RECORD_TYPES[record_type].fields(), frozenset(shown)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def take(self, notes: FieldNotes) -> None:
        """Say it."""
        empty(self._column)
        told = {name: text for name, text in notes.fields().items() if name in self._fields and name not in self._shown}
        for name, text in told.items():
            note = Warned(self)
            note.set_text(words.NOTED_ELSEWHERE.format(label=self._fields[name].label, note=text))
            shows(note, name)
            self._column.addWidget(note)
        self.setVisible(bool(told))


def _why_button(record_type: str, name: str, sources: Sources) -> IconButton:
    label = RECORD_TYPES[record_type].fields()[name].label
    button = IconButton(words.WHY_FIELD.format(label=label), "help", colour="ink_soft")
    button.setToolTip(words.WHY_HINT)
    shows(button, name)
    button.clicked.connect(lambda: sources.why((name,)))
    return button
