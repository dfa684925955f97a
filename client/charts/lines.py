"""Lines: how something goes on, with a band where a value has bounds; each line is named at its end."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from client.charts.axes import Frame, framed, span_of, tick_words
from client.charts.chart import Chart
from client.charts.data import ChartData, Series
from client.charts.drawing import Drawing
from client.charts.legend import legend
from client.text import charts as words

_MARKED = 14.0
#: A band through more points than this is told by its edges and its tint: a hatch would take too long.
_HATCHED = 60


class LineChart(Chart):
    """Lines through points in equal steps; a point without a value leaves a gap."""

    def description(self) -> str:
        """As every chart; an axis that does not begin at nothing says so."""
        low = _span(self.data)[0] if self.data.values() else 0.0
        begins = words.AXIS_BEGINS.format(value=self.data.write(low)) if low > 0 else ""
        return " ".join(one for one in (super().description(), begins) if one)

    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """Frame, bands, lines, markers, names."""
        box = drawing.box.adjusted(2, 2, -6, -2)
        names = _end_names(data)
        room = max(drawing.ink.width(name, bold=True) for name in names) + 16
        line = drawing.ink.line()
        direct = room <= box.width() * 0.3 and len(names) * line * 1.6 < box.height()
        if not direct and len(data.series) > 1:
            box = legend(drawing, box, [one.name for one in data.series], "line")
        plot = framed(drawing, data, box.adjusted(0, 0, -room if direct else 0, 0), _span(data))
        for number, series in enumerate(data.series):
            _band(drawing, plot, number, series)
        for number, series in enumerate(data.series):
            _line(drawing, plot, number, series)
        if direct:
            _name_ends(drawing, data, plot, names, room)


def _span(data: ChartData) -> tuple[float, float]:
    bounds = [
        edge for one in data.series for point in one.points for edge in (point.low, point.high) if edge is not None
    ]
    return span_of([*data.values(), *bounds], from_zero=False)


def _end_names(data: ChartData) -> list[str]:
    """What stands at the end of each line: its name; of the only one, its last value."""
    if len(data.series) > 1:
        return [one.name for one in data.series]
    return [tick_words(data.write)(data.values()[-1])]


def _stretches(series: Series) -> list[list[int]]:
    """The places between gaps."""
    found: list[list[int]] = [[]]
    for place, point in enumerate(series.points):
        if point.value is None:
            found.append([])
        else:
            found[-1].append(place)
    return [stretch for stretch in found if stretch]


def _band(drawing: Drawing, plot: Frame, number: int, series: Series) -> None:
    """The bounds as a field with thin edges, hatched unless it goes through very many points."""
    style = drawing.ink.style(number)
    for stretch in _stretches(series):
        bounds = [(place, series.points[place].low, series.points[place].high) for place in stretch]
        known = [(plot.middle(place), low, high) for place, low, high in bounds if low is not None and high is not None]
        low = [QPointF(x, plot.up.at(edge)) for x, edge, _high in known]
        high = [QPointF(x, plot.up.at(edge)) for x, _low, edge in known]
        if len(known) < 2:
            continue
        pale, few = drawing.ink.mixed(style.colour, 0.12), len(known) <= _HATCHED
        for begin in range(0, len(known) - 1, _HATCHED):
            end = begin + _HATCHED + 1
            field = QPainterPath()
            field.addPolygon(QPolygonF([*low[begin:end], *reversed(high[begin:end])]))
            field.closeSubpath()
            drawing.shape(field, pale, None if few else pale)
            if few:
                drawing.hatched(field, "rising", drawing.ink.mixed(style.colour, 0.35))
        for edge in (low, high):
            drawing.chain(edge, style.colour, 1.0, (3, 3) if few else ())


def _line(drawing: Drawing, plot: Frame, number: int, series: Series) -> None:
    style, last = drawing.ink.style(number), -1
    for stretch in _stretches(series):
        points = [QPointF(plot.middle(place), plot.up.at(series.points[place].value or 0.0)) for place in stretch]
        drawing.chain(points, style.colour, drawing.ink.px(2.4), style.dash)
        last = stretch[-1]
        for place, point in zip(stretch, points, strict=True):
            half = max(plot.band, 2.0) / 2
            reach = QRectF(point.x() - half, plot.area.top(), 2 * half, plot.area.height())
            drawing.mark(number, place, QRectF(point.x() - 5, point.y() - 5, 10, 10), reach)
            if plot.band >= _MARKED or len(points) == 1 or place == len(series.points) - 1:
                drawing.marker(point, style, drawing.ink.px(4.5))
    if last >= 0 and plot.band < _MARKED:
        end = series.points[last].value
        drawing.marker(QPointF(plot.middle(last), plot.up.at(end or 0.0)), style, drawing.ink.px(4.5))


def _name_ends(drawing: Drawing, data: ChartData, plot: Frame, names: list[str], room: float) -> None:
    """Names beside the last points, moved apart where they would lie upon each other."""
    line = drawing.ink.line()
    ends = []
    for number, series in enumerate(data.series):
        known = [point.value for point in series.points if point.value is not None]
        if known:
            ends.append([plot.up.at(known[-1]), float(number)])
    ends.sort()
    for above, below in pairwise(ends):
        below[0] = max(below[0], above[0] + line)
    over = (ends[-1][0] + line / 2 - plot.area.bottom()) if ends else 0.0
    for end in reversed(ends):
        if over > 0:
            end[0] -= over
    for level, line_number in ends:
        box = QRectF(plot.area.right() + 10 - plot.band / 2, level - line / 2, room + plot.band / 2 - 4, line)
        ground = QPainterPath()
        ground.addRect(
            QRectF(box.left() - 2, box.top(), drawing.ink.width(names[int(line_number)], bold=True) + 4, line)
        )
        drawing.shape(ground, drawing.ink.colour("surface"))
        drawing.words(names[int(line_number)], box, colour=drawing.ink.colour("ink"), bold=True)
