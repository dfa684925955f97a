"""Hatches and markers as outlines, so that they look alike on screens, in pictures and in SVG."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

from client.charts.ink import Hatch, Marker

_SPACE = 7.0
_STROKE = 1.9


def hatching(shape: QPainterPath, hatch: Hatch, scale: float = 1.0) -> QPainterPath:
    """The strokes or dots of a hatch that lie within a shape; empty for a solid one."""
    if hatch == "solid" or shape.isEmpty():
        return QPainterPath()
    return _strokes(shape.boundingRect(), hatch, scale).intersected(shape)


def _strokes(box: QRectF, hatch: Hatch, scale: float) -> QPainterPath:
    if hatch == "dots":
        return _dots(box, _SPACE * scale)
    if hatch == "crossed":
        made = _bars(box, 45, scale * 1.3)
        return made.united(_bars(box, -45, scale * 1.3))
    return _bars(box, {"rising": -45, "falling": 45, "level": 0}[hatch], scale)


def _bars(box: QRectF, degrees: float, scale: float) -> QPainterPath:
    """Parallel strokes that cover a box, counted from the origin so that those of neighbours are in line."""
    turn = QTransform().rotate(degrees)
    back, _ = turn.inverted()
    cover = back.mapRect(box)
    space, stroke, made = _SPACE * scale, _STROKE * scale, QPainterPath()
    for number in range(math.floor(cover.top() / space), math.ceil(cover.bottom() / space) + 1):
        made.addRect(QRectF(cover.left(), number * space, cover.width(), stroke))
    return turn.map(made)


def _dots(box: QRectF, space: float) -> QPainterPath:
    made, radius = QPainterPath(), space * 0.26
    for row in range(math.floor(box.top() / space), math.ceil(box.bottom() / space) + 1):
        shift = space / 2 if row % 2 else 0.0
        for column in range(math.floor(box.left() / space) - 1, math.ceil(box.right() / space) + 1):
            made.addEllipse(QPointF(column * space + shift, row * space), radius, radius)
    return made


def marker(kind: Marker, centre: QPointF, radius: float) -> QPainterPath:
    """A marker of a point; all kinds look about equally large."""
    made = QPainterPath()
    if kind == "circle":
        made.addEllipse(centre, radius, radius)
    elif kind == "square":
        side = radius * 0.88
        made.addRect(QRectF(centre.x() - side, centre.y() - side, 2 * side, 2 * side))
    else:
        made.addPolygon(QPolygonF([centre + corner * radius for corner in _CORNERS[kind]]))
        made.closeSubpath()
    return made


def _round(*spokes: tuple[float, float]) -> list[QPointF]:
    """Corners from (degrees from the top, length)."""
    return [QPointF(math.sin(math.radians(a)) * r, -math.cos(math.radians(a)) * r) for a, r in spokes]


def _cross() -> list[QPointF]:
    arm, half = 1.15, 0.38
    quarter = [QPointF(-half, -half), QPointF(-half, -arm), QPointF(half, -arm)]
    return [QTransform().rotate(90 * turn).map(corner) for turn in range(4) for corner in quarter]


_CORNERS: dict[Marker, list[QPointF]] = {
    "triangle": _round((0, 1.25), (120, 1.25), (240, 1.25)),
    "diamond": _round((0, 1.25), (90, 1.25), (180, 1.25), (270, 1.25)),
    "cross": _cross(),
    "star": _round(*((36.0 * turn, 1.3 if turn % 2 == 0 else 0.58) for turn in range(10))),
}
