"""One day of test drives as a painted board: a line for each vehicle or person, hours across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from accessibility.widgets import appearance, look
from accessibility.widgets.feedback import TONE_ICONS, Tone, tone_colours
from accessibility.widgets.roles import RoleInterface, speak_as
from client.text import test_drives as words

FIRST, LAST = 8, 20
"""The hours the board shows; what lies outside is drawn at its edge."""


@dataclass(frozen=True)
class Block:
    """One drive: ``start`` and ``end`` in hours of the day, ``line`` the name it stands beside."""

    key: str
    line: str
    start: float
    end: float
    text: str
    tone: Tone


class DriveBoard(QWidget):
    """Read by pointer; the list beside it is what the keyboard and screen readers use."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[Block] = []
        self._lines: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words.BOARD_EMPTY)
        self.setProperty("keys_elsewhere", True)  # the list below
        appearance().changed.connect(self.updateGeometry)

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Show these."""
        self._blocks = list(blocks)
        self._lines = list(dict.fromkeys(block.line for block in blocks))
        self.setAccessibleName(words.BOARD.format(count=len(blocks)) if blocks else words.BOARD_EMPTY)
        self.setVisible(bool(blocks))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line for each name, below the hours."""
        return QSize(400, self._head() + max(1, len(self._lines)) * self._line() + 2)

    def minimumSizeHint(self) -> QSize:
        """As wide as can be read."""
        return QSize(280, self.sizeHint().height())

    def _head(self) -> int:
        return self.fontMetrics().height() + 12

    def _line(self) -> int:
        return max(look().target, self.fontMetrics().height() + 24)

    def _names(self) -> int:
        """Width of the names: the longest, but a third of the board at most."""
        longest = max((self.fontMetrics().horizontalAdvance(line) for line in self._lines), default=0)
        return min(longest + 24, self.width() // 3)

    def _x(self, hour: float) -> float:
        names = self._names()
        return names + (min(max(hour, FIRST), LAST) - FIRST) / (LAST - FIRST) * (self.width() - names - 2)

    def _box(self, block: Block) -> QRectF:
        top = self._head() + self._lines.index(block.line) * self._line()
        left = self._x(block.start)
        return QRectF(left + 1, top + 4, max(self._x(block.end) - left - 2, look().px(26)), self._line() - 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hours, lines, and the drives with the shape of their state."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        for block in self._blocks:
            self._paint_block(painter, block)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        here, metrics = look(), self.fontMetrics()
        step = 1 if self._x(FIRST + 1) - self._x(FIRST) > metrics.horizontalAdvance("00:00") + 10 else 2
        step = step if self._x(FIRST + step) - self._x(FIRST) > metrics.horizontalAdvance("00:00") else 4
        for hour in range(FIRST, LAST, step):
            x = self._x(hour)
            painter.setPen(here.colour("ink_soft"))
            painter.drawText(QPointF(x + 4, metrics.ascent() + 4), f"{hour}:00")
            painter.setPen(QPen(here.colour("line_soft"), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        for place, line in enumerate(self._lines):
            top = self._head() + place * self._line()
            painter.setPen(QPen(here.colour("line_soft"), 1))
            painter.drawLine(0, top, self.width(), top)
            painter.setPen(here.colour("ink"))
            room = QRectF(4, top, self._names() - 12, self._line())
            text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_block(self, painter: QPainter, block: Block) -> None:
        here, box = look(), self._box(block)
        ink, field = tone_colours(block.tone)
        painter.setPen(QPen(here.colour(ink), 1.5))
        painter.setBrush(here.colour(field))
        painter.drawRoundedRect(box, 7, 7)
        side = here.px(16)
        icon = here.icon(TONE_ICONS[block.tone], ink, 16)
        icon.paint(painter, int(box.left()) + 5, int(box.center().y() - side / 2), side, side)
        room = box.adjusted(side + 9, 0, -4, 0)
        text = self.fontMetrics().elidedText(block.text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a drive opens it."""
        for block in self._blocks:
            if self._box(block).contains(event.position()):
                self.opened.emit(block.key)
                return


speak_as(DriveBoard, lambda w: RoleInterface(w, QAccessible.Role.Graphic))
