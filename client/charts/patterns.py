"""Hatches and markers as outlines, so that they look alike on screens, in pictures and in SVG."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

from client.charts.ink import Hatch, Marker

_SPACE = 7.0
_DOT = 0.26
STROKE = 1.9
"""How thick the strokes of a hatch are, in pixels at text scale 1."""


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


def box_strokes(box: QRectF, hatch: Hatch, scale: float = 1.0) -> QPainterPath:
    """The strokes of a hatch within a box, as lines to be drawn :data:`STROKE` thick."""
    made, inside = QPainterPath(), box.adjusted(1, 1, -1, -1)
    if inside.isEmpty():
        return made
    space = _SPACE * scale * (1.3 if hatch == "crossed" else 1.0)
    if hatch == "level":
        for number in range(math.ceil(inside.top() / space), math.floor(inside.bottom() / space) + 1):
            made.moveTo(inside.left(), number * space)
            made.lineTo(inside.right(), number * space)
    if hatch in ("rising", "crossed"):
        _slanted(made, inside, space * math.sqrt(2), 1)
    if hatch in ("falling", "crossed"):
        _slanted(made, inside, space * math.sqrt(2), -1)
    return made


def _slanted(made: QPainterPath, box: QRectF, space: float, sign: int) -> None:
    """Lines x + y = k (rising) or x - y = k (falling) as far as they are in the box."""
    ends = sorted((sign * box.top(), sign * box.bottom()))
    for number in range(math.ceil((box.left() + ends[0]) / space), math.floor((box.right() + ends[1]) / space) + 1):
        at = number * space
        left, right = max(box.left(), at - ends[1]), min(box.right(), at - ends[0])
        if right > left:
            made.moveTo(left, sign * (at - left))
            made.lineTo(right, sign * (at - right))


def box_dots(box: QRectF, hatch: Hatch, scale: float = 1.0) -> QPainterPath:
    """The dots of a hatch that are wholly within a box."""
    radius = _SPACE * scale * _DOT + 1
    inside = box.adjusted(radius, radius, -radius, -radius)
    return _dots(inside, _SPACE * scale, inside) if hatch == "dots" and not inside.isEmpty() else QPainterPath()


def _bars(box: QRectF, degrees: float, scale: float) -> QPainterPath:
    """Parallel strokes that cover a box, counted from the origin so that those of neighbours are in line."""
    turn = QTransform().rotate(degrees)
    back, _ = turn.inverted()
    cover = back.mapRect(box)
    space, stroke, made = _SPACE * scale, STROKE * scale, QPainterPath()
    for number in range(math.floor(cover.top() / space), math.ceil(cover.bottom() / space) + 1):
        made.addRect(QRectF(cover.left(), number * space, cover.width(), stroke))
    return turn.map(made)


def _dots(box: QRectF, space: float, within: QRectF | None = None) -> QPainterPath:
    made, radius = QPainterPath(), space * _DOT
    for row in range(math.floor(box.top() / space), math.ceil(box.bottom() / space) + 1):
        shift = space / 2 if row % 2 else 0.0
        for column in range(math.floor(box.left() / space) - 1, math.ceil(box.right() / space) + 1):
            centre = QPointF(column * space + shift, row * space)
            if within is None or within.contains(centre):
                made.addEllipse(centre, radius, radius)
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
