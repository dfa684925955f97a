"""What a drawing is made of: shapes, markers and words, each of which paints itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

#: From so many markers on each is a copy of one small picture.
_MANY = 60


class Item(Protocol):
    """One thing on a drawing."""

    def paint(self, painter: QPainter) -> None:
        """Paint it; pen and brush are its own business."""


def _is_vector(painter: QPainter) -> bool:
    """Whether the painter makes a drawing, in which there should be no pixels."""
    return painter.paintEngine().type() == QPaintEngine.Type.SVG


@dataclass(frozen=True)
class Shape:
    """An outline, filled or edged or both."""

    path: QPainterPath
    brush: QBrush
    pen: QPen

    def paint(self, painter: QPainter) -> None:
        """The outline."""
        painter.setPen(self.pen)
        painter.setBrush(self.brush)
        painter.drawPath(self.path)


@dataclass(frozen=True)
class Markers:
    """The same marker at many places."""

    path: QPainterPath
    places: Sequence[QPointF]
    brush: QBrush
    pen: QPen

    def paint(self, painter: QPainter) -> None:
        """As outlines; very many of them as copies of a picture, which takes a hundredth of the time."""
        if len(self.places) >= _MANY and not _is_vector(painter):
            picture, corner = self._picture(painter)
            for place in self.places:
                painter.drawPixmap(place - corner, picture)
            return
        painter.setPen(self.pen)
        painter.setBrush(self.brush)
        for place in self.places:
            painter.drawPath(self.path.translated(place))

    def _picture(self, painter: QPainter) -> tuple[QPixmap, QPointF]:
        """The marker as sharp as the painter paints, and where its middle is."""
        sharpness = max(1.0, math.sqrt(abs(painter.deviceTransform().determinant())))
        half = math.ceil(self.path.boundingRect().width() / 2 + 2)
        picture = QPixmap(round(2 * half * sharpness), round(2 * half * sharpness))
        picture.setDevicePixelRatio(sharpness)
        picture.fill(Qt.GlobalColor.transparent)
        inside = QPainter(picture)
        inside.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside.setPen(self.pen)
        inside.setBrush(self.brush)
        inside.drawPath(self.path.translated(half, half))
        inside.end()
        return picture, QPointF(half, half)


@dataclass(frozen=True)
class Words:
    """Words in a box; ``text`` is as it is painted, shortened where it did not fit."""

    text: str
    box: QRectF
    flags: Qt.AlignmentFlag
    colour: QColor
    font: QFont

    def paint(self, painter: QPainter) -> None:
        """The words."""
        painter.setFont(self.font)
        painter.setPen(self.colour)
        painter.drawText(self.box, int(self.flags.value), self.text)


def fitted(text: str, metrics: QFontMetricsF, width: float, most: int) -> str:
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
