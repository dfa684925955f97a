"""The first step of an import: the file; and the imports made before, each of which can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from accessibility.widgets import Button, Text
from client.reading.log_queries import PastImport
from client.screens.parts.page import Section, empty
from client.text import importing as words
from client.text import records as record_words
from client.text import values
from shared_models.schema import Record


class FileStep(QWidget):
    """``chosen`` carries the path of a file, ``undo_wanted`` a :class:`PastImport`."""

    chosen = Signal(object)
    undo_wanted = Signal(object)

    def __init__(self, record_type: type[Record], zone: tzinfo) -> None:
        super().__init__()
        self._about, self._zone = record_type.about, zone
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        file = Section(words.FILE_TITLE)
        file.body.addWidget(Text(words.FILE_TEXT, "soft"))
        self.choose = Button(words.FILE_CHOOSE, "import", "primary")
        self.choose.clicked.connect(self._ask)
        file.body.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(file)
        past = Section(words.PAST_TITLE)
        self._past = QVBoxLayout()
        self._past.setSpacing(4)
        past.body.addLayout(self._past)
        column.addWidget(past)
        column.addStretch(1)
        self.show_past([])

    def show_past(self, imports: Sequence[PastImport]) -> None:
        """Show the imports made before."""
        empty(self._past)
        if not imports:
            self._past.addWidget(Text(words.PAST_NONE, "soft"))
        for one in imports:
            self._past.addWidget(self._line(one))

    def _line(self, one: PastImport) -> QWidget:
        count = record_words.counted(one.records, self._about.label, self._about.plural)
        when = values.moment(one.at, self._zone)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Text(words.PAST_LINE.format(count=count, when=when, who=one.author)), 1)
        if one.left:
            undo = Button(words.PAST_UNDO, "undo", accessible_name=words.PAST_UNDO_NAME.format(count=count, when=when))
            undo.clicked.connect(lambda _checked=False: self.undo_wanted.emit(one))
            row.addWidget(undo)
        else:
            row.addWidget(Text(words.PAST_GONE, "soft", wrap=False))
        return line

    def _ask(self) -> None:
        name = QFileDialog.getOpenFileName(self, words.FILE_DIALOG, "", words.FILE_TYPES)[0]
        if name:
            self.chosen.emit(Path(name))
