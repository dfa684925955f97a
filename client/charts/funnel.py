"""A funnel: how many are left at each step of a way, such as from lead to sale."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from client.charts.chart import Chart
from client.charts.data import ChartData
from client.charts.drawing import Drawing
from client.charts.numbers import per_cent
from client.text import charts as words

_ROW = 52.0


class FunnelChart(Chart):
    """The first series from top to bottom; each step says which share of the step before it is left."""

    downwards = True

    def least(self, data: ChartData) -> float:
        """A row for each step."""
        return max(_ROW, _ROW * len(data.labels()) + 4)

    def rows_of(self, data: ChartData) -> list[list[tuple[int, int]]]:
        """Only the first series is shown."""
        return [row for row in super().rows_of(data) if row[0][0] == 0]

    def aside(self, data: ChartData, number: int, place: int) -> str:
        """The share of the step before."""
        share, before = left_of(data, number, place)
        return words.SHARE_OF_STEP.format(share=share, label=before) if share else ""

    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """Names at the side, steps in the middle joined by slopes, values and shares at the other side."""
        ink, box = drawing.ink, drawing.box.adjusted(4, 2, -4, -2)
        points = data.series[0].points
        names = min(max(ink.width(point.label) for point in points) + 14, box.width() * 0.32)
        told = [(data.shown(points[place]), self.aside(data, number, place)) for number, place in self.order]
        side = min(max(max(ink.width(a, bold=True), ink.width(b)) for a, b in told) + 14, box.width() * 0.36)
        if any(ink.width(said) > side - 14 for _shown, said in told):  # no room for the words of the shares
            told = [(shown, left_of(data, *at)[0]) for (shown, _said), at in zip(told, self.order, strict=True)]
        area = QRectF(box.left() + names, box.top(), box.width() - names - side, box.height())
        row, most = min(area.height() / len(self.order), ink.px(_ROW) * 1.4), max(1e-9, *data.values())
        steps = []
        for step, (number, place) in enumerate(self.order):
            value = max(0.0, data.point(number, place).value or 0.0)
            wide = max(4.0, area.width() * value / most)
            steps.append(QRectF(area.center().x() - wide / 2, area.top() + step * row + row * 0.09, wide, row * 0.64))
        for above, below in pairwise(steps):
            _slope(drawing, above, below)
        for step, (number, place) in enumerate(self.order):
            _step(drawing, steps[step])
            top = steps[step].top()
            label = QRectF(box.left(), top, names - 14, steps[step].height())
            drawing.words(data.point(number, place).label, label, "end", colour="ink", wrap=True)
            _told(drawing, told[step], QRectF(area.right() + 14, top, side - 14, steps[step].height()))
            reach = QRectF(box.left(), area.top() + step * row, box.width(), row)
            drawing.mark(number, place, steps[step], reach)


def left_of(data: ChartData, number: int, place: int) -> tuple[str, str]:
    """Which share of the step before is left, and that step's label; empty for the first."""
    points = data.series[number].points
    value = points[place].value
    before = next((one for one in reversed(points[:place]) if one.value is not None), None)
    if value is None or before is None or not before.value:
        return "", ""
    return per_cent(100 * value / before.value), before.label


def _step(drawing: Drawing, box: QRectF) -> None:
    path = QPainterPath()
    path.addRoundedRect(box, min(4.0, box.width() / 2), 4)
    drawing.patterned(path, drawing.ink.style(0))


def _slope(drawing: Drawing, above: QRectF, below: QRectF) -> None:
    path = QPainterPath(above.bottomLeft())
    for corner in (above.bottomRight(), below.topRight(), below.topLeft()):
        path.lineTo(corner)
    path.closeSubpath()
    drawing.shape(path, drawing.ink.mixed(drawing.ink.style(0).colour, 0.18))


def _told(drawing: Drawing, told: tuple[str, str], box: QRectF) -> None:
    line = drawing.ink.line()
    shown, share = told
    if not share:
        drawing.words(shown, box, colour="ink", bold=True)
        return
    top = box.center().y() - line
    drawing.words(shown, QRectF(box.left(), top, box.width(), line), colour="ink", bold=True)
    drawing.words(share, QRectF(box.left(), top + line, box.width(), line))
