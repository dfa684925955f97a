"""The editor of a VIN: capitals as they are typed, and in sight how many of the 17 signs are there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QValidator
from PySide6.QtWidgets import QLabel, QWidget

from accessibility.widgets import LineEdit, appearance, look
from client.text import forms as words
from shared_models.vin import LENGTH, normalise

_GAP = 8


class _Capitals(QValidator):
    """Takes everything, in capitals: an old or foreign number may be none that today's standard knows."""

    typing = True

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text.upper() if self.typing else text, place


class VinField(LineEdit):
    """A line for a VIN. Whether it is a sound one is the schema's to say; nothing is refused here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhPreferUppercase | hints.ImhNoPredictiveText | hints.ImhLatinOnly)
        self._capitals = _Capitals(self)
        self.setValidator(self._capitals)
        self._count = QLabel(self)
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setProperty("kind", "small")
        self._count.setProperty("decorative", True)  # a reader counts by itself, and hears in the warning what is wrong
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textChanged.connect(self._show_count)
        appearance().changed.connect(self._place)
        self._show_count()

    def set_value(self, value: str | None) -> None:
        """Show a number as it is kept: a form must not change what nobody has touched."""
        self._capitals.typing = False
        super().set_value(value)
        self._capitals.typing = True

    def _show_count(self) -> None:
        count = len(normalise(self.text()))
        self._count.setText(words.VIN_COUNT.format(have=count, length=LENGTH))
        self._count.setVisible(0 < count != LENGTH)
        self._place()

    def _place(self) -> None:
        """At the end of the line, where the text never runs."""
        self._count.adjustSize()
        room = self._count.width() + _GAP if self._count.isVisibleTo(self) else 0
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.setTextMargins(room if mirrored else 0, 0, 0 if mirrored else room, 0)
        left = look().gap(12) if mirrored else self.width() - self._count.width() - look().gap(12)
        self._count.move(left, (self.height() - self._count.height()) // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay at the end."""
        super().resizeEvent(event)
        self._place()
