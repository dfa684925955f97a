"""A week of test drives as a painted board: a line for each vehicle or person, a column for each day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from accessibility.widgets import appearance, look
from accessibility.widgets.feedback import TONE_ICONS, tone_colours
from accessibility.widgets.roles import RoleInterface, speak_as
from client.screens.parts.drive_board import Block
from client.text import test_drives as words

#: Below this width, in pixels at text scale 1, the days have no room: the lists below say the same.
LEAST = 700
_GAP = 3


class WeekBoard(QWidget):
    """Read by pointer; the lists below it are what the keyboard and screen readers use."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._days: list[str] = []
        self._cells: dict[tuple[str, int], list[Block]] = {}
        self._lines: list[str] = []
        self._wanted = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words.BOARD_EMPTY)
        self.setProperty("keys_elsewhere", True)  # the lists below
        appearance().changed.connect(self.updateGeometry)

    def show_week(self, days: Sequence[str], blocks: Sequence[tuple[int, Block]]) -> None:
        """Show these, each with the number of its day; nothing hides the board."""
        self._days, self._cells = list(days), {}
        for day, block in blocks:
            self._cells.setdefault((block.line, day), []).append(block)
        self._lines = sorted({block.line for _, block in blocks})
        self.setAccessibleName(words.BOARD.format(count=len(blocks)) if blocks else words.BOARD_EMPTY)
        self._wanted = bool(blocks)
        around = self.parentWidget()
        self.fit(around.width() if around is not None else self.width())
        self.updateGeometry()
        self.update()

    def fit(self, width: int) -> None:
        """Be there only where the days have room."""
        self.setVisible(self._wanted and width >= look().px(LEAST))

    def lines(self) -> list[str]:
        """The vehicles or people it has a line for."""
        return list(self._lines)

    # --- where things are ---

    def _head(self) -> int:
        return self.fontMetrics().height() + 12

    def _chip(self) -> int:
        return max(look().target, self.fontMetrics().height() + 14)

    def _height(self, line: str) -> int:
        most = max((len(self._cells.get((line, day), ())) for day in range(len(self._days))), default=1)
        return max(most, 1) * self._chip() + 2 * _GAP

    def _top(self, line: str) -> int:
        return self._head() + sum(self._height(one) for one in self._lines[: self._lines.index(line)])

    def _names(self) -> int:
        longest = max((self.fontMetrics().horizontalAdvance(line) for line in self._lines), default=0)
        return min(longest + 20, self.width() // 5)

    def _column(self, day: int) -> QRectF:
        wide = (self.width() - self._names()) / max(len(self._days), 1)
        ahead = self._names() + day * wide
        left = self.width() - ahead - wide if self._mirrored() else ahead
        return QRectF(left, 0, wide, self.height())

    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def box(self, line: str, day: int, place: int) -> QRectF:
        """Where a drive is painted."""
        column, top = self._column(day), self._top(line) + _GAP + place * self._chip()
        return QRectF(column.left() + _GAP, top, column.width() - 2 * _GAP, self._chip() - _GAP)

    def sizeHint(self) -> QSize:
        """A line for each name, below the days."""
        return QSize(LEAST, self._head() + sum(self._height(line) for line in self._lines) + 2)

    def minimumSizeHint(self) -> QSize:
        """It never asks for width: where it has none it is not there."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A board grown narrow goes."""
        super().resizeEvent(event)
        self.updateGeometry()

    # --- painting and pressing ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Days, names, and the drives with the shape of their state."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        for (line, day), blocks in self._cells.items():
            for place, block in enumerate(blocks):
                self._paint_block(painter, block, self.box(line, day, place))
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        here, metrics = look(), self.fontMetrics()
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        for day, label in enumerate(self._days):
            column = self._column(day)
            painter.setPen(here.colour("ink_soft"))
            room = QRectF(column.left() + 6, 0, column.width() - 8, self._head())
            painter.drawText(room, middle, metrics.elidedText(label, Qt.TextElideMode.ElideRight, int(room.width())))
            painter.setPen(QPen(here.colour("line_soft"), 1))
            painter.drawLine(int(column.left()), 0, int(column.left()), self.height())
        left = self.width() - self._names() if self._mirrored() else 0
        for line in self._lines:
            top = self._top(line)
            painter.setPen(QPen(here.colour("line_soft"), 1))
            painter.drawLine(0, top, self.width(), top)
            painter.setPen(here.colour("ink"))
            room = QRectF(left + 4, top, self._names() - 12, self._chip() + 2 * _GAP)
            text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, middle, text)

    def _paint_block(self, painter: QPainter, block: Block, box: QRectF) -> None:
        here = look()
        ink, field = tone_colours(block.tone)
        painter.setPen(QPen(here.colour(ink), 1.5))
        painter.setBrush(here.colour(field))
        painter.drawRoundedRect(box, 7, 7)
        side = here.px(16)
        spot = box.right() - side - 5 if self._mirrored() else box.left() + 5
        here.icon(TONE_ICONS[block.tone], ink, 16).paint(
            painter, int(spot), int(box.center().y() - side / 2), side, side
        )
        room = box.adjusted(4, 0, -side - 9, 0) if self._mirrored() else box.adjusted(side + 9, 0, -4, 0)
        hour, minute = divmod(round(block.start * 60), 60)
        text = words.CHIP.format(time=f"{hour:02}:{minute:02}", text=block.text)
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a drive opens it."""
        for (line, day), blocks in self._cells.items():
            for place, block in enumerate(blocks):
                if self.box(line, day, place).contains(event.position()):
                    self.opened.emit(block.key)
                    return


speak_as(WeekBoard, lambda w: RoleInterface(w, QAccessible.Role.Graphic))
