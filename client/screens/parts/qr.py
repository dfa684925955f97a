"""A text as a picture that a camera reads."""

from __future__ import annotations

import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPixmap

_MODULE_PX = 6


def qr_picture(text: str) -> QPixmap:
    """The text as a QR code, with the quiet zone that cameras need; black on white in every theme."""
    rows = [list(row) for row in segno.make(text, error="m").matrix_iter(border=4)]
    image = QImage(len(rows), len(rows), QImage.Format.Format_RGB32)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            image.setPixelColor(x, y, QColor("#000000" if dark else "#ffffff"))
    side = len(rows) * _MODULE_PX
    return QPixmap.fromImage(image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
