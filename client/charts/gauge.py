"""A gauge: one value within its range, with the target it is to reach."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from client.charts.chart import Chart
from client.charts.data import ChartData
from client.charts.drawing import Drawing
from client.text import charts as words


class GaugeChart(Chart):
    """The first point on a half ring from ``least`` (else 0) to ``most`` (else 100)."""

    least_height = 190

    def rows_of(self, data: ChartData) -> list[list[tuple[int, int]]]:
        """Only the first point is shown."""
        return [row[:1] for row in super().rows_of(data)[:1]]

    def aside(self, data: ChartData, number: int, place: int) -> str:
        """Whether the target is reached, else by how much it is missed; without one, the range."""
        value = data.point(number, place).value or 0.0
        return target_words(data, value) or words.RANGE.format(
            least=data.write(range_of(data)[0]), most=data.write(range_of(data)[1])
        )

    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """The track, the value upon it, the target beside it, the words within."""
        number, place = self.order[0]
        point, ink = data.point(number, place), drawing.ink
        line = ink.line()
        note = target_words(data, point.value or 0.0)
        box = drawing.box.adjusted(6, 4, -6, -4)
        foot = line + 6 + (line + 4 if note else 0)
        head = 10.0
        radius = max(40.0, min(box.width() / 2 - ink.px(12), box.height() - foot - head))
        centre = QPointF(box.center().x(), box.top() + head + (box.height() - foot - head + radius) / 2)
        thick, (low, high) = max(12.0, radius * 0.2), range_of(data)
        share = min(max(((point.value or 0.0) - low) / (high - low), 0.0), 1.0)
        drawing.shape(_arc(centre, radius, thick, 0.0, 1.0), ink.colour("sunken"), ink.colour("line"), 1.2)
        value = _arc(centre, radius, thick, 0.0, max(share, 0.012))
        drawing.patterned(value, ink.style(0))
        drawing.mark(number, place, value.boundingRect(), drawing.box, value)
        if data.target is not None and low <= data.target <= high:
            draw_target(drawing, *_across(centre, radius, thick, (data.target - low) / (high - low)))
        _words(drawing, data, centre, radius - thick, (low, high))
        if note:
            drawing.words(note, QRectF(box.left(), centre.y() + line + 8, box.width(), line), "centre", colour="ink")


def range_of(data: ChartData) -> tuple[float, float]:
    """The range of the gauge; never empty."""
    low = data.least if data.least is not None else 0.0
    high = data.most if data.most is not None else 100.0
    return low, high if high > low else low + 1.0


def target_words(data: ChartData, value: float) -> str:
    """Whether the target is reached, in words; empty without one."""
    if data.target is None:
        return ""
    name, target = data.target_name or (words.LIMIT if data.lower_is_better else words.TARGET), data.write(data.target)
    gap = data.write(abs(data.target - value))
    if data.lower_is_better:
        return (words.KEPT if value <= data.target else words.NOT_KEPT).format(name=name, target=target, gap=gap)
    return (words.REACHED if value >= data.target else words.NOT_REACHED).format(name=name, target=target, gap=gap)


def _on(centre: QPointF, radius: float, share: float) -> QPointF:
    angle = math.pi * (1 - share)
    return centre + QPointF(math.cos(angle) * radius, -math.sin(angle) * radius)


def _arc(centre: QPointF, radius: float, thick: float, start: float, end: float) -> QPainterPath:
    outer = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    inner = outer.adjusted(thick, thick, -thick, -thick)
    path = QPainterPath()
    path.arcMoveTo(outer, 180 - 180 * start)
    path.arcTo(outer, 180 - 180 * start, -180 * (end - start))
    path.arcTo(inner, 180 - 180 * end, 180 * (end - start))
    path.closeSubpath()
    return path


def _across(centre: QPointF, radius: float, thick: float, share: float) -> tuple[QPointF, QPointF]:
    return _on(centre, radius - thick - 5, share), _on(centre, radius + 6, share)


def draw_target(drawing: Drawing, start: QPointF, end: QPointF) -> None:
    """A stroke across a track with a rim of the ground, seen upon whatever is beneath."""
    drawing.line(start, end, drawing.ink.colour("surface"), 7.0)
    drawing.line(start, end, drawing.ink.colour("ink"), 3.0)


def _words(drawing: Drawing, data: ChartData, centre: QPointF, room: float, span: tuple[float, float]) -> None:
    ink, point = drawing.ink, data.series[0].points[0]
    shown, line = data.shown(point), ink.line()
    size = next((one for one in (36, 28, 22, 18) if ink.width(shown, one, bold=True) < 1.7 * room), 14)
    high = ink.line(size)
    drawing.words(shown, QRectF(centre.x() - room, centre.y() - high - 2, 2 * room, high), "centre",
                  colour="ink", size=size, bold=True)  # fmt: skip
    radius = room
    for share, value in ((0.0, span[0]), (1.0, span[1])):
        at, text = _on(centre, radius, share).x(), data.write(value)
        wide = ink.width(text) + 4
        box = QRectF(at - wide / 2 + (share - 0.5) * 12, centre.y() + 4, wide, line)
        drawing.words(text, box, "centre")
