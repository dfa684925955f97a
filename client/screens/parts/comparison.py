"""What was wanted beside what there is now, field by field; above each other where the width does not hold both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from accessibility.widgets import Text
from client.screens.parts.page import empty


class Comparison(QWidget):
    """A small table of words; each row is read out as one sentence."""

    def __init__(self, name: str, headings: tuple[str, str, str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._headings = headings
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(10)
        for column, share in enumerate((2, 3, 3)):
            self._grid.setColumnStretch(column, share)
        self.rows: tuple[tuple[str, str, str], ...] = ()

    def set_rows(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Show these: label, wanted, now."""
        self.rows = tuple(rows)
        empty(self._grid)
        for column, heading in enumerate(self._headings):
            self._grid.addWidget(Text(heading, "small"), 0, column)
        for place, (label, wanted, now) in enumerate(rows, start=1):
            for column, (words, kind) in enumerate(((label, "soft"), (wanted, "strong"), (now, "body"))):
                text = Text(words, kind)  # type: ignore[arg-type]
                text.setAccessibleName(f"{label}, {self._headings[column]}: {words}" if column else label)
                self._grid.addWidget(text, place, column, Qt.AlignmentFlag.AlignTop)
