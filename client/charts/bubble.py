"""The bubble beside a point that is looked at, and the ring round it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen

from client.charts.drawing import Drawing, Mark

_WIDEST = 280
_PAD = 10
_GAP = 8


def draw_bubble(painter: QPainter, drawing: Drawing, mark: Mark, title: str, lines: list[str]) -> None:
    """A ring round a point and the words beside it, wherever there is room in the drawing."""
    draw_ring(painter, drawing, mark)
    ink = drawing.ink
    widest = min(ink.px(_WIDEST), drawing.size.width() - 8 - 2 * _PAD)
    parts = [(title, ink.font(14, bold=True), "ink"), *((line, ink.font(), "ink_soft") for line in lines)]
    side = Qt.AlignmentFlag.AlignRight if drawing.mirrored else Qt.AlignmentFlag.AlignLeft
    flags = int((Qt.TextFlag.TextWordWrap | side | Qt.AlignmentFlag.AlignAbsolute).value)
    sizes = [
        QFontMetricsF(font).boundingRect(QRectF(0, 0, widest, 10_000), flags, text) for text, font, _colour in parts
    ]
    size = QRectF(0, 0, max(one.width() for one in sizes) + 2 * _PAD + 2, sum(one.height() for one in sizes) + 2 * _PAD)
    box = _placed(size, mark.box, drawing.box)
    path = QPainterPath()
    path.addRoundedRect(box, 7, 7)
    painter.setPen(QPen(ink.colour("line"), 1.0))
    painter.setBrush(ink.colour("raised"))
    painter.drawPath(path)
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    top = box.top() + _PAD
    for (text, font, colour), taken in zip(parts, sizes, strict=True):
        painter.setFont(font)
        painter.setPen(ink.colour(colour))
        painter.drawText(QRectF(box.left() + _PAD, top, box.width() - 2 * _PAD, taken.height()), flags, text)
        top += taken.height()


def draw_ring(painter: QPainter, drawing: Drawing, mark: Mark) -> None:
    """Two rings round a point, of which one stands out from whatever is beneath."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for grow, width, colour in ((2.0, 2.0, "focus_gap"), (4.0, 2.5, "focus")):
        pen = QPen(drawing.ink.colour(colour), width)
        if mark.outline is None:
            painter.setPen(pen)
            painter.drawRoundedRect(mark.box.adjusted(-grow, -grow, grow, grow), 4, 4)
        else:
            pen.setWidthF(2 * width if colour == "focus_gap" else width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPath(mark.outline)


def _placed(size: QRectF, around: QRectF, room: QRectF) -> QRectF:
    """Above the point, else below, else beside; always within the room."""
    left = min(max(around.center().x() - size.width() / 2, room.left() + 2), room.right() - size.width() - 2)
    above, below = around.top() - _GAP - size.height(), around.bottom() + _GAP
    if above >= room.top():
        return QRectF(QPointF(left, above), size.size())
    if below + size.height() <= room.bottom():
        return QRectF(QPointF(left, below), size.size())
    beside = around.right() + _GAP
    if beside + size.width() > room.right():
        beside = max(room.left() + 2, around.left() - _GAP - size.width())
    top = min(max(around.center().y() - size.height() / 2, room.top() + 2), room.bottom() - size.height() - 2)
    return QRectF(QPointF(beside, top), size.size())
