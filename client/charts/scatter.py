"""A scatter: things by two measures, such as vehicles by age and risk; a press on one opens it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from client.charts.axes import Scale, numbers_for, span_of, tick_words, torn, upright
from client.charts.chart import Chart
from client.charts.data import ChartData
from client.charts.drawing import Drawing
from client.charts.legend import legend
from client.text import charts as words

#: From so many points on they are small and without a rim.
_MANY = 600


class ScatterChart(Chart):
    """Points by ``across`` and ``value``, without either left out; keys go from left to right within a series."""

    least_height = 300

    def rows_of(self, data: ChartData) -> list[list[tuple[int, int]]]:
        """Each series from left to right."""
        rows = []
        for number, series in enumerate(data.series):
            known = [
                (point.across, point.value, place)
                for place, point in enumerate(series.points)
                if point.across is not None and point.value is not None
            ]
            rows.append([(number, place) for _across, _value, place in sorted(known)])
        return [row for row in rows if row]

    def aside(self, data: ChartData, number: int, place: int) -> str:
        """A point is its two measures."""
        return ""

    def named(self, number: int) -> str:
        """What it is, and both measures."""
        point = self.point(number)
        said = words.NAMED_ACROSS.format(label=point.label, across=self._across(number), value=self._up(number))
        if len(self.data.series) < 2:
            return said
        return words.JOINED.format(name=self.data.series[self.order[number][0]].name, aside=said)

    def value_line(self, number: int) -> str:
        """Both measures."""
        return self.joined(self._across(number), self._up(number))

    def _across(self, number: int) -> str:
        point = self.point(number)
        return point.across_shown or _measured(self.data.across, self.data.write_across(point.across or 0.0))

    def _up(self, number: int) -> str:
        return self.point(number).shown or _measured(self.data.up, self.value_shown(number))

    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """Legend, both axes, points."""
        box, ink = drawing.box.adjusted(2, 2, -6, -2), drawing.ink
        if len(data.series) > 1:
            box = legend(drawing, box, [one.name for one in data.series], "marker")
        line = ink.line()
        shown = [(n, p, data.point(n, p)) for n, p in data.places() if data.point(n, p).across is not None]
        area, up = upright(
            drawing, data, box, span_of(data.values(), from_zero=False), line + 6 + (line + 2 if data.across else 0)
        )
        places = [point.across for _n, _p, point in shown if point.across is not None]
        span = span_of(places, from_zero=False)
        across = Scale(numbers_for(places, span, area.width(), ink.px(40)), area.left(), area.right())
        _number_axis(drawing, data, across, area)
        if data.across:
            drawing.words(
                data.across, QRectF(area.left(), box.bottom() - line, area.width(), line), "centre", bold=True
            )
        many = len(shown) > _MANY
        radius = ink.px(3.2 if many else 5.0)
        centres: list[list[QPointF]] = [[] for _series in data.series]
        for number, place, point in shown:
            centre = QPointF(across.at(point.across or 0.0), up.at(point.value or 0.0))
            centres[number].append(centre)
            drawing.mark(number, place, _around(centre, radius), _around(centre, 22.0))
        for number, places_of in enumerate(centres):
            drawing.markers(places_of, ink.style(number), radius, rim=not many)


def _measured(name: str, value: str) -> str:
    """A value with the name of its axis."""
    return words.MEASURED.format(name=name, value=value) if name else value


def _around(centre: QPointF, radius: float) -> QRectF:
    return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)


def _number_axis(drawing: Drawing, data: ChartData, across: Scale, area: QRectF) -> None:
    ink, write = drawing.ink, tick_words(data.write_across)
    if across.low > 0:
        torn(drawing, QPointF(area.left() + 14, area.bottom()), along=True)
    for number in across.numbers:
        at, text = across.at(number), write(number)
        drawing.line(QPointF(at, area.top()), QPointF(at, area.bottom()), ink.grid)
        wide = ink.width(text) + 4
        left = min(max(at - wide / 2, area.left() - wide / 2), drawing.size.width() - wide)
        drawing.words(text, QRectF(left, area.bottom() + 6, wide, ink.line()), "centre")
