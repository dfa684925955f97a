"""Choosing files, showing what was chosen, and the editor for a single file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from accessibility.widgets import Button, Text, announce
from client.file_store import FileStore
from client.formatting import size
from client.forms.context import FormContext
from client.forms.photograph import Photograph, plain
from client.photo_decoding import PictureTooLarge, require_openable
from client.text import forms as words
from client.thumbnails import Thumbnails
from shared_models.errors import ForecourtError
from shared_models.kinds import FileRef
from shared_models.schema import Field

#: Bytes one file may have.
LARGEST = 50_000_000


class FileRefused(ForecourtError):
    """The file cannot be read, is too large to be kept, or is a picture too large to be opened."""

    code = "file_refused"


def keep(files: FileStore, path: Path) -> FileRef:
    """Take a file in. Raises FileRefused with words for a person; nothing is kept then."""
    try:
        count = path.stat().st_size
        if count > LARGEST:
            limits = {"size": size(count), "most": size(LARGEST)}
            raise FileRefused(words.FILE_TOO_LARGE.format(name=path.name, **limits))
        require_openable(str(path))
        return files.add(path)
    except PictureTooLarge as error:
        raise FileRefused(words.FILE_UNREADABLE.format(name=path.name, why=error)) from error
    except OSError as error:
        raise FileRefused(words.FILE_UNREADABLE.format(name=path.name, why=error.strerror or error)) from error


def choose_files(parent: QWidget, title: str, types: str, many: bool = False) -> list[Path]:
    """Ask for files; on a tablet the system's own chooser offers the camera too."""
    if many:
        return [Path(name) for name in QFileDialog.getOpenFileNames(parent, title, "", types)[0]]
    name = QFileDialog.getOpenFileName(parent, title, "", types)[0]
    return [Path(name)] if name else []


def photo(thumbnails: Thumbnails, reference: FileRef, alternative: str | None, least_width: int = 120) -> Photograph:
    """A widget that shows the picture with its text alternative (None: decorative)."""
    return Photograph(thumbnails, reference, plain, alternative, ratio=4 / 3, least_width=least_width)


class FileEditor(QWidget):
    """One file. ``value()`` is a FileRef or None."""

    changed = Signal()
    committed = Signal()

    def __init__(self, field: Field, context: FormContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field, self._files = field, context.files
        self._value: FileRef | None = None
        self._problem = ""
        self._name = Text("", "soft")
        self.choose = Button(words.FILE_ADD, "import", accessible_name=words.FILE_ADD_NAME.format(label=field.label))
        self.choose.clicked.connect(self._choose)
        self.remove = Button(
            words.FILE_REMOVE, kind="quiet", accessible_name=words.FILE_REMOVE_NAME.format(label=field.label)
        )
        self.remove.clicked.connect(lambda: self._take(None))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.remove)
        row.addWidget(self._name, 1)
        column.addLayout(row)
        self.setFocusProxy(self.choose)
        self.set_value(None)

    def value(self) -> FileRef | None:
        """The file."""
        return self._value

    def set_value(self, value: FileRef | None) -> None:
        """Show a file."""
        self._value, self._problem = value, ""
        self._name.setText(words.FILE_SIZE.format(name=value.name, size=size(value.size)) if value else "")
        self.choose.setText(words.FILE_REPLACE if value else words.FILE_ADD)
        self.remove.setVisible(value is not None)

    def problem(self) -> str:
        """Why the last file chosen was not taken."""
        return self._problem

    def naming_target(self) -> QWidget:
        """The button that opens the chooser."""
        return self.choose

    def set_label(self, label: str) -> None:
        """The buttons are named already."""

    def _choose(self) -> None:
        for path in choose_files(self, words.FILE_ADD_NAME.format(label=self._field.label), words.ANY_TYPES):
            try:
                self._take(keep(self._files, path))
            except FileRefused as error:
                self._problem = str(error)
                announce(self, self._problem, assertive=True)
                self.committed.emit()

    def _take(self, reference: FileRef | None) -> None:
        self.set_value(reference)
        self.changed.emit()
        self.committed.emit()
