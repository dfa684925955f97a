"""Puts a theme on the running application, and changes it while it runs."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication

from accessibility.widgets.appearance import Look, appearance
from accessibility.widgets.focus import install_focus_frame
from accessibility.widgets.on_screen_keyboard import install_keyboard_room
from client.theme import icons
from client.theme.qss import palette, style_sheet
from client.theme.tokens import SPACINGS, TARGET, Mode, Product, Spacing, Tokens, make_tokens

FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"

_worn: list[Tokens] = []
#: Where reading goes from right to left, back is to the right.
_MIRRORED = {"chevron-left": "chevron-right", "chevron-right": "chevron-left"}


@cache
def load_fonts() -> tuple[str, ...]:
    """Make the shipped Inter fonts known to Qt; returns the families found. Needs a QApplication."""
    families: set[str] = set()
    for path in sorted(FONTS.glob("*.otf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families.update(QFontDatabase.applicationFontFamilies(number))
    return tuple(sorted(families))


def apply(
    application: QApplication,
    mode: Mode = "light",
    scale: float = 1.0,
    product: Product = "showroom",
    motion: bool = True,
    spacing: Spacing = "comfortable",
) -> Tokens:
    """Dress the whole application; call again at any time to change mode, text scale or product.

    ``scale`` is the text size, 1.0 to 2.0 in the app's settings; ``motion=False`` stills all movement; ``spacing``
    says how much air is left around things.
    """
    load_fonts()
    tokens = make_tokens(mode, product, scale, motion, spacing)
    if _worn == [tokens] and application.styleSheet():
        return tokens
    if not application.styleSheet():
        application.setStyle("Fusion")
    font = QFont(tokens.type.family)
    font.setPixelSize(tokens.type.body)
    application.setFont(font)
    application.setPalette(palette(tokens))
    colours = asdict(tokens.colours)

    def make_icon(name: str, colour: str, size: int) -> QIcon:
        if QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            name = _MIRRORED.get(name, name)
        return icons.icon(name, colours[colour], colours["disabled_ink"], size)

    _worn[:] = [tokens]
    application.setStyleSheet(style_sheet(tokens))
    install_focus_frame(application)
    install_keyboard_room(application)
    appearance().wear(Look(colours, scale, TARGET, motion, make_icon, SPACINGS[spacing], tokens.motion.calm))
    return tokens


def current() -> Tokens:
    """The tokens worn now; those of the light showroom before :func:`apply` was called."""
    return _worn[0] if _worn else make_tokens()
