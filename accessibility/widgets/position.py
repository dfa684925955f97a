"""A slider for a place in something long, such as a film: a press goes there at once, and it says where in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from accessibility.widgets.appearance import appearance, look

_GROOVE, _KNOB = 8, 22


class PositionSlider(QSlider):
    """Horizontal, from 0. ``asked(value)`` tells where the person wants to go, ``stepped`` and ``paged`` by how many
    steps and pages by the keys, on or (negative) back; ``pressed_space`` that Space was hit.

    The role, value and range are those of Qt's slider. What moves by itself is shown with ``show_part``, of
    which assistive technology is told nothing: a value that is spoken each second would drown everything else.
    """

    asked = Signal(int)
    stepped = Signal(int)
    paged = Signal(int)
    pressed_space = Signal()

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(accessible_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._part = 0.0
        self._own = False
        self.valueChanged.connect(self._by_person)
        appearance().changed.connect(self.updateGeometry)

    def put(self, value: int, words: str) -> None:
        """Stand there; ``words`` say where that is."""
        self._own = True
        self.setValue(value)
        self._own = False
        self.setAccessibleDescription(words)

    def show_part(self, part: float) -> None:
        """Paint how far it has got, from 0 to 1, and tell nobody."""
        self._part = max(0.0, min(1.0, part))
        self.update()

    def shown(self) -> float:
        """Where the knob is painted, from 0 to 1."""
        return self._part

    def _by_person(self, value: int) -> None:
        if not self._own:
            self.asked.emit(value)

    def sizeHint(self) -> QSize:
        """As high as a finger needs."""
        return QSize(look().px(200), max(look().target, look().px(_KNOB) + 12))

    def minimumSizeHint(self) -> QSize:
        """As high as a finger needs."""
        return QSize(120, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, to where reading goes; Page Up and Page Down page; Home and End go to the ends."""
        key, keys = event.key(), Qt.Key
        on = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        steps = {keys.Key_Right: on, keys.Key_Left: -on, keys.Key_Up: 1, keys.Key_Down: -1}
        if key in steps:
            self.stepped.emit(steps[keys(key)])
        elif key in (keys.Key_PageUp, keys.Key_PageDown):
            self.paged.emit(1 if key == keys.Key_PageUp else -1)
        elif key in (keys.Key_Home, keys.Key_End):
            self.asked.emit(self.minimum() if key == keys.Key_Home else self.maximum())
        elif key != keys.Key_Space:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.pressed_space.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page, whatever lies below the pointer."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where it was pressed."""
        self._go_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        self._go_to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It is there already."""
        event.accept()

    def _go_to(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        groove = self._groove()
        part = (event.position().x() - groove.left()) / max(1.0, groove.width())
        part = 1 - part if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else part
        self.setValue(round(max(0.0, min(1.0, part)) * self.maximum()))
        event.accept()

    def _groove(self) -> QRectF:
        knob, high = look().px(_KNOB), look().px(_GROOVE)
        return QRectF(knob / 2 + 2, (self.height() - high) / 2, self.width() - knob - 4, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The way, how much of it is done, and the knob."""
        here, groove, knob = look(), self._groove(), look().px(_KNOB)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        done = groove.width() * self._part
        at = groove.right() - done if mirrored else groove.left() + done
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(here.colour("line"), 1.5))
        painter.setBrush(here.colour("surface"))
        painter.drawRoundedRect(groove, groove.height() / 2, groove.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(here.colour("accent"))
        gone = QRectF(groove)
        if mirrored:
            gone.setLeft(at)
        else:
            gone.setRight(at)
        painter.drawRoundedRect(gone, groove.height() / 2, groove.height() / 2)
        painter.setPen(QPen(here.colour("surface"), 3))
        painter.drawEllipse(QRectF(at - knob / 2, (self.height() - knob) / 2, knob, knob))
        painter.end()
