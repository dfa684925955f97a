"""A figure at the head of a page: a count, what it counts, and a press that opens it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from accessibility.widgets import Card, Text
from client.screens.parts.row_list import Icon
from client.text import today as words


class Figure(Card):
    """One count as a big button."""

    def __init__(self, label: str, icon: str) -> None:
        super().__init__(label)
        self._label = label
        first = QHBoxLayout()
        self._number = Text("–", "price", wrap=False)
        first.addWidget(self._number)
        first.addStretch(1)
        first.addWidget(Icon(icon), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(first)
        self.body.addWidget(Text(label, "soft"))

    def set_count(self, count: int) -> None:
        """Show a count."""
        self._number.setText(f"{count:,}")
        self.setAccessibleName(words.FIGURE.format(count=f"{count:,}", label=self._label))

    def count(self) -> str:
        """The count as it is shown."""
        return self._number.text()
