"""A sparkline: how a number has gone, as small as a line of words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath

from client.charts.bubble import draw_ring
from client.charts.chart import Chart
from client.charts.data import ChartData
from client.charts.drawing import Drawing

_PAD = 7.0


class Sparkline(Chart):
    """The first series as a line without axes; its last point is marked. Goes beside the number it explains."""

    least_height = 44

    def rows_of(self, data: ChartData) -> list[list[tuple[int, int]]]:
        """Only the first series is shown."""
        return [row for row in super().rows_of(data) if row[0][0] == 0]

    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """The line, the field beneath it, and the last point."""
        ink, box = drawing.ink, drawing.box.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        values = [point.value for point in data.series[0].points]
        known = [value for value in values if value is not None]
        low, high = min(0.0, *known), max(0.0, *known)
        step = box.width() / max(1, len(values) - 1)
        style, half = ink.style(0), ink.px(4.5)
        stretches: list[list[QPointF]] = [[]]
        for place, value in enumerate(values):
            if value is None:
                stretches.append([])
                continue
            level = (value - low) / (high - low) if high > low else 0.0
            at = QPointF(box.left() + place * step, box.bottom() - level * box.height())
            if len(values) == 1:
                at.setX(box.center().x())
            stretches[-1].append(at)
            reach = QRectF(at.x() - step / 2, 0, max(step, 2.0), drawing.size.height())
            drawing.mark(0, place, QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half), reach)
        for points in [one for one in stretches if one]:
            _stretch(drawing, points, box.bottom(), ink.mixed(style.colour, 0.14))
        last = [point for stretch in stretches for point in stretch][-1]
        drawing.marker(last, style, ink.px(4.5))

    def _paint_looked_at(self, painter: QPainter, drawing: Drawing, number: int) -> None:
        """No room for a bubble: the point and its value are written over the line, on the side away from it."""
        mark = drawing.marks[self.order[number]]
        ink = drawing.ink
        text = self.joined(self.point(number).label, self.value_shown(number))
        note = Drawing(drawing.size, ink)
        wide = min(ink.width(text) + 12, drawing.size.width())
        left = 0.0 if mark.box.center().x() > drawing.size.width() / 2 else drawing.size.width() - wide
        box = QRectF(left, (drawing.size.height() - ink.line() - 4) / 2, wide, ink.line() + 4)
        path = QPainterPath()
        path.addRoundedRect(box, 5, 5)
        note.shape(path, ink.colour("raised"), ink.colour("line"))
        note.words(text, box, "centre", colour="ink")
        note.paint(painter)
        draw_ring(painter, drawing, mark)

    def sizeHint(self) -> QSize:
        """A few times as wide as high."""
        return QSize(160, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """At least what a finger can hit."""
        return QSize(96, super().minimumSizeHint().height())


def _stretch(drawing: Drawing, points: list[QPointF], floor: float, pale: QColor) -> None:
    line = QPainterPath(points[0])
    for point in points[1:]:
        line.lineTo(point)
    field = QPainterPath(line)
    field.lineTo(QPointF(points[-1].x(), floor))
    field.lineTo(QPointF(points[0].x(), floor))
    drawing.shape(field, pale)
    drawing.shape(line, edge=drawing.ink.style(0).colour, width=drawing.ink.px(2.2))
