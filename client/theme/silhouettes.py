"""Draws a vehicle by body style and colour, for cards that have no photo yet."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QRadialGradient,
)

from accessibility.widgets.appearance import look
from accessibility.widgets.picture import PictureMaker
from client.theme.silhouette_shapes import GROUND, HEIGHT, SHAPES, WIDTH, Shape

_BODY_WORDS: tuple[tuple[str, str], ...] = (
    ("convert", "convertible"), ("cabrio", "convertible"), ("roadster", "convertible"),
    ("spider", "convertible"), ("pickup", "pickup"), ("pick-up", "pickup"), ("truck", "pickup"),
    ("minivan", "mpv"), ("mpv", "mpv"), ("people carrier", "mpv"), ("van", "van"), ("suv", "suv"),
    ("crossover", "suv"), ("4x4", "suv"), ("off-road", "suv"), ("estate", "estate"), ("wagon", "estate"),
    ("touring", "estate"), ("avant", "estate"), ("coup", "coupe"), ("saloon", "saloon"),
    ("sedan", "saloon"), ("limousine", "saloon"), ("hatch", "hatchback"),
)  # fmt: skip

_PAINTS: dict[str, str] = {
    "white": "#eef1f4", "black": "#23272e", "silver": "#b9c1c9", "grey": "#767f89", "gray": "#767f89",
    "graphite": "#4a525b", "anthracite": "#3b424a", "blue": "#2a5ba8", "navy": "#1d3563",
    "red": "#b3232f", "burgundy": "#6e1a2b", "green": "#2c6b4b", "yellow": "#e3b522", "orange": "#d96a1d",
    "brown": "#6a4a35", "bronze": "#8a6a45", "beige": "#cdbf9f", "gold": "#b99a4e", "purple": "#5a3f86",
    "pink": "#cf6f93", "turquoise": "#238a93",
}  # fmt: skip

_UNKNOWN_PAINT = "#7389a5"


def body_style(words: str) -> str:
    """The drawn style for what a record calls its body; a hatchback where nothing is recognised."""
    plain = words.lower()
    return next((style for part, style in _BODY_WORDS if part in plain), "hatchback")


def paint_colour(words: str) -> QColor:
    """The paint for a colour's name or ``#rrggbb``; "pearl white" and "Brilliant Blue" are understood."""
    plain = words.strip().lower()
    if plain.startswith("#") and QColor(plain).isValid():
        return QColor(plain)
    found = [name for name in _PAINTS if name in plain]
    base = QColor(_PAINTS[found[-1]] if found else _UNKNOWN_PAINT)
    if "dark" in plain or "deep" in plain:
        return base.darker(150)
    return base.lighter(125) if "light" in plain else base


def _path(commands: str) -> QPainterPath:
    path, words = QPainterPath(), commands.split()
    place = 0
    while place < len(words):
        command, place = words[place], place + 1
        count = {"M": 2, "L": 2, "C": 6, "Z": 0}[command]
        numbers = [float(word) for word in words[place : place + count]]
        place += count
        if command == "M":
            path.moveTo(*numbers)
        elif command == "L":
            path.lineTo(*numbers)
        elif command == "C":
            path.cubicTo(*numbers)
        else:
            path.closeSubpath()
    return path


def _circle(x: float, y: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def _round_pen(colour: QColor, width: float) -> QPen:
    return QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)


def _draw_shadow(painter: QPainter, shape: Shape) -> None:
    box = _path(shape.outline).boundingRect()
    centre = QPointF(box.center().x(), GROUND - 1)
    gradient = QRadialGradient(QPointF(0, 0), 1.0)
    for stop, alpha in ((0.0, 120), (0.55, 80), (0.8, 30), (1.0, 0)):
        gradient.setColorAt(stop, QColor(8, 14, 24, alpha))
    painter.save()
    painter.translate(centre)
    painter.scale(box.width() * 0.56, 11)
    painter.fillRect(QRectF(-1, -1, 2, 2), QBrush(gradient))
    painter.restore()


def _draw_body(painter: QPainter, shape: Shape, paint: QColor) -> QPainterPath:
    body = _path(shape.outline)
    for x, radius in shape.wheels:
        body = body.subtracted(_circle(x, GROUND - radius, radius + 5))
    box = body.boundingRect()
    gradient = QLinearGradient(0, box.top(), 0, box.bottom())
    shoulder = (shape.belt - box.top()) / box.height()
    gradient.setColorAt(0.0, paint.lighter(128))
    gradient.setColorAt(max(0.05, shoulder - 0.05), paint.lighter(106))
    gradient.setColorAt(min(0.95, shoulder + 0.06), paint.lighter(122))
    gradient.setColorAt(min(0.97, shoulder + 0.3), paint)
    gradient.setColorAt(1.0, paint.darker(165))
    painter.setPen(QPen(paint.darker(190), 1.3))
    painter.setBrush(gradient)
    painter.drawPath(body)
    return body


def _draw_glass(painter: QPainter, shape: Shape, paint: QColor) -> None:
    glass = _path(shape.glass)
    box = glass.boundingRect()
    gradient = QLinearGradient(box.topLeft(), box.bottomRight())
    gradient.setColorAt(0.0, QColor("#42566b"))
    gradient.setColorAt(0.5, QColor("#22303f"))
    gradient.setColorAt(1.0, QColor("#16202b"))
    painter.setPen(QPen(QColor("#11181f"), 1.6))
    painter.setBrush(gradient)
    painter.drawPath(glass)
    painter.save()
    painter.setClipPath(glass)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 38))
    lean = box.height() * 0.6
    for start, width in ((0.22, 0.10), (0.36, 0.03), (0.70, 0.08)):
        left = box.left() + box.width() * start
        glare = QPainterPath(QPointF(left + lean, box.top()))
        glare.lineTo(left + lean + box.width() * width, box.top())
        glare.lineTo(left + box.width() * width, box.bottom())
        glare.lineTo(left, box.bottom())
        painter.drawPath(glare)
    painter.setPen(QPen(paint.darker(115), 6))
    for sill, roof in shape.pillars:
        painter.drawLine(QLineF(sill, box.bottom() + 2, roof, box.top() - 2))
    painter.restore()


def _draw_details(painter: QPainter, shape: Shape, body: QPainterPath, paint: QColor) -> None:
    box = body.boundingRect()
    painter.save()
    painter.setClipPath(body)
    painter.fillRect(QRectF(box.left(), box.bottom() - 7, box.width(), 8), QColor("#1b2026"))
    if shape.cladding:
        painter.setPen(QPen(QColor("#2a3037"), 6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, radius in shape.wheels:
            painter.drawEllipse(QPointF(x, GROUND - radius), radius + 7, radius + 7)
    lamp = QLinearGradient(box.right() - 34, 0, box.right(), 0)
    lamp.setColorAt(0, QColor("#cfd9e3"))
    lamp.setColorAt(1, QColor("#ffffff"))
    painter.setPen(QPen(QColor(20, 26, 34, 150), 1))
    painter.setBrush(lamp)
    painter.drawRoundedRect(QRectF(box.right() - 27, shape.belt + 20, 34, 10), 5, 5)
    painter.setBrush(QColor("#c3202e"))
    painter.drawRoundedRect(QRectF(box.left() - 8, shape.belt + 12, 24, 11), 4, 4)
    painter.setPen(QPen(QColor(255, 255, 255, 70), 1.4))
    middle = shape.belt + 17
    painter.drawLine(QLineF(box.left() + 26, middle + 3, box.right() - 40, middle))
    painter.setPen(QPen(paint.darker(175), 1.1))
    for x in shape.doors:
        painter.drawLine(QLineF(x, shape.belt, x - 2, box.bottom() - 12))
    painter.setPen(_round_pen(paint.darker(190), 3))
    for x in shape.doors[:-1]:
        painter.drawLine(QLineF(x + 10, shape.belt + 10, x + 24, shape.belt + 9.5))
    painter.restore()
    mirror = shape.doors[-1] - (4 if shape.open_top else 14)
    painter.setPen(QPen(paint.darker(200), 1))
    painter.setBrush(paint.darker(110))
    painter.drawRoundedRect(QRectF(mirror, shape.belt - 6, 15, 9), 4, 4)


def _draw_wheel(painter: QPainter, x: float, radius: float) -> None:
    y = GROUND - radius
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#14181d"))
    painter.drawEllipse(QPointF(x, y), radius, radius)
    rim = radius * 0.68
    shine = QLinearGradient(x - rim, y - rim, x + rim, y + rim)
    shine.setColorAt(0, QColor("#eef2f6"))
    shine.setColorAt(1, QColor("#8e99a5"))
    painter.setBrush(QColor("#3a424b"))
    painter.drawEllipse(QPointF(x, y), rim, rim)
    painter.setPen(QPen(QBrush(shine), radius * 0.1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(x, y), rim - 1, rim - 1)
    painter.save()
    painter.translate(x, y)
    painter.rotate(-90)
    for _spoke in range(5):
        painter.setPen(_round_pen(QColor("#ccd4dc"), radius * 0.15))
        painter.drawLine(QLineF(radius * 0.12, 0, rim - 2, 0))
        painter.rotate(72)
    painter.restore()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#8e99a5"))
    painter.drawEllipse(QPointF(x, y), radius * 0.15, radius * 0.15)


def _draw_seats(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#20262d"))
    for x in (168, 200):
        painter.drawRoundedRect(QRectF(x, 70, 15, 26), 6, 6)
    painter.setPen(_round_pen(QColor("#20262d"), 3))
    painter.drawLine(QLineF(228, 90, 236, 80))


def draw(painter: QPainter, style: str, paint: QColor) -> None:
    """Draw one vehicle on a 400 by 180 surface."""
    shape = SHAPES[style]
    _draw_shadow(painter, shape)
    for x, radius in shape.wheels:  # the dark of the wheel arch behind each wheel
        painter.fillPath(_circle(x, GROUND - radius, radius + 5.5), QColor("#0e1216"))
    if shape.open_top:
        _draw_seats(painter)
    body = _draw_body(painter, shape, paint)
    _draw_glass(painter, shape, paint)
    _draw_details(painter, shape, body, paint)
    for x, radius in shape.wheels:
        _draw_wheel(painter, x, radius)


@lru_cache(maxsize=256)
def _made(style: str, paint: str, width: int, height: int, ratio: float, sky: str, floor: str) -> QPixmap:
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    picture.setDevicePixelRatio(ratio)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = min(width * 0.94 / WIDTH, height * 0.94 / HEIGHT)
    left, top = (width - WIDTH * scale) / 2, (height - HEIGHT * scale) / 2
    if sky:
        room = QLinearGradient(0, 0, 0, height)
        line = (top + (GROUND - 14) * scale) / height
        room.setColorAt(0, QColor(sky))
        room.setColorAt(line, QColor(sky).lighter(103))
        room.setColorAt(min(line + 0.01, 1.0), QColor(floor))
        room.setColorAt(1, QColor(floor).lighter(106))
        painter.fillRect(0, 0, width, height, room)
    painter.translate(left, top)
    painter.scale(scale, scale)
    draw(painter, style, QColor(paint))
    painter.end()
    return picture


def silhouette(
    body: str, colour: str, size: QSize, ratio: float = 1.0, backdrop: tuple[str, str] | None = None
) -> QPixmap:
    """A vehicle as a picture of ``size`` logical pixels at a device pixel ratio.

    ``body`` and ``colour`` are words as records hold them. ``backdrop`` is (wall, floor) as ``#rrggbb``;
    without it the picture is transparent. Pictures are kept, so asking again costs nothing.
    """
    wall, floor = backdrop or ("", "")
    return _made(
        body_style(body), paint_colour(colour).name(), max(1, size.width()), max(1, size.height()),
        ratio, wall, floor,
    )  # fmt: skip


def vehicle_picture(body: str, colour: str) -> PictureMaker:
    """For ``accessibility.widgets.Picture``: the vehicle before a wall and floor in the theme's colours."""

    def make(size: QSize, ratio: float) -> QPixmap:
        here = look().colours
        return silhouette(body, colour, size, ratio, (here["wall"], here["floor"]))

    return make
