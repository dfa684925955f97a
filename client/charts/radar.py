"""A radar: several measures of one thing round a centre, to compare its shape with that of others."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath

from client.charts.axes import tick_words
from client.charts.chart import Chart
from client.charts.data import ChartData
from client.charts.drawing import Align, Drawing
from client.charts.legend import legend
from client.charts.numbers import ticks


class RadarChart(Chart):
    """A measure for each label, from ``least`` (else nothing) in the centre to ``most`` (else the highest)."""

    least_height = 300

    def aside(self, data: ChartData, number: int, place: int) -> str:
        """Measures beside each other have nothing to compare."""
        return ""

    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """Rings, spokes, labels, shapes."""
        box = drawing.box.adjusted(4, 4, -4, -4)
        if len(data.series) > 1:
            box = legend(drawing, box, [one.name for one in data.series], "line")
        ink, labels = drawing.ink, data.labels()
        side = min(max(ink.width(label) for label in labels), box.width() * 0.28) + 10
        radius = max(30.0, min(box.width() / 2 - side, box.height() / 2 - ink.line() * 1.5))
        centre = box.center()
        low = data.least if data.least is not None else min(0.0, *data.values())
        high = data.most if data.most is not None else max(data.values())
        numbers = ticks(low, high if high > low else low + 1, 4)
        if data.most is not None:
            numbers = [one for one in numbers if one < high] + [high]
        _web(drawing, data, centre, radius, numbers)
        every = math.ceil(len(labels) * ink.line() * 1.6 / (2 * math.pi * (radius + ink.line())))
        for place, label in list(enumerate(labels))[::every]:
            _label(drawing, label, _spoke(centre, radius + 8, place, len(labels)), place / len(labels), side, box)
        for number, _series in enumerate(data.series):
            _draw_series(drawing, data, number, centre, radius, (numbers[0], numbers[-1]))
        _numbers(drawing, data, centre, radius, numbers)


def _spoke(centre: QPointF, length: float, place: int, count: int) -> QPointF:
    angle = 2 * math.pi * place / max(1, count)
    return centre + QPointF(math.sin(angle) * length, -math.cos(angle) * length)


def _web(drawing: Drawing, data: ChartData, centre: QPointF, radius: float, numbers: list[float]) -> None:
    ink, count = drawing.ink, len(data.labels())
    low, high = numbers[0], numbers[-1]
    for number in numbers[1:]:
        length = radius * (number - low) / (high - low)
        path = QPainterPath(_spoke(centre, length, 0, count))
        for place in range(1, count + 1):
            path.lineTo(_spoke(centre, length, place, count))
        drawing.shape(path, edge=ink.colour("line") if number == high else ink.grid)
    for place in range(count):
        drawing.line(centre, _spoke(centre, radius, place, count), ink.grid)


def _numbers(drawing: Drawing, data: ChartData, centre: QPointF, radius: float, numbers: list[float]) -> None:
    """The numbers of the rings, upon plates between two spokes, where no marker comes."""
    ink, count, write = drawing.ink, len(data.labels()), tick_words(data.write)
    low, high, turn = numbers[0], numbers[-1], math.pi / max(2, count)
    above = -math.inf
    for number in reversed(numbers[1:]):
        length = radius * (number - low) / (high - low) * math.cos(turn)
        if centre.y() - math.cos(turn) * length < above + ink.line():
            continue  # no room between the one further out and this one
        above = centre.y() - math.cos(turn) * length
        at = centre + QPointF(math.sin(turn) * length, -math.cos(turn) * length)
        wide, text = ink.width(write(number)) + 6, write(number)
        box, path = QRectF(at.x() - wide / 2, at.y() - ink.line() / 2, wide, ink.line()), QPainterPath()
        path.addRoundedRect(box, 4, 4)
        drawing.shape(path, ink.colour("surface"))
        drawing.words(text, box, "centre")


def _label(drawing: Drawing, label: str, at: QPointF, turn: float, side: float, room: QRectF) -> None:
    """Words outside the end of a spoke, on the side where they are."""
    line = drawing.ink.line()
    align: Align = "centre"
    left, wide = at.x() - side, 2 * side
    if 0.02 < turn < 0.48:
        align, left, wide = "start", at.x(), room.right() - at.x()
    elif 0.52 < turn < 0.98:
        align, left, wide = "end", room.left(), at.x() - room.left()
    lines = 2 if drawing.ink.width(label) > wide else 1
    shift = -math.cos(2 * math.pi * turn) * line * lines / 2
    box = QRectF(left, at.y() + shift - line * lines / 2, wide, line * lines)
    drawing.words(label, box, align, colour="ink", wrap=True)


def _draw_series(
    drawing: Drawing, data: ChartData, number: int, centre: QPointF, radius: float, span: tuple[float, float]
) -> None:
    style, series = drawing.ink.style(number), data.series[number]
    count, low, high = len(data.labels()), *span
    ends = {
        place: _spoke(centre, radius * (min(max(point.value, low), high) - low) / (high - low), place, count)
        for place, point in enumerate(series.points)
        if point.value is not None
    }
    if len(ends) > 2:
        path = QPainterPath(next(iter(ends.values())))
        for end in list(ends.values())[1:]:
            path.lineTo(end)
        path.closeSubpath()
        pale = QColor(style.colour)
        pale.setAlphaF(0.12)
        drawing.shape(path, pale)
        drawing.shape(path, edge=style.colour, width=drawing.ink.px(2.2), dash=style.dash)
    for place, end in ends.items():
        drawing.marker(end, style, drawing.ink.px(5))
        drawing.mark(number, place, QRectF(end.x() - 6, end.y() - 6, 12, 12))
