"""Inter with TrueType outlines, as PDF needs it, and what it cannot print. Same glyphs as the app's own; OFL beside."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, STRONG = "Inter", "Inter-SemiBold"
_FILES = {REGULAR: "Inter-Regular.ttf", STRONG: "Inter-SemiBold.ttf"}
#: Line breaks are laid out, never drawn.
_UNDRAWN = frozenset("\n\r\t")


@cache
def load() -> None:
    """Make the fonts known to whatever draws; once is enough."""
    folder = Path(__file__).parent
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=STRONG, italic=REGULAR, boldItalic=STRONG)


@cache
def _known() -> frozenset[int]:
    load()
    font = pdfmetrics.getFont(REGULAR)
    assert isinstance(font, TTFont)
    return frozenset(font.face.charToGlyph)


def lacks(text: str) -> bool:
    """Whether some of the text is of a script the font does not have (Arabic, Chinese ...): it would print as boxes."""
    return not text.isascii() and any(ord(sign) not in _known() and sign not in _UNDRAWN for sign in text)


def width(text: str, size: float, strong: bool = False) -> float:
    """How wide a line is, in points."""
    load()
    return float(pdfmetrics.stringWidth(text, STRONG if strong else REGULAR, size))
