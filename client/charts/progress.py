"""Progress: for each thing how much of a whole is done, one bar below the other."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from client.charts.chart import Chart
from client.charts.data import ChartData, Point
from client.charts.drawing import Drawing
from client.charts.gauge import draw_target, target_words
from client.charts.numbers import per_cent
from client.text import charts as words

_ROW = 62.0
_THICK = 16.0


class ProgressChart(Chart):
    """A bar for each point; its whole is the point's ``high``, else ``most``, else the highest value."""

    downwards = True

    def least(self, data: ChartData) -> float:
        """Words and a bar for each."""
        return max(_ROW, _ROW * sum(1 for _place in data.places()) + 4)

    def rows_of(self, data: ChartData) -> list[list[tuple[int, int]]]:
        """One below the other, whatever their series."""
        rows = list(data.places())
        return [rows] if rows else []

    def aside(self, data: ChartData, number: int, place: int) -> str:
        """The share of the whole, and whether the target is reached."""
        point = data.point(number, place)
        full = whole_of(data, point)
        share = per_cent(100 * (point.value or 0.0) / full) if full else ""
        told = words.SHARE_OF_MOST.format(share=share, most=data.write(full)) if share else ""
        return self.joined(told, target_words(data, point.value or 0.0))

    def remark(self, number: int) -> str:
        """The high bound of a point is its whole, not a doubt."""
        return self.aside(self.data, *self.order[number])

    def draw(self, drawing: Drawing, data: ChartData) -> None:
        """Name and value above each bar."""
        box, ink = drawing.box.adjusted(4, 2, -4, -2), drawing.ink
        row = min(box.height() / len(self.order), ink.px(_ROW) * 1.4)
        line, thick = ink.line(), ink.px(_THICK)
        for step, (number, place) in enumerate(self.order):
            point = data.point(number, place)
            top = box.top() + step * row + max(0.0, (row - line - 6 - thick) / 2)
            shown = data.shown(point)
            wide = min(ink.width(shown, bold=True) + 4, box.width() * 0.5)
            drawing.words(point.label, QRectF(box.left(), top, box.width() - wide - 10, line), colour="ink")
            drawing.words(shown, QRectF(box.right() - wide, top, wide, line), "end", colour="ink", bold=True)
            track = QRectF(box.left(), top + line + 6, box.width(), thick)
            _bar(drawing, data, (number, place), track)
            drawing.mark(number, place, track, QRectF(box.left(), box.top() + step * row, box.width(), row))


def whole_of(data: ChartData, point: Point) -> float:
    """What a point's value is a part of."""
    if point.high is not None:
        return point.high
    return data.most if data.most is not None else max(0.0, *data.values())


def _bar(drawing: Drawing, data: ChartData, at: tuple[int, int], track: QRectF) -> None:
    ink, point = drawing.ink, data.point(*at)
    full = whole_of(data, point)
    share = min(max((point.value or 0.0) / full, 0.0), 1.0) if full > 0 else 0.0
    radius = track.height() / 2
    outline, done, cut = QPainterPath(), QPainterPath(), QPainterPath()
    outline.addRoundedRect(track, radius, radius)
    cut.addRect(QRectF(track.left(), track.top(), track.width() * share, track.height()))
    done = outline.intersected(cut)
    drawing.shape(outline, ink.colour("sunken"), ink.colour("line"), 1.2)
    drawing.patterned(done, ink.style(at[0]))
    if data.target is not None and full > 0 and 0 <= data.target <= full:
        x = track.left() + track.width() * data.target / full
        draw_target(drawing, QPointF(x, track.top() - 4), QPointF(x, track.bottom() + 4))
