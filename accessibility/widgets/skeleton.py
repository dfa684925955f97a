"""What stands where content will be: its shape in grey, breathing slowly for some seconds, and its name for readers."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QAccessible, QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.roles import RoleInterface, speak_as

Shape = Literal["cards", "rows"]
#: So often it breathes: in all less than the five seconds after which motion would need a way to be stopped.
_BREATHS = 5
_CARD, _ROW = (250, 220), 44


class Skeleton(QWidget):
    """The outlines of cards or rows that are being fetched. Where motion is unwanted they stand still."""

    def __init__(self, text: str, shape: Shape = "rows", parent: QWidget | None = None) -> None:
        """``text`` says what is awaited, such as "Looking for vehicles"."""
        super().__init__(parent)
        self._shape: Shape = shape
        self._breath = 0.0
        self.setAccessibleName(text)
        self.setProperty("decorative", True)
        self._breathing = QVariantAnimation(self)
        self._breathing.setStartValue(0.0)
        self._breathing.setKeyValueAt(0.5, 1.0)
        self._breathing.setEndValue(0.0)
        self._breathing.setLoopCount(_BREATHS)
        self._breathing.valueChanged.connect(self._breathe)
        appearance().changed.connect(self._dress)

    def set_shape(self, shape: Shape) -> None:
        """Take the shape of what will come."""
        self._shape = shape
        self.update()

    def breathing(self) -> bool:
        """Whether it moves now."""
        return self._breathing.state() == QVariantAnimation.State.Running

    def _breathe(self, value: float) -> None:
        self._breath = value
        self.update()

    def _dress(self) -> None:
        self._breathing.stop()
        self._breath = 0.0
        if look().calm_ms and self.isVisible():
            self._breathing.setDuration(look().calm_ms)
            self._breathing.start()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to breathe, where things may move."""
        super().showEvent(event)
        self._dress()

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees need not move."""
        super().hideEvent(event)
        self._breathing.stop()

    def sizeHint(self) -> QSize:
        """Room for a few of them."""
        return QSize(look().px(_CARD[0]), look().px(_CARD[1]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """As many outlines as there is room for."""
        here = look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(here.colour("line_soft"), 1))
        painter.setBrush(_between(here.colour("sunken"), here.colour("surface"), self._breath))
        if self._shape == "cards":
            self._draw_cards(painter)
        else:
            self._draw_rows(painter)
        painter.end()

    def _draw_cards(self, painter: QPainter) -> None:
        here, gap = look(), look().gap(16)
        columns = max(1, (self.width() + gap) // (here.px(_CARD[0]) + gap))
        width, height = (self.width() - gap * (columns - 1)) / columns, here.px(_CARD[1])
        for place in range(columns * (self.height() // (height + gap) + 1)):
            left, top = (place % columns) * (width + gap), (place // columns) * (height + gap)
            painter.drawRoundedRect(QRectF(left + 1, top + 1, width - 2, height * 0.62), 9, 9)
            for line, share in enumerate((0.45, 0.7)):
                end = QRectF(left + 1, top + height * (0.7 + 0.13 * line), width * share, here.px(14))
                painter.drawRoundedRect(self._turned(end), 5, 5)

    def _draw_rows(self, painter: QPainter) -> None:
        height = max(look().target, look().px(_ROW))
        for row in range(self.height() // height + 1):
            for start, share in ((0.0, 0.2), (0.24, 0.32), (0.62, 0.14), (0.82, 0.12)):
                bar = QRectF(self.width() * start + 1, row * height + height * 0.3, self.width() * share, height * 0.4)
                painter.drawRoundedRect(self._turned(bar), 5, 5)

    def _turned(self, box: QRectF) -> QRectF:
        if self.layoutDirection() != Qt.LayoutDirection.RightToLeft or self._shape == "cards":
            return box
        return QRectF(self.width() - box.right(), box.top(), box.width(), box.height())


def _between(one: QColor, other: QColor, share: float) -> QColor:
    parts = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a + (b - a) * share) for a, b in parts))


speak_as(Skeleton, lambda w: RoleInterface(w, QAccessible.Role.Indicator))
