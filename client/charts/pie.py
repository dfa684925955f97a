"""A pie: the parts of a whole, as a ring with its table beside it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from client.charts.axes import tick_words
from client.charts.chart import Chart
from client.charts.data import ChartData, Point
from client.charts.drawing import Drawing
from client.charts.legend import draw_swatch
from client.charts.numbers import per_cent
from client.text import charts as words

_LEAST_SWEEP = 1.2


class PieChart(Chart):
    """The first series as slices, clockwise from the top in the order given; parts below nothing have no slice."""

    def least(self, data: ChartData) -> float:
        """A line for each part, or a ring beside which they stand."""
        return max(super().least(data), 30.0 * len(parts(data)) + 130)

    def rows_of(self, data: ChartData) -> list[list[tuple[int, int]]]:
        """Only the first series is shown."""
        return [row for row in super().rows_of(data) if row[0][0] == 0]

    def aside(self, data: ChartData, number: int, place: int) -> str:
        """The share of the whole."""
        share = share_of(data, data.point(number, place))
        return words.SHARE_OF_ALL.format(share=share) if share else ""

    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """The ring, and beside or beneath it a line for each part."""
        box, count = drawing.box.adjusted(4, 4, -4, -4), len(parts(data))
        line = drawing.ink.line() + 12
        names = max(drawing.ink.width(point.label) for point in parts(data))
        rest = drawing.ink.px(18) + sum(_columns(drawing, data)) + 56
        free = box.width() - rest - names
        side = min(box.height(), box.width() * 0.5, max(free, box.width() * 0.34))
        below = min(box.width(), box.height() - count * line - 12)
        fits, beneath = side <= free + 1, below >= drawing.ink.px(130)
        if side >= drawing.ink.px(100) and (fits or not beneath):
            ring = QRectF(box.left(), box.center().y() - side / 2, side, side)
            height = min(box.height(), count * line)
            table = QRectF(ring.right() + 24, box.center().y() - height / 2, box.right() - ring.right() - 24, height)
        else:
            side = max(90.0, below)
            ring = QRectF(box.center().x() - side / 2, box.top(), side, side)
            table = QRectF(box.left(), ring.bottom() + 12, box.width(), box.bottom() - ring.bottom() - 12)
        _slices(drawing, data, ring)
        _table(drawing, data, table)


def parts(data: ChartData) -> tuple[Point, ...]:
    """The points of the first series."""
    return data.series[0].points if data.series else ()


def whole(data: ChartData) -> float:
    """All parts together."""
    return sum(max(0.0, point.value or 0.0) for point in parts(data))


def share_of(data: ChartData, point: Point) -> str:
    """A part's share of the whole in words; empty where the whole is nothing."""
    total = whole(data)
    return per_cent(100 * max(0.0, point.value or 0.0) / total) if total > 0 else ""


def _slices(drawing: Drawing, data: ChartData, ring: QRectF) -> None:
    total, start = whole(data), 90.0
    inner = ring.adjusted(*(ring.width() * edge for edge in (0.3, 0.3, -0.3, -0.3)))
    if total <= 0:
        path = QPainterPath()
        path.addEllipse(ring)
        path.addEllipse(inner)
        drawing.shape(path, drawing.ink.colour("sunken"), drawing.ink.colour("line"), 1.4)
    for place, point in enumerate(parts(data)):
        if point.value is None:
            continue
        if total <= 0 or point.value <= 0:
            drawing.mark(0, place, QRectF(ring.center().x() - 3, ring.top(), 6, ring.height() * 0.2))
            continue
        sweep = 360.0 * point.value / total
        path = _slice(ring, inner, start, max(sweep, min(_LEAST_SWEEP, 360.0)))
        drawing.patterned(path, drawing.ink.style(place))
        drawing.shape(path, edge=drawing.ink.colour("surface"), width=2.0)
        drawing.mark(0, place, path.boundingRect(), path.boundingRect(), path)
        start -= sweep
    text = tick_words(data.write)(total)
    size = 22 if drawing.ink.width(text, 22, bold=True) < inner.width() - 8 else 14
    drawing.words(text, inner, "centre", colour="ink", size=size, bold=True)


def _slice(ring: QRectF, inner: QRectF, start: float, sweep: float) -> QPainterPath:
    path = QPainterPath()
    if sweep >= 359.9:
        path.addEllipse(ring)
        path.addEllipse(inner)
        return path
    path.arcMoveTo(ring, start)
    path.arcTo(ring, start, -sweep)
    path.arcTo(inner, start - sweep, sweep)
    path.closeSubpath()
    return path


def _columns(drawing: Drawing, data: ChartData) -> tuple[float, float]:
    """How wide values and shares are."""
    ink, known = drawing.ink, [point for point in parts(data) if point.value is not None]
    values = max(ink.width(data.shown(point), bold=True) for point in known)
    return values + 4, max(ink.width(share_of(data, point)) for point in known) + 4


def _table(drawing: Drawing, data: ChartData, box: QRectF) -> None:
    ink = drawing.ink
    rows = [(place, point) for place, point in enumerate(parts(data)) if point.value is not None]
    high = min(ink.line() + 12, box.height() / max(1, len(rows)))
    values, shares = _columns(drawing, data)
    values = min(values, box.width() * 0.4)
    for row, (place, point) in enumerate(rows):
        top, sample = box.top() + row * high, ink.px(18)
        draw_swatch(drawing, QRectF(box.left(), top, sample, high), ink.style(place), "field")
        name = QRectF(box.left() + sample + 8, top, box.width() - sample - 8 - shares - values - 24, high)
        drawing.words(point.label, name, colour="ink")
        drawing.words(data.shown(point), QRectF(box.right() - shares - values - 12, top, values, high), "end",
                      colour="ink", bold=True)  # fmt: skip
        drawing.words(share_of(data, point), QRectF(box.right() - shares, top, shares, high), "end")
        if row:
            drawing.line(QPointF(box.left(), top), QPointF(box.right(), top), ink.grid)
