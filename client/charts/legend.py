"""Which pattern is which series: swatches with names, for charts whose series cannot be named where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from client.charts.drawing import Drawing
from client.charts.ink import Style

Swatch = Literal["field", "line", "marker"]
_GAP = 8.0
_APART = 20.0


def legend(drawing: Drawing, box: QRectF, names: Sequence[str], swatch: Swatch) -> QRectF:
    """Names in rows along the top of a box; returns the room that is left beneath."""
    ink = drawing.ink
    line, width = ink.line() + 6, _wide(drawing, swatch)
    left, top = box.left(), box.top()
    for number, name in enumerate(names):
        taken = min(width + _GAP + ink.width(name), box.width())
        if left + taken > box.right() + 1 and left > box.left():
            left, top = box.left(), top + line
        draw_swatch(drawing, QRectF(left, top, width, line), ink.style(number), swatch)
        drawing.words(name, QRectF(left + width + _GAP, top, taken - width - _GAP + 1, line), colour="ink")
        left += taken + _APART
    return QRectF(box.left(), top + line + _GAP, box.width(), box.bottom() - top - line - _GAP)


def _wide(drawing: Drawing, swatch: Swatch) -> float:
    return drawing.ink.px({"field": 18, "line": 34, "marker": 14}[swatch])


def draw_swatch(drawing: Drawing, box: QRectF, style: Style, swatch: Swatch) -> None:
    """One sample of how a series looks."""
    centre, ink = box.center(), drawing.ink
    if swatch == "field":
        side = ink.px(16)
        path = QPainterPath()
        square = QRectF(box.left(), centre.y() - side / 2, side, side)
        path.addRoundedRect(square, 3, 3)
        drawing.patterned(path, style)
        return
    if swatch == "line":
        ends = QPointF(box.left(), centre.y()), QPointF(box.right(), centre.y())
        drawing.line(*ends, style.colour, 2.4, style.dash)
    drawing.marker(centre, style, ink.px(5))
