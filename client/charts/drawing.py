"""A chart laid out for one size: shapes, words, and where each point is; painted on screens, pictures and SVG alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QTransform

from client.charts.ink import Ink, Style
from client.charts.patterns import hatching, marker

Align = Literal["start", "centre", "end"]
_FLAG = Qt.AlignmentFlag
_SIDES = {"start": _FLAG.AlignLeft, "centre": _FLAG.AlignHCenter, "end": _FLAG.AlignRight}


@dataclass(frozen=True)
class _Shape:
    path: QPainterPath
    brush: QBrush
    pen: QPen


@dataclass(frozen=True)
class Words:
    """Words in a box; ``text`` is as it is painted, shortened where it did not fit."""

    text: str
    box: QRectF
    flags: Qt.AlignmentFlag
    colour: QColor
    font: QFont


@dataclass(frozen=True)
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


def _fitted(text: str, metrics: QFontMetricsF, width: float, most: int) -> str:
    """The text in so many lines at most, the last of them shortened."""
    lines, rest = [""], text.split(" ")
    while rest:
        joined = f"{lines[-1]} {rest[0]}".strip()
        if lines[-1] and len(lines) < most and metrics.horizontalAdvance(joined) > width:
            lines.append("")
            continue
        lines[-1] = joined
        rest.pop(0)
    return "\n".join(metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines)


class Drawing:
    """Kinds of charts draw from left to right; a mirrored drawing turns everything over but the letters."""

    def __init__(self, size: QSizeF, ink: Ink, mirrored: bool = False) -> None:
        self.size, self.ink, self.mirrored = size, ink, mirrored
        self.marks: dict[tuple[int, int], Mark] = {}
        self.items: list[_Shape | Words] = []
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
        """An outline, filled or edged or both."""
        pen = QPen(Qt.PenStyle.NoPen)
        if edge is not None:
            pen = QPen(edge, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
            if dash:
                pen.setDashPattern(list(dash))
        brush = QBrush(fill) if fill is not None else QBrush(Qt.BrushStyle.NoBrush)
        self.items.append(_Shape(self._turn.map(path) if self.mirrored else path, brush, pen))

    def line(
        self, start: QPointF, end: QPointF, colour: QColor, width: float = 1.0, dash: Sequence[float] = ()
    ) -> None:
        """A straight line."""
        path = QPainterPath(start)
        path.lineTo(end)
        self.shape(path, edge=colour, width=width, dash=dash)

    def patterned(self, path: QPainterPath, style: Style) -> None:
        """A shape in a series' colour and hatch: solid ones are full, others pale with strokes and an edge."""
        if style.hatch == "solid":
            self.shape(path, style.colour, style.colour, 1.0)
            return
        self.shape(path, self.ink.mixed(style.colour, 0.16))
        self.shape(hatching(path, style.hatch, math.sqrt(self.ink.scale)), style.colour)
        self.shape(path, edge=style.colour, width=1.6)

    def marker(self, centre: QPointF, style: Style, radius: float) -> None:
        """A series' marker with a rim of the ground, so that it stands apart from lines."""
        self.shape(marker(style.marker, centre, radius), style.colour, self.ink.colour("surface"), 1.4)

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
        shown = _fitted(text, QFontMetricsF(font), box.width() + 0.5, lines)
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
            if isinstance(item, Words):
                painter.setFont(item.font)
                painter.setPen(item.colour)
                painter.drawText(item.box, int(item.flags.value), item.text)
            else:
                painter.setPen(item.pen)
                painter.setBrush(item.brush)
                painter.drawPath(item.path)

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
