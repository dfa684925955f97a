"""A pie: the parts of a whole, as a ring with its table beside it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from client.charts.axes import tick_words
from client.charts.chart import Chart
from client.charts.data import ChartData, Point
from client.charts.drawing import Drawing
from client.charts.legend import draw_swatch
from client.charts.numbers import per_cent
from client.text import charts as words

_LEAST_SWEEP = 1.2
#: More slices than this cannot be told apart.
_MOST = 9


class PieChart(Chart):
    """The first series as slices, clockwise from the top in the order given; parts below nothing have no slice."""

    def least(self, data: ChartData) -> float:
        """A line for each part, or a ring beside which they stand."""
        return max(super().least(data), 30.0 * len(slices_of(data)) + 130)

    def rows_of(self, data: ChartData) -> list[list[tuple[int, int]]]:
        """Only the first series is shown."""
        return [row for row in super().rows_of(data) if row[0][0] == 0]

    def aside(self, data: ChartData, number: int, place: int) -> str:
        """The share of the whole."""
        share = share_of(data, data.point(number, place))
        return words.SHARE_OF_ALL.format(share=share) if share else ""

    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """The ring, and beside or beneath it a line for each part."""
        box, slices = drawing.box.adjusted(4, 4, -4, -4), slices_of(data)
        count, line = len(slices), drawing.ink.line() + 12
        names = max(drawing.ink.width(one.label) for one in slices)
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
        _ring(drawing, data, ring)
        _table(drawing, data, table)


def parts(data: ChartData) -> tuple[Point, ...]:
    """The points of the first series."""
    return data.series[0].points if data.series else ()


@dataclass(frozen=True)
class Slice:
    """One slice: the places of its points, of which the smallest may share one."""

    places: tuple[int, ...]
    label: str
    shown: str
    value: float


def slices_of(data: ChartData) -> list[Slice]:
    """The slices that are drawn; of very many parts the smallest are one slice together."""
    known = [
        (place, point, max(0.0, point.value)) for place, point in enumerate(parts(data)) if point.value is not None
    ]
    write = tick_words(data.write)
    kept = {place for place, _point, _value in known}
    if len(known) > _MOST:
        kept = {place for place, _point, _value in sorted(known, key=lambda one: -one[2])[: _MOST - 1]}
    found = [
        Slice((place,), point.label, point.shown or write(point.value or 0.0), value)
        for place, point, value in known
        if place in kept
    ]
    rest = [(place, value) for place, _point, value in known if place not in kept]
    if rest:
        together = sum(value for _place, value in rest)
        label = words.OTHERS.format(count=len(rest))
        found.append(Slice(tuple(place for place, _value in rest), label, write(together), together))
    return found


def whole(data: ChartData) -> float:
    """All parts together."""
    return sum(max(0.0, point.value or 0.0) for point in parts(data))


def share_of(data: ChartData, part: Point | Slice) -> str:
    """A part's share of the whole in words; empty where the whole is nothing."""
    total = whole(data)
    return per_cent(100 * max(0.0, part.value or 0.0) / total) if total > 0 else ""


def _ring(drawing: Drawing, data: ChartData, ring: QRectF) -> None:
    total, start = whole(data), 90.0
    inner = ring.adjusted(*(ring.width() * edge for edge in (0.3, 0.3, -0.3, -0.3)))
    if total <= 0:
        drawing.shape(_slice(ring, inner, 0, 360), drawing.ink.colour("sunken"), drawing.ink.colour("line"), 1.4)
    for number, one in enumerate(slices_of(data)):
        if one.value <= 0:
            continue  # its line in the table is all there is of it
        sweep = 360.0 * one.value / total
        path = _slice(ring, inner, start, max(sweep, _LEAST_SWEEP))
        drawing.patterned(path, drawing.ink.style(number))
        drawing.shape(path, edge=drawing.ink.colour("surface"), width=2.0)
        for place in one.places:
            drawing.mark(0, place, path.boundingRect(), path.boundingRect(), path)
        start -= sweep
    text = tick_words(data.write)(total)
    size = next((size for size in (22, 18) if drawing.ink.width(text, size, bold=True) < inner.width() - 6), 14)
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
    slices = slices_of(data)
    values = max(drawing.ink.width(one.shown, bold=True) for one in slices)
    return values + 4, max(drawing.ink.width(share_of(data, one)) for one in slices) + 4


def _table(drawing: Drawing, data: ChartData, box: QRectF) -> None:
    ink, slices = drawing.ink, slices_of(data)
    high = min(ink.line() + 12, box.height() / max(1, len(slices)))
    values, shares = _columns(drawing, data)
    values = min(values, box.width() * 0.4)
    for row, one in enumerate(slices):
        line = QRectF(box.left(), box.top() + row * high, box.width(), high)
        sample = ink.px(18)
        draw_swatch(drawing, QRectF(line.left(), line.top(), sample, high), ink.style(row), "field")
        name = line.adjusted(sample + 8, 0, -shares - values - 16, 0)
        drawing.words(one.label, name, colour="ink")
        number = QRectF(line.right() - shares - values - 12, line.top(), values, high)
        drawing.words(one.shown, number, "end", colour="ink", bold=True)
        drawing.words(share_of(data, one), QRectF(line.right() - shares, line.top(), shares, high), "end")
        if row:
            drawing.line(line.topLeft(), line.topRight(), ink.grid)
        if one.value <= 0:
            for place in one.places:
                drawing.mark(0, place, line)
