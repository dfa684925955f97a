"""The side view of a vehicle drawn onto paper: the same shapes and paints as on the screen."""

from __future__ import annotations

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from client.theme.silhouette_shapes import GROUND, HEIGHT, SHAPES, WIDTH, Shape
from client.theme.silhouettes import body_style, paint_colour

_DARK, _TYRE, _RIM, _METAL = HexColor("#0e1216"), HexColor("#14181d"), HexColor("#3a424b"), HexColor("#ccd4dc")
_GLASS = (HexColor("#42566b"), HexColor("#22303f"), HexColor("#16202b"))
_LAMP, _TAIL = HexColor("#f2f6fa"), HexColor("#c3202e")
_SPOKES = 5
#: How many numbers follow each verb of a path.
_NUMBERS = {"M": 2, "L": 2, "C": 6, "Z": 0}


def draw_vehicle(canvas: Canvas, body: str, colour: str, x: float, y: float, width: float, height: float) -> None:
    """Draw into a box, lower left corner first, all in points. ``body`` and ``colour`` as records hold them."""
    scale = min(width / WIDTH, height / HEIGHT)
    canvas.saveState()
    canvas.translate(x + (width - WIDTH * scale) / 2, y + (height + HEIGHT * scale) / 2)
    canvas.scale(scale, -scale)  # the shapes count downwards
    _draw(canvas, SHAPES[body_style(body)], paint_colour(colour).name())
    canvas.restoreState()


def _draw(canvas: Canvas, shape: Shape, paint: str) -> None:
    base = HexColor(paint)
    _shadow(canvas, shape)
    for x, radius in shape.wheels:
        _disc(canvas, x, radius, radius + 5.5, _DARK)
    _body(canvas, shape, base)
    _glass(canvas, shape, base)
    _details(canvas, shape, base)
    for x, radius in shape.wheels:
        _disc(canvas, x, radius, radius + 5, _DARK)
        _wheel(canvas, x, radius)


def _path(canvas: Canvas, commands: str) -> PDFPathObject:
    path, words = canvas.beginPath(), commands.split()
    at = 0
    while at < len(words):
        verb = words[at]
        numbers = [float(word) for word in words[at + 1 : at + 1 + _NUMBERS[verb]]]
        at += 1 + len(numbers)
        if verb == "C":
            path.curveTo(*numbers)
        elif verb == "Z":
            path.close()
        else:
            (path.moveTo if verb == "M" else path.lineTo)(*numbers)
    return path


def _shadow(canvas: Canvas, shape: Shape) -> None:
    left, right = shape.wheels[0][0] - 60, shape.wheels[1][0] + 68
    for inset, alpha in ((0, 0.06), (8, 0.08), (16, 0.10)):
        canvas.setFillColor(Color(0.03, 0.05, 0.09, alpha=alpha))
        canvas.ellipse(left + inset, GROUND - 8 + inset / 4, right - inset, GROUND + 8 - inset / 4, stroke=0, fill=1)


def _body(canvas: Canvas, shape: Shape, paint: Color) -> None:
    canvas.saveState()
    canvas.clipPath(_path(canvas, shape.outline), stroke=0, fill=0)
    shades = [_lighter(paint, 0.30), _lighter(paint, 0.10), paint, _darker(paint, 0.35)]
    canvas.linearGradient(0, 28, 0, 140, shades, (0, 0.45, 0.7, 1))
    if shape.cladding:
        for x, radius in shape.wheels:
            _disc(canvas, x, radius, radius + 10, HexColor("#2a3037"))
    canvas.setFillColor(HexColor("#1b2026"))
    canvas.rect(0, 133, WIDTH, 10, stroke=0, fill=1)
    canvas.restoreState()
    canvas.setStrokeColor(_darker(paint, 0.5))
    canvas.setLineWidth(1.2)
    canvas.drawPath(_path(canvas, shape.outline), stroke=1, fill=0)


def _glass(canvas: Canvas, shape: Shape, paint: Color) -> None:
    canvas.saveState()
    canvas.clipPath(_path(canvas, shape.glass), stroke=0, fill=0)
    canvas.linearGradient(40, 30, 300, 100, _GLASS, (0, 0.5, 1))
    canvas.setStrokeColor(_darker(paint, 0.12))
    canvas.setLineWidth(6)
    for sill, roof in shape.pillars:
        canvas.line(sill, shape.belt + 14, roof, 20)
    canvas.restoreState()
    canvas.setStrokeColor(HexColor("#11181f"))
    canvas.setLineWidth(1.4)
    canvas.drawPath(_path(canvas, shape.glass), stroke=1, fill=0)


def _details(canvas: Canvas, shape: Shape, paint: Color) -> None:
    canvas.saveState()
    canvas.clipPath(_path(canvas, shape.outline), stroke=0, fill=0)
    canvas.setStrokeColor(_darker(paint, 0.45))
    canvas.setLineWidth(1.1)
    for x in shape.doors:
        canvas.line(x, shape.belt, x - 2, 130)
    canvas.setLineWidth(2.6)
    canvas.setLineCap(1)
    for x in shape.doors[:-1]:
        canvas.line(x + 10, shape.belt + 10, x + 24, shape.belt + 9.5)
    front, back = shape.wheels[1][0] + 70, shape.wheels[0][0] - 70
    canvas.setFillColor(_LAMP)
    canvas.roundRect(front - 26, shape.belt + 20, 40, 10, 5, stroke=0, fill=1)
    canvas.setFillColor(_TAIL)
    canvas.roundRect(back - 16, shape.belt + 12, 30, 11, 4, stroke=0, fill=1)
    canvas.restoreState()
    mirror = shape.doors[-1] - (4 if shape.open_top else 14)
    canvas.setFillColor(_darker(paint, 0.15))
    canvas.roundRect(mirror, shape.belt - 6, 15, 9, 4, stroke=0, fill=1)


def _wheel(canvas: Canvas, x: float, radius: float) -> None:
    _disc(canvas, x, radius, radius, _TYRE)
    _disc(canvas, x, radius, radius * 0.7, _METAL)
    _disc(canvas, x, radius, radius * 0.62, _RIM)
    canvas.saveState()
    canvas.translate(x, GROUND - radius)
    canvas.setStrokeColor(_METAL)
    canvas.setLineWidth(radius * 0.14)
    for _spoke in range(_SPOKES):
        canvas.line(0, radius * 0.1, 0, radius * 0.62)
        canvas.rotate(360 / _SPOKES)
    canvas.restoreState()
    _disc(canvas, x, radius, radius * 0.15, _METAL)


def _disc(canvas: Canvas, x: float, wheel: float, radius: float, colour: Color) -> None:
    """A disc around the middle of a wheel."""
    canvas.setFillColor(colour)
    canvas.circle(x, GROUND - wheel, radius, stroke=0, fill=1)


def _lighter(colour: Color, share: float) -> Color:
    return Color(*(part + (1 - part) * share for part in (colour.red, colour.green, colour.blue)))


def _darker(colour: Color, share: float) -> Color:
    return Color(*(part * (1 - share) for part in (colour.red, colour.green, colour.blue)))
