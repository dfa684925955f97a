"""A chart laid out for one size: shapes, words, and where each point is; painted on screens, pictures and SVG alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QTransform

from client.charts.ink import Hatch, Ink, Style
from client.charts.items import Item, Markers, Shape, Words, fitted
from client.charts.patterns import STROKE, box_dots, box_strokes, hatching, marker

Align = Literal["start", "centre", "end"]
#: So many points of a line are painted at once.
_PIECE = 40
_FLAG = Qt.AlignmentFlag
_SIDES = {"start": _FLAG.AlignLeft, "centre": _FLAG.AlignHCenter, "end": _FLAG.AlignRight}


@dataclass(slots=True)
class Mark:
    """Where a point is: ``box`` is what is seen of it, ``reach`` where a pointer is upon it, ``outline`` its shape."""

    series: int
    place: int
    box: QRectF
    reach: QRectF
    outline: QPainterPath | None = None

    def is_hit(self, position: QPointF) -> bool:
        """Whether a place is on what is seen of it."""
        return self.outline.contains(position) if self.outline is not None else self.box.contains(position)


class Drawing:
    """Kinds of charts draw from left to right; a mirrored drawing turns everything over but the letters."""

    def __init__(self, size: QSizeF, ink: Ink, mirrored: bool = False) -> None:
        self.size, self.ink, self.mirrored = size, ink, mirrored
        self.marks: dict[tuple[int, int], Mark] = {}
        self.items: list[Item] = []
        self._turn = QTransform(-1, 0, 0, 1, size.width(), 0)

    @property
    def box(self) -> QRectF:
        """All the room there is."""
        return QRectF(QPointF(0, 0), self.size)

    # --- what kinds of charts draw ---

    def shape(
        self,
        path: QPainterPath,
        fill: QColor | None = None,
        edge: QColor | None = None,
        width: float = 1.0,
        dash: Sequence[float] = (),
    ) -> None:
        """An outline, filled or edged or both; an empty one is left out."""
        if path.isEmpty():
            return
        pen = QPen(Qt.PenStyle.NoPen)
        if edge is not None:
            pen = QPen(edge, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
            if dash:
                pen.setDashPattern(list(dash))
        brush = QBrush(fill) if fill is not None else QBrush(Qt.BrushStyle.NoBrush)
        self.items.append(Shape(self._turn.map(path) if self.mirrored else path, brush, pen))

    def line(
        self, start: QPointF, end: QPointF, colour: QColor, width: float = 1.0, dash: Sequence[float] = ()
    ) -> None:
        """A straight line."""
        path = QPainterPath(start)
        path.lineTo(end)
        self.shape(path, edge=colour, width=width, dash=dash)

    def chain(self, points: Sequence[QPointF], colour: QColor, width: float, dash: Sequence[float] = ()) -> None:
        """A line through points; a long one in pieces, as the time for one grows with its square."""
        for begin in range(0, max(1, len(points) - 1), _PIECE):
            path = QPainterPath(points[begin])
            for point in points[begin + 1 : begin + _PIECE + 1]:
                path.lineTo(point)
            self.shape(path, edge=colour, width=width, dash=dash)

    def patterned(self, path: QPainterPath, style: Style, box: QRectF | None = None) -> None:
        """A shape in a series' colour and hatch: solid ones are full, others pale with strokes and an edge.

        ``box`` is the shape where it is a rectangle but for its corners: its hatch is found much faster.
        """
        if style.hatch == "solid":
            self.shape(path, style.colour, style.colour, 1.0)
            return
        self.shape(path, self.ink.mixed(style.colour, 0.16))
        if box is not None:
            scale = math.sqrt(self.ink.scale)
            self.shape(box_dots(box, style.hatch, scale), style.colour)
            self.shape(box_strokes(box, style.hatch, scale), edge=style.colour, width=STROKE * scale)
        else:
            self.hatched(path, style.hatch, style.colour)
        self.shape(path, edge=style.colour, width=1.6)

    def hatched(self, path: QPainterPath, hatch: Hatch, colour: QColor) -> None:
        """Strokes or dots within a shape, without its edge."""
        self.shape(hatching(path, hatch, math.sqrt(self.ink.scale)), colour)

    def marker(self, centre: QPointF, style: Style, radius: float) -> None:
        """A series' marker with a rim of the ground, so that it stands apart from lines."""
        self.markers([centre], style, radius)

    def markers(self, centres: Sequence[QPointF], style: Style, radius: float, rim: bool = True) -> None:
        """Many markers of one series."""
        places = [QPointF(self.size.width() - one.x(), one.y()) for one in centres] if self.mirrored else list(centres)
        pen = QPen(self.ink.colour("surface"), 1.4) if rim else QPen(Qt.PenStyle.NoPen)
        self.items.append(Markers(marker(style.marker, QPointF(0, 0), radius), places, QBrush(style.colour), pen))

    def words(
        self,
        text: str,
        box: QRectF,
        align: Align = "start",
        *,
        colour: str | QColor = "ink_soft",
        size: int = 14,
        bold: bool = False,
        wrap: bool = False,
    ) -> None:
        """Words in a box, in the middle of its height; shortened with an ellipsis where they do not fit.

        ``wrap``: in as many lines as the box has room for.
        """
        if not text or box.width() <= 0:
            return
        font = self.ink.font(size, bold)
        room = self._turn.mapRect(box) if self.mirrored else box
        side = _SIDES[align]
        if self.mirrored and align != "centre":
            side = _SIDES["end" if align == "start" else "start"]
        flags = side | _FLAG.AlignVCenter | _FLAG.AlignAbsolute
        lines = max(1, int(box.height() / self.ink.line(size) + 0.1)) if wrap else 1
        shown = fitted(text, QFontMetricsF(font), box.width() + 0.5, lines)
        self.items.append(
            Words(shown, room, flags, self.ink.colour(colour) if isinstance(colour, str) else colour, font)
        )

    def mark(
        self,
        series: int,
        place: int,
        box: QRectF,
        reach: QRectF | None = None,
        outline: QPainterPath | None = None,
    ) -> None:
        """Say where a point is; without a reach it is the box, grown to what a finger can hit."""
        if reach is None:
            grow_x, grow_y = max(0.0, 44 - box.width()) / 2, max(0.0, 44 - box.height()) / 2
            reach = box.adjusted(-grow_x, -grow_y, grow_x, grow_y)
        if self.mirrored:
            box, reach = self._turn.mapRect(box), self._turn.mapRect(reach)
            outline = self._turn.map(outline) if outline is not None else None
        self.marks[series, place] = Mark(series, place, box, reach, outline)

    # --- what is done with it ---

    def paint(self, painter: QPainter) -> None:
        """Paint it all; the painter's origin is the drawing's."""
        # By its own letters: a Latin name among Arabic ones keeps its order, and so does a number with its sign.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        for item in self.items:
            item.paint(painter)

    def at(self, position: QPointF) -> tuple[int, int] | None:
        """The point a pointer is upon: of those it can reach, the nearest."""
        best, found = float("inf"), None
        for key, mark in self.marks.items():
            if mark.reach.contains(position):
                off = mark.box.center() - position
                inside = 0.0 if mark.is_hit(position) else 1e6
                distance = inside + off.x() ** 2 + off.y() ** 2
                if distance < best:
                    best, found = distance, key
        return found
