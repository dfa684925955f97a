"""Rule: text at 200 % is all there.

The program's own way of enlarging text is used where it told one (``Surroundings.enlarge``); otherwise the font of the
application is doubled. Text that did not grow is found, and so is text that the larger size cut off. Afterwards
everything is put back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from accessibility.audit import Result, Rule, passed, violation
from accessibility.element import elements_in
from accessibility.page import Page
from accessibility.rules.clipped_text import problem
from accessibility.settling import wait_until_quiet

_LARGE = 2.0
_LEAST = 1.7


def _by_font(window: QWidget) -> Callable[[float], None]:
    """Enlarges by the font of the application, the only way every Qt program has."""
    application = QApplication.instance()
    usual = QFont(QApplication.font())

    def enlarge(scale: float) -> None:
        font = QFont(usual)
        if font.pointSizeF() > 0:
            font.setPointSizeF(usual.pointSizeF() * scale)
        else:
            font.setPixelSize(round(usual.pixelSize() * scale))
        if isinstance(application, QApplication):
            application.setFont(font)

    return enlarge


def _sizes(window: QWidget) -> dict[QWidget, int]:
    return {one: QFontInfo(one.font()).pixelSize() for one in window.findChildren(QLabel) if one.isVisible()}


def _check(page: Page) -> Iterator[Result]:
    window, busy = page.window, page.surroundings.busy
    enlarge = page.surroundings.enlarge or _by_font(window)
    before, was = _sizes(window), window.size()
    try:
        enlarge(_LARGE)
        window.resize(was)
        wait_until_quiet(window, busy)
        for element in elements_in(window):
            widget = element.widget
            former = before.get(widget)
            grown = QFontInfo(widget.font()).pixelSize() / former if former else _LARGE
            cut = problem(element)
            if isinstance(widget, QLabel) and widget.text() and grown < _LEAST:
                yield violation(element, f"its text grew {grown:.1f} times when it should have doubled")
            elif cut:
                yield violation(element, f"at 200 % it {cut}")
            elif cut is not None:
                yield passed(element)
    finally:
        enlarge(1.0)
        window.resize(was)
        wait_until_quiet(window, busy)


RULE = Rule(
    name="text-resize",
    criteria=("1.4.4", "1.4.12"),
    what="Text grows to twice its size, and none of it is cut off then.",
    mend="Take sizes from the font or a scale, not fixed pixels; let text wrap and containers grow.",
    check=_check,
    limits="A program that keeps its own scale has to tell how to set it.",
    reshapes=True,
)
