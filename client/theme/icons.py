"""Icons recoloured from tokens, sharp at any pixel ratio, and the arrow pictures style sheets need."""

from __future__ import annotations

import tempfile
from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from client.theme.icon_shapes import SHAPES

#: A pixel ratio no machine is far from: what a screen plugged in later is served with.
_USUAL_RATIO = 2.0


def svg(name: str, colour: str, weight: float = 2.0) -> bytes:
    """The icon as a stand-alone SVG document. Raises KeyError for a name the family does not have."""
    shape = SHAPES[name].replace("currentColor", colour)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">'
        f'<g fill="none" stroke="{colour}" stroke-width="{weight}" stroke-linecap="round" '
        f'stroke-linejoin="round">{shape}</g></svg>'
    ).encode()


@lru_cache(maxsize=1024)
def pixmap(name: str, colour: str, size: int, pixel_ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of ``size`` logical pixels."""
    drawn = QSvgRenderer(QByteArray(svg(name, colour)))  # may raise: before a painter is open
    side = round(size * pixel_ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawn.render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(pixel_ratio)
    return picture


@lru_cache(maxsize=512)
def icon(name: str, colour: str, disabled: str, size: int) -> QIcon:
    """A QIcon with its disabled form, at the pixel ratios of the screens there are."""
    made = QIcon()
    for ratio in sorted({1.0, _USUAL_RATIO, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}):
        made.addPixmap(pixmap(name, colour, size, ratio), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, colour, size, ratio), QIcon.Mode.Selected)
        made.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made


@cache
def _arrow_folder() -> tempfile.TemporaryDirectory[str]:
    # A style sheet can name a picture only by file, and the file's colour follows the theme.
    return tempfile.TemporaryDirectory(prefix="forecourt-look-")


def sheet_picture(name: str, colour: str, weight: float = 2.0) -> str:
    """Path, with forward slashes, of the icon written as an SVG file for ``url()`` in a style sheet."""
    path = Path(_arrow_folder().name) / f"{name}-{colour.lstrip('#')}-{weight}.svg"
    if not path.exists():
        path.write_bytes(svg(name, colour, weight))
    return path.as_posix()
