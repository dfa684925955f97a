"""Text on a screen: headings by level, running text, and pairs of label and value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from accessibility.widgets.roles import RoleInterface, speak_as
from accessibility.words import words

TextStyle = Literal["body", "soft", "small", "strong", "large", "price"]


def begin_where_reading_begins(label: QLabel) -> None:
    """In a window that reads from right to left a Latin name begins at the right too; Qt goes by the text alone."""
    if label.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)


class Heading(QLabel):
    """A heading of level 1 to 4, told to screen readers as such. Text is never read as HTML.

    ``like`` is the level it looks like, where it is smaller than its place among the headings would make it.
    """

    def __init__(self, text: str, level: int = 1, parent: QWidget | None = None, like: int | None = None) -> None:
        if not 1 <= level <= 4:
            raise ValueError(f"heading level must be 1 to 4, not {level}")
        super().__init__(parent)
        self.level = level
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("level", str(like or level))
        begin_where_reading_begins(self)
        self.setText(text)


speak_as(
    Heading,
    lambda w: RoleInterface(
        w,
        QAccessible.Role.Heading,
        lambda: w.text() if isinstance(w, Heading) else "",
        # The level arrives after the C++ constructor, which already asked for the interface.
        lambda: words().heading_level.format(level=getattr(w, "level", 1)),
    ),
)


class Text(QLabel):
    """Running text in one of a few styles. Plain text only, so data can never inject markup."""

    def __init__(
        self, text: str = "", style: TextStyle = "body", wrap: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("kind", style)
        begin_where_reading_begins(self)
        self.setText(text)


class Details(QWidget):
    """A list of label and value; each label is tied to its value for screen readers."""

    def __init__(self, rows: Iterable[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self._values: dict[str, Text] = {}
        for label, value in rows:
            self.set_row(label, value)

    def set_row(self, label: str, value: str) -> None:
        """Add a row, or change the value of the row with this label."""
        if label in self._values:
            self._values[label].setText(value)
            return
        row = self._grid.rowCount()
        # Once it has a buddy, a label reads & as a mnemonic.
        name, shown = Text(label.replace("&", "&&"), "soft"), Text(value, "strong")
        name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        name.setBuddy(shown)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTop)
        self._values[label] = shown

    def value(self, label: str) -> str:
        """The value shown beside a label. Raises KeyError for a label that is not there."""
        return self._values[label].text()
