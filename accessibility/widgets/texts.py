"""Text on a screen: headings by level, running text, and pairs of label and value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from accessibility.widgets.appearance import is_slim
from accessibility.widgets.roles import RoleInterface, speak_as
from accessibility.words import words

TextStyle = Literal["body", "soft", "small", "strong", "large", "price"]


def begin_where_reading_begins(label: QLabel) -> None:
    """In a window that reads from right to left a Latin name begins at the right too; Qt goes by the text alone."""
    if label.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)


_LONG = 12
"""Words of so many letters may be longer than the line they stand on."""
_LEAST = 10
"""So many letters of a word that can be broken stand on one line at the least."""
_LETTERS = 4
_BREAK = "\u200b"


class _Wrapping(QLabel):
    """A label that breaks a word only where it is longer than a whole line. ``text`` is told as it was given."""

    def __init__(self, parent: QWidget | None) -> None:
        self._whole, self._broken = "", False
        super().__init__(parent)

    def text(self) -> str:
        """As it was given, wherever it is broken."""
        return self._whole

    def setText(self, text: str) -> None:
        """Show another text."""
        self._whole, self._broken = text, False
        super().setText(text)
        if self.isVisible():
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """A word that can be broken does not ask for all of its length."""
        least = super().minimumSizeHint()
        if self.wordWrap() and not self._broken and self._long_words():
            rest = max((len(word) for word in self._whole.split() if len(word) < _LONG), default=0)
            wide = self.fontMetrics().averageCharWidth() * max(rest, _LEAST)
            return QSize(min(least.width(), wide), least.height())
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break what no longer fits, and make whole what fits again."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters break other words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _long_words(self) -> list[str]:
        return [word for word in self._whole.split() if len(word) >= _LONG]

    def _fit(self) -> None:
        words = self._long_words() if self.wordWrap() else []
        room, measure = self.contentsRect().width(), self.fontMetrics().horizontalAdvance
        long = [word for word in words if room > 0 and measure(word) > room]
        if not long and not self._broken:
            return
        shown = self._whole
        for word in set(long):
            pieces = (word[place : place + _LETTERS] for place in range(0, len(word), _LETTERS))
            shown = shown.replace(word, _BREAK.join(pieces))
        if self.accessibleName() in ("", self._whole):  # a reader is told the words whole
            self.setAccessibleName(self._whole if long else "")
        self._broken = bool(long)
        super().setText(shown)


def _told(label: QWidget) -> str:
    return label.text() if isinstance(label, QLabel) else ""


class Heading(_Wrapping):
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
        lambda: _told(w),
        # The level arrives after the C++ constructor, which already asked for the interface.
        lambda: words().heading_level.format(level=getattr(w, "level", 1)),
    ),
)


class Text(_Wrapping):
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a slim window values stand closer to their labels."""
        super().resizeEvent(event)
        space = 8 if is_slim(self) else 20
        if self._grid.horizontalSpacing() != space:
            self._grid.setHorizontalSpacing(space)

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
