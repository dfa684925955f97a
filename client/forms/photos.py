"""The editor for photos: added from files or the camera, each with what it shows or marked as decorative."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from accessibility.widgets import Button, CheckField, Field, IconButton, LineEdit, Panel, Text, announce
from client.forms.context import FormContext
from client.forms.files import FileRefused, choose_files, keep, photo
from client.forms.photograph import trouble
from client.text import forms as words
from shared_models import schema
from shared_models.identifiers import new_id
from shared_models.kinds import File, FileRef, Line, Rows


class _Photo(Panel):
    """One photo with what it shows. ``alt`` None: nobody has said yet; empty: decorative."""

    changed = Signal()
    removed = Signal()

    def __init__(self, context: FormContext, number: int, reference: FileRef, alt: str | None) -> None:
        super().__init__(words.PHOTO_NUMBER.format(row=number))
        self.reference = reference
        self.description = Field(words.PHOTO_ALT_LABEL, LineEdit(words.PHOTO_ALT_HINT))
        self.description.editor.setAccessibleName(words.PHOTO_ALT.format(row=number))
        self.decorative = CheckField(words.PHOTO_DECORATIVE)
        self._warning = Text(words.PHOTO_NO_ALT, "small")
        self._warning.setProperty("tone", "bad")
        self._thumbnails = context.workspace.thumbnails
        self._trouble = Text("", "small")
        self._trouble.setProperty("tone", "warn")
        self._thumbnails.changed.connect(self._photo_changed)
        self._photo_changed(reference.digest)
        self.description.set_value(alt)
        self.decorative.set_value(alt == "")
        remove = IconButton(words.PHOTO_REMOVE.format(row=number), "close")
        remove.clicked.connect(self.removed)
        row = QHBoxLayout()
        row.setSpacing(16)
        thumbnail = photo(context.workspace.thumbnails, reference, alt or None, 160)
        thumbnail.setFixedWidth(200)
        row.addWidget(thumbnail, 0, Qt.AlignmentFlag.AlignTop)
        side = QVBoxLayout()
        side.addWidget(self.description)
        side.addWidget(self.decorative)
        side.addWidget(self._warning)
        side.addWidget(self._trouble)
        row.addLayout(side, 1)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.description.changed.connect(self._edited)
        self.decorative.changed.connect(self._edited)
        self._judge()

    def alt(self) -> str | None:
        """What it shows; empty when decorative, None when neither was said."""
        return "" if self.decorative.value() else self.description.value() or None

    def _photo_changed(self, digest: str) -> None:
        if digest == self.reference.digest:
            wrong = trouble(self._thumbnails, self.reference)
            self._trouble.setText(wrong)
            self._trouble.setVisible(bool(wrong))

    def _edited(self) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        self.description.setEnabled(not self.decorative.value())
        self._warning.setVisible(self.alt() is None)


class PhotosEditor(QWidget):
    """A table of files with their descriptions. ``value()`` is row id -> cells."""

    changed = Signal()
    committed = Signal()

    def __init__(self, kind: Rows, field: schema.Field, context: FormContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field, self._context = field, context
        self._file = next(cell.name for cell in kind.fields if isinstance(cell.kind, File))
        self._alt = next((cell.name for cell in kind.fields if isinstance(cell.kind, Line)), "")
        self._rows: dict[str, dict[str, Any]] = {}
        self._photos: dict[str, _Photo] = {}
        self._problem = ""
        self._column = QVBoxLayout()
        self._column.setSpacing(12)
        self._none = Text(words.PHOTOS_NONE, "soft")
        self.add = Button(words.PHOTO_ADD, "camera", accessible_name=words.PHOTO_ADD_NAME.format(label=field.label))
        self.add.clicked.connect(self._choose)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addLayout(self._column)
        outer.addWidget(self._none)
        outer.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add)

    def value(self) -> dict[str, dict[str, Any]]:
        """The rows as they are now."""
        return {row: {**self._rows[row], **self._cells(shown)} for row, shown in self._photos.items()}

    def _cells(self, shown: _Photo) -> dict[str, Any]:
        cells: dict[str, Any] = {self._file: shown.reference}
        if self._alt and shown.alt() is not None:
            cells[self._alt] = shown.alt()
        return cells

    def set_value(self, value: dict[str, dict[str, Any]] | None) -> None:
        """Show these photos; a row without a file is kept but not shown."""
        for shown in self._photos.values():
            shown.hide()
            shown.deleteLater()
        self._photos.clear()
        self._rows = {row: dict(cells) for row, cells in (value or {}).items()}
        for row, cells in self._rows.items():
            if cells.get(self._file) is not None:
                self._show(row)
        self._none.setVisible(not self._photos)

    def problem(self) -> str:
        """Why a file just chosen was not taken."""
        return self._problem

    def naming_target(self) -> QWidget:
        """The button that adds."""
        return self.add

    def set_label(self, label: str) -> None:
        """The buttons are named already."""

    def take(self, paths: list[Path]) -> None:
        """Add files, as the chooser does."""
        self._problem = ""
        for path in paths:
            try:
                reference = keep(self._context.files, path)
            except FileRefused as error:
                self._problem = str(error)
                announce(self, self._problem, assertive=True)
                continue
            row = new_id()
            self._rows[row] = {self._file: reference}
            self._show(row)
        self._told()

    def _show(self, row: str) -> None:
        cells = self._rows[row]
        shown = _Photo(self._context, len(self._photos) + 1, cells[self._file], cells.get(self._alt))
        shown.changed.connect(self.changed)
        shown.description.committed.connect(self.committed)
        shown.removed.connect(lambda: self._remove(row))
        self._photos[row] = shown
        self._column.addWidget(shown)

    def _remove(self, row: str) -> None:
        shown = self._photos.pop(row)
        shown.hide()
        shown.deleteLater()
        del self._rows[row]
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._told()

    def _told(self) -> None:
        self._none.setVisible(not self._photos)
        self.changed.emit()
        self.committed.emit()

    def _choose(self) -> None:
        if paths := choose_files(self, words.PHOTO_CHOOSE, words.PHOTO_TYPES, many=True):
            self.take(paths)
