"""Text that Python code paints by itself: noted, word by word, while a window is rendered."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

_SEEN = 255


@dataclass(frozen=True)
class DrawnText:
    """A piece of text painted by hand: on which widget, where in the picture (its own pixels), colour and font."""

    widget: QWidget
    text: str
    box: QRect
    colour: int
    font: QFont


def _extent(painter: QPainter, given: tuple[Any, ...]) -> tuple[str, QRectF]:
    """The words and where they come to stand, in the painter's own measure."""
    words = next((part for part in given if isinstance(part, str)), "")
    first = given[0]
    if isinstance(first, (QRect, QRectF)):
        flags = next((part for part in given[1:] if isinstance(part, (int, Qt.AlignmentFlag, Qt.TextFlag))), 0)
        value = flags if isinstance(flags, int) else flags.value
        return words, QRectF(painter.boundingRect(QRectF(first), value, words))
    tight = QFontMetricsF(painter.font()).tightBoundingRect(words)
    if isinstance(first, (QPoint, QPointF)):
        return words, tight.translated(QPointF(first))
    if len(given) >= 6:
        return words, QRectF(*given[:4])
    return words, tight.translated(QPointF(given[0], given[1]))


def _sharpness(painter: QPainter) -> int:
    """Pixels of the picture for each of the widget's."""
    own = painter.worldTransform().determinant()
    return round(math.sqrt(abs(painter.deviceTransform().determinant() / own))) if own else 0


def _in_sight(widget: QWidget, painter: QPainter, extent: QRectF) -> bool:
    place = painter.worldTransform().mapRect(extent).toAlignedRect().intersected(widget.rect())
    return widget.visibleRegion().boundingRect().contains(place)


@contextmanager
def noted(sharpness: int) -> Iterator[list[DrawnText]]:
    """Within it, every ``QPainter.drawText`` called from Python upon a widget is noted in the list.

    Only pictures of that sharpness count: the screen itself may be painted in between.
    """
    found: list[DrawnText] = []
    plain = QPainter.drawText

    def drawn(painter: QPainter, *given: Any) -> Any:
        device = painter.device()
        pen = painter.pen().color()
        if isinstance(device, QWidget) and pen.alpha() == _SEEN and painter.opacity() >= 1.0:
            words, extent = _extent(painter, given)
            box = painter.deviceTransform().mapRect(extent).toAlignedRect()
            # What is out of sight in a scroll area is painted nowhere: its place shows something else.
            if words.strip() and _sharpness(painter) == sharpness and _in_sight(device, painter, extent):
                found.append(DrawnText(device, words, box, pen.rgb() & 0xFFFFFF, QFont(painter.font())))
        return plain(painter, *given)

    QPainter.drawText = drawn  # type: ignore[method-assign,assignment]
    try:
        yield found
    finally:
        QPainter.drawText = plain  # type: ignore[method-assign]
