"""Axes: a frame with round numbers up the side and labels along the bottom, and where values come to stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from client.charts.data import ChartData, Write
from client.charts.drawing import Drawing
from client.charts.numbers import are_whole, compact, plain, ticks

#: A line whose lowest value is more than this share of the highest begins its axis above nothing.
_HIGH_GROUND = 0.7
_GAP = 8.0
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True)
class Scale:
    """From values to pixels; ``numbers`` are those written on the axis."""

    numbers: tuple[float, ...]
    start: float
    end: float

    @property
    def low(self) -> float:
        """The value at its start."""
        return self.numbers[0]

    @property
    def high(self) -> float:
        """The value at its end."""
        return self.numbers[-1]

    def at(self, value: float) -> float:
        """The pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True)
class Frame:
    """Where the shapes go: the area within the axes, the scale up its side, and how wide one label's place is."""

    area: QRectF
    up: Scale
    band: float

    def middle(self, place: int) -> float:
        """Where the middle of a label's place is."""
        return self.area.left() + (place + 0.5) * self.band


def tick_words(data_write: Write) -> Write:
    """How an axis writes numbers: short where the chart has no way of its own."""
    return compact if data_write is plain else data_write


def span_of(values: Sequence[float], from_zero: bool = True) -> tuple[float, float]:
    """The range an axis has to cover. With ``from_zero`` it begins at nothing, or ends there."""
    low, high = min(values), max(values)
    lifted = not from_zero and low > high * _HIGH_GROUND and low > 0 and high > low
    return (low if lifted else min(0.0, low)), max(0.0, high)


def numbers_for(values: Sequence[float], span: tuple[float, float], room: float, line: float) -> tuple[float, ...]:
    """The numbers of an axis with so many pixels, each of which needs three lines."""
    most = max(2, min(6, int(room / (line * 1.9))))
    return tuple(ticks(span[0], span[1], most, are_whole(list(values))))


def upright(
    drawing: Drawing, data: ChartData, box: QRectF, span: tuple[float, float], below: float
) -> tuple[QRectF, Scale]:
    """The numbers up the side with their lines; ``below`` is the room labels need. Returns area and scale."""
    ink = drawing.ink
    line = ink.line()
    top = box.top() + (1.7 * line + 4 if data.up else line / 2)
    bottom = box.bottom() - below
    numbers = numbers_for([*data.values(), *span], span, bottom - top, line)
    write = tick_words(data.write)
    side = min(max(ink.width(write(one)) for one in numbers) + _GAP, box.width() * 0.4)
    area = QRectF(box.left() + side, top, box.width() - side, max(10.0, bottom - top))
    scale = Scale(numbers, area.bottom(), area.top())
    if data.up:
        drawing.words(data.up, QRectF(box.left(), box.top(), box.width(), line), bold=True)
    for number in numbers:
        level = scale.at(number)
        plain_line = ink.colour("line") if number == 0 else ink.grid
        drawing.line(QPointF(area.left(), level), QPointF(area.right(), level), plain_line, 1.4 if number == 0 else 1.0)
        text = QRectF(box.left(), level - line / 2, side - _GAP, line)
        drawing.words(write(number), text, "end")
    if scale.low > 0:
        torn(drawing, QPointF(area.left(), area.bottom() - 8))
    return area, scale


def torn(drawing: Drawing, at: QPointF, along: bool = False) -> None:
    """The sign that an axis does not begin at nothing: a zigzag near its foot, upon the axis."""
    steps = [(0.0, -8.0), (-6.0, -5.0), (6.0, -1.5), (-6.0, 1.5), (6.0, 5.0), (0.0, 8.0)]
    corners = [QPointF(y, x) if along else QPointF(x, y) for x, y in steps]
    path = QPainterPath(at + corners[0])
    for corner in corners[1:]:
        path.lineTo(at + corner)
    drawing.shape(path, edge=drawing.ink.colour("surface"), width=5.0)
    drawing.shape(path, edge=drawing.ink.colour("ink_soft"), width=2.0)


def framed(drawing: Drawing, data: ChartData, box: QRectF, span: tuple[float, float]) -> Frame:
    """A frame with the numbers up the side and the labels in places of equal width along the bottom."""
    labels = data.labels()
    line = drawing.ink.line()
    below = line + 6 + (line + 2 if data.across else 0)
    area, scale = upright(drawing, data, box, span, below)
    band = area.width() / max(1, len(labels))
    _along(drawing, labels, area, band)
    if data.across:
        foot = QRectF(area.left(), box.bottom() - line, area.width(), line)
        drawing.words(data.across, foot, "centre", bold=True)
    return Frame(area, scale, band)


def _along(drawing: Drawing, labels: Sequence[str], area: QRectF, band: float) -> None:
    """The labels, as many as have room; the others are heard, hovered and in the table."""
    ink = drawing.ink
    widest = max((ink.width(label) for label in labels), default=0.0) + 6
    # Of steps in time, which have figures in their names, some stand for all; of names each is told, shortened at need.
    least = widest if all(map(_FIGURE.search, labels)) else min(widest, ink.px(54))
    every = 1 if band >= least else max(1, -(-int(widest) // max(1, int(band))))
    for place in range(0, len(labels), every):
        room = band * every if every > 1 else band - 4
        centre = area.left() + (place + 0.5) * band
        box = QRectF(centre - room / 2, area.bottom() + 6, room, ink.line())
        if box.right() > area.right() + band / 2 + 1 and every > 1:
            break
        drawing.words(labels[place], box, "centre")
