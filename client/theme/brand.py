"""The sign of each app: its glyph in white on the colour of the brand, at every size a system asks for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from client.theme.icons import pixmap
from client.theme.tokens import BRAND, Product

SIZES = (16, 32, 64, 72, 128, 192, 256, 512)
"""Sides in pixels."""
_GLYPHS: dict[Product, str] = {"showroom": "car", "fleet": "policy"}
_GLYPH_SHARE, _ROUNDING = 0.68, 0.2


def sign(product: Product, size: int) -> QPixmap:
    """The sign at one size, with round corners on nothing."""
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(BRAND[product]))
    painter.drawRoundedRect(QRectF(0, 0, size, size), size * _ROUNDING, size * _ROUNDING)
    side = round(size * _GLYPH_SHARE)
    painter.drawPixmap((size - side) // 2, (size - side) // 2, pixmap(_GLYPHS[product], "#ffffff", side))
    painter.end()
    return picture


def app_icon(product: Product) -> QIcon:
    """The sign for a window and its entry in a task bar."""
    made = QIcon()
    for size in SIZES:
        made.addPixmap(sign(product, size))
    return made
