"""A heatmap: how much for each pair of two things, such as week and insurer; a row for each series."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath

from client.charts.axes import tick_words
from client.charts.chart import Chart
from client.charts.data import ChartData
from client.charts.drawing import Drawing
from client.charts.ink import Ink

#: How much of the accent is upon the ground at each step; the last is full, with pale words upon it.
_TINTS = {
    "light": (0.0, 0.13, 0.26, 0.4, 1.0),
    "dark": (0.0, 0.1, 0.2, 0.31, 1.0),
    "contrast": (0.0, 0.13, 0.26, 0.4, 1.0),
}
_MOST_CELL = 56.0


class HeatmapChart(Chart):
    """Cells with their numbers in them; where they are too small for that, columns as high as the number."""

    def least(self, data: ChartData) -> float:
        """A line for each row, and one for the labels."""
        return max(120.0, 34.0 * len(data.series) + 60)

    def aside(self, data: ChartData, number: int, place: int) -> str:
        """A cell is its two names and its number."""
        return ""

    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """Names at the side, labels along the bottom, cells."""
        ink, box = drawing.ink, drawing.box.adjusted(2, 2, -2, -2)
        line, labels = ink.line(), data.labels()
        side = min(max(ink.width(one.name) for one in data.series) + 12, box.width() * 0.38)
        top = box.top() + (line + 8 if data.up else 0)
        bottom = box.bottom() - line - 6 - (line + 2 if data.across else 0)
        area = QRectF(box.left() + side, top, box.width() - side, max(10.0, bottom - top))
        wide = area.width() / max(1, len(labels))
        high = min(area.height() / len(data.series), ink.px(_MOST_CELL))
        area.setHeight(high * len(data.series))
        if data.up:
            drawing.words(data.up, QRectF(box.left(), box.top(), box.width(), line), bold=True)
        for number, series in enumerate(data.series):
            name = QRectF(box.left(), area.top() + number * high, side - 12, high)
            drawing.words(series.name, name, "end", colour="ink", wrap=True)
        _cells(drawing, data, area, wide, high)
        _columns(drawing, labels, area, wide)
        if data.across:
            foot = QRectF(area.left(), area.bottom() + line + 8, area.width(), line)
            drawing.words(data.across, foot, "centre", bold=True)


def step_of(value: float, most: float) -> int:
    """Which of five steps of darkness a number has: none, and four quarters of the highest."""
    return 0 if value <= 0 or most <= 0 else min(4, max(1, math.ceil(value / most * 4 - 1e-9)))


def _cells(drawing: Drawing, data: ChartData, area: QRectF, wide: float, high: float) -> None:
    ink, write = drawing.ink, tick_words(data.write)
    most = max(data.values())
    widest = max(ink.width(write(value), bold=True) for value in data.values())
    written = widest + 6 <= wide and ink.line() <= high
    for number in range(0 if written else len(data.series)):
        foot = area.top() + (number + 1) * high - 1.5
        drawing.line(QPointF(area.left(), foot), QPointF(area.right(), foot), ink.colour("line"))
    side = 1.5 if wide > 8 else min(1.0, wide * 0.15)
    gaps = (side, 1.5 if written else 5.0, -side, -1.5)
    for number, place in data.places():
        value = data.point(number, place).value
        assert value is not None
        cell = QRectF(area.left() + place * wide, area.top() + number * high, wide, high).adjusted(*gaps)
        if written:
            _written(drawing, cell, write(value), step_of(value, most))
        else:
            cell = _column(drawing, cell, value, most)
        reach = QRectF(area.left() + place * wide, area.top() + number * high, wide, high)
        drawing.mark(number, place, cell, reach)


def cell_colours(ink: Ink, step: int) -> tuple[QColor, QColor]:
    """Ground and words of a step."""
    ground = ink.mixed(ink.colour("accent"), _TINTS[ink.mode][step])
    return ground, ink.colour("on_accent" if step == 4 else "ink")


def _written(drawing: Drawing, cell: QRectF, text: str, step: int) -> None:
    ground, colour = cell_colours(drawing.ink, step)
    path = QPainterPath()
    path.addRoundedRect(cell, 4, 4)
    drawing.shape(path, ground, drawing.ink.colour("line" if step < 4 else "accent"), 1.0)
    drawing.words(text, cell, "centre", colour=colour, bold=step > 0)


def _column(drawing: Drawing, cell: QRectF, value: float, most: float) -> QRectF:
    """A column as high as the number is great; of nothing a short stroke of the line it stands on."""
    ink, share = drawing.ink, max(0.0, value) / most if most > 0 else 0.0
    wide = min(cell.width(), ink.px(18))
    high = max(2.0, cell.height() * share)
    box = QRectF(cell.center().x() - wide / 2, cell.bottom() - high, wide, high)
    path = QPainterPath()
    path.addRect(box)
    drawing.shape(path, ink.colour("accent" if share > 0 else "line"))
    return box


def _columns(drawing: Drawing, labels: tuple[str, ...], area: QRectF, wide: float) -> None:
    ink = drawing.ink
    widest = max(ink.width(label) for label in labels) + 8
    every = max(1, math.ceil(widest / wide))
    for place in range(0, len(labels), every):
        centre = area.left() + (place + 0.5) * wide
        half = min(wide * every, area.width()) / 2
        left = min(max(centre - half, area.left() - wide / 2), max(area.right() + wide / 2 - 2 * half, area.left()))
        room = QRectF(left, area.bottom() + 6, 2 * half, ink.line())
        if place == 0 or room.right() <= area.right() + wide * every / 2:
            drawing.words(labels[place], room, "centre")
