"""What charts are drawn with: the theme's colours and font, and for each series a colour, a hatch, dashes, a marker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from client.theme import Mode, Tokens

Hatch = Literal["solid", "rising", "dots", "falling", "crossed", "level"]
Marker = Literal["circle", "square", "triangle", "diamond", "cross", "star"]

#: Each stands 3:1 from every surface of its mode; neighbours differ in lightness as well as in hue.
_COLOURS: dict[Mode, tuple[str, ...]] = {
    "light": ("#1e40af", "#c2410c", "#0f766e", "#86198f", "#57534e", "#be185d"),
    "dark": ("#93b4ff", "#fdba74", "#5eead4", "#e9a8ff", "#d6d3d1", "#ff9fc4"),
    "contrast": ("#7fe3ff", "#ffe066", "#7dffb2", "#f0b3ff", "#ffffff", "#ffb0b0"),
}
_HATCHES: tuple[Hatch, ...] = ("solid", "rising", "dots", "falling", "level", "crossed")
_MARKERS: tuple[Marker, ...] = ("circle", "square", "triangle", "diamond", "cross", "star")
#: In widths of the pen; the first is unbroken.
_DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2.5), (1.5, 2), (7, 2, 1.5, 2), (3, 3), (9, 3))


@dataclass(frozen=True)
class Style:
    """How one series is told from the others, with and without colour."""

    colour: QColor
    hatch: Hatch
    dash: tuple[float, ...]
    marker: Marker


@dataclass(frozen=True)
class Ink:
    """Colours by their names in the tokens, and fonts; sizes grow with the text."""

    colours: Mapping[str, str]
    mode: Mode
    scale: float
    family: str

    def colour(self, name: str) -> QColor:
        """A colour of the theme. Raises KeyError for an unknown name."""
        return QColor(self.colours[name])

    @property
    def grid(self) -> QColor:
        """Lines that only guide the eye; in high contrast the theme's own would drown the data."""
        return self.mixed(self.colour("line"), 0.4) if self.mode == "contrast" else self.colour("line_soft")

    def px(self, size: float) -> float:
        """A length that grows with the text, in pixels."""
        return size * self.scale

    def font(self, size: int = 14, bold: bool = False) -> QFont:
        """The theme's font, ``size`` pixels at text scale 1."""
        font = QFont(self.family)
        font.setPixelSize(round(size * self.scale))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def width(self, text: str, size: int = 14, bold: bool = False) -> float:
        """How wide words are, in pixels."""
        return QFontMetricsF(self.font(size, bold)).horizontalAdvance(text)

    def line(self, size: int = 14) -> float:
        """Height of a line of words, in pixels."""
        return QFontMetricsF(self.font(size)).height()

    def style(self, number: int) -> Style:
        """How the series of that number looks; after the sixth, colours and patterns pair anew."""
        colours = _COLOURS[self.mode]
        turned = number + number // len(colours)
        return Style(
            QColor(colours[number % len(colours)]),
            _HATCHES[turned % len(_HATCHES)],
            _DASHES[turned % len(_DASHES)],
            _MARKERS[turned % len(_MARKERS)],
        )

    def mixed(self, colour: QColor, share: float, ground: str = "surface") -> QColor:
        """``share`` of a colour upon a ground, without transparency."""
        under = self.colour(ground)
        parts = (
            round(one * share + other * (1 - share))
            for one, other in (
                (colour.red(), under.red()),
                (colour.green(), under.green()),
                (colour.blue(), under.blue()),
            )
        )
        return QColor(*parts)


def ink_of(tokens: Tokens) -> Ink:
    """The ink of a theme."""
    return Ink(asdict(tokens.colours), tokens.mode, tokens.scale, tokens.type.family)
