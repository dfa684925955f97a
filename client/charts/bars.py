"""Bars: how much of each; several series stand side by side. Long labels turn the bars on their side."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QWidget

from client.charts.axes import Frame, Scale, framed, numbers_for, span_of, tick_words
from client.charts.chart import Chart
from client.charts.data import ChartData
from client.charts.drawing import Drawing
from client.charts.legend import legend

_WIDEST = 64.0
_LONG_LABEL = 14
_LEAST = 2.5


class BarChart(Chart):
    """Bars from a baseline of nothing. ``sideways`` None lets long labels decide."""

    def __init__(
        self, data: ChartData | None = None, sideways: bool | None = None, parent: QWidget | None = None
    ) -> None:
        self._sideways = sideways
        super().__init__(data, parent)

    def show_data(self, data: ChartData) -> None:
        """As every chart; the labels decide which way the bars go."""
        longest = max((len(label) for label in data.labels()), default=0)
        self.downwards = self._sideways if self._sideways is not None else longest > _LONG_LABEL
        super().show_data(data)

    def least(self, data: ChartData) -> float:
        """Bars on their side need a line each."""
        bars = len(data.labels()) * (1 + 0.6 * (len(data.series) - 1))
        return max(super().least(data), 34 * bars + 70) if self.downwards else super().least(data)

    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """Legend, frame, bars, and values at their ends where there is room."""
        box = drawing.box.adjusted(2, 2, -2, -2)
        if len(data.series) > 1:
            box = legend(drawing, box, [one.name for one in data.series], "field")
        if self.downwards:
            _draw_sideways(drawing, data, box)
        else:
            _draw_upright(drawing, data, box)


def _draw_upright(drawing: Drawing, data: ChartData, box: QRectF) -> None:
    span, line = span_of(data.values()), drawing.ink.line()
    if span[0] < 0:  # room for the words below the lowest bar
        span = (span[0] - (span[1] - span[0]) * 1.2 * line / max(1.0, box.height() - 4 * line), span[1])
    frame = framed(drawing, data, box.adjusted(0, 4 if data.up else line, 0, 0), span)
    wide = min(frame.band * 0.74 / len(data.series), drawing.ink.px(_WIDEST))
    told = _has_room(drawing, data, frame, wide)
    for number, place in data.places():
        value = data.point(number, place).value
        assert value is not None
        left = frame.middle(place) + (number - len(data.series) / 2) * wide
        bar = _bar(QPointF(left + wide * 0.04, frame.up.at(value)), QPointF(left + wide * 0.96, frame.up.at(0)))
        reach = QRectF(left, frame.area.top(), wide, frame.area.height())
        _put(drawing, number, place, bar, reach, upwards=value >= 0)
        if told:
            top = bar.top() - line - 1 if value >= 0 else bar.bottom() + 1
            text = QRectF(left - (frame.band - wide * len(data.series)) / 2, top, frame.band, line)
            room = text if len(data.series) == 1 else QRectF(left - 4, top, wide + 8, line)
            drawing.words(tick_words(data.write)(value), room, "centre", colour="ink", bold=True)


def _has_room(drawing: Drawing, data: ChartData, frame: Frame, wide: float) -> bool:
    """Whether every value can be written at the end of its bar."""
    write = tick_words(data.write)
    widest = max(drawing.ink.width(write(value), bold=True) for value in data.values())
    return widest <= (frame.band - 2 if len(data.series) == 1 else wide + 6)


def _draw_sideways(drawing: Drawing, data: ChartData, box: QRectF) -> None:
    ink, labels, write = drawing.ink, data.labels(), tick_words(data.write)
    names = min(max(ink.width(label) for label in labels) + 14, box.width() * 0.42)
    values = max(ink.width(write(value), bold=True) for value in data.values()) + 10
    if data.up:
        drawing.words(data.up, QRectF(box.left(), box.top(), box.width(), ink.line()), bold=True)
        box = box.adjusted(0, ink.line() + 8, 0, 0)
    low, high = span_of(data.values())
    before = values if low < 0 else 0.0
    numbers = numbers_for([0.0], (low, high if high > low else 1.0), box.width() - names - values, ink.line() * 2)
    scale = Scale((min(low, numbers[0] if low < 0 else 0.0), max(high, 1e-9) if high > 0 else numbers[-1]),
                  box.left() + names + before, box.right() - values)  # fmt: skip
    row = box.height() / len(labels)
    thick = min(row * 0.74 / len(data.series), ink.px(30))
    for place, label in enumerate(labels):
        middle = box.top() + (place + 0.5) * row
        drawing.words(label, QRectF(box.left(), middle - row / 2, names - 14, row), "end", colour="ink", wrap=True)
    for number, place in data.places():
        value = data.point(number, place).value
        assert value is not None
        top = box.top() + (place + 0.5) * row + (number - len(data.series) / 2) * thick
        bar = _bar(QPointF(scale.at(0), top + thick * 0.05), QPointF(scale.at(value), top + thick * 0.95))
        _put(drawing, number, place, bar, QRectF(box.left(), top, box.width(), thick), upwards=None)
        text = QRectF(bar.right() + 6, top, values, thick)
        if value < 0:
            text = QRectF(bar.left() - values - 6, top, values, thick)
        drawing.words(write(value), text, "start" if value >= 0 else "end", colour="ink", bold=True)
    drawing.line(QPointF(scale.at(0), box.top()), QPointF(scale.at(0), box.bottom()), ink.colour("line"), 1.4)


def _bar(one: QPointF, other: QPointF) -> QRectF:
    """The bar between two corners; of nothing a sliver is seen."""
    box = QRectF(one, other).normalized()
    if box.height() < _LEAST:
        box = box.adjusted(0, box.height() - _LEAST, 0, 0)
    return box if box.width() >= _LEAST else box.adjusted(0, 0, _LEAST - box.width(), 0)


def _put(drawing: Drawing, number: int, place: int, bar: QRectF, reach: QRectF, upwards: bool | None) -> None:
    """A bar, round at its far end, and its mark."""
    path, radius = QPainterPath(), min(4.0, bar.width() / 3, bar.height() / 2)
    path.setFillRule(path.fillRule().WindingFill)
    path.addRoundedRect(bar, radius, radius)
    if upwards is not None and bar.height() > 2 * radius:
        foot = (
            bar.adjusted(0, bar.height() - radius * 1.5, 0, 0)
            if upwards
            else bar.adjusted(0, 0, 0, radius * 1.5 - bar.height())
        )
        square = QPainterPath()
        square.addRect(foot)
        path = path.united(square)
    drawing.patterned(path, drawing.ink.style(number), bar)
    drawing.mark(number, place, bar, reach)
