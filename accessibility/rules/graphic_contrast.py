"""Rule: icons and the points of charts can be made out.

An icon that stands alone on a button is its label, and what a chart shows is its shapes. The pixels of each are
compared with the background, its commonest colour; enough of them have to stand 3:1 apart to make a line or an edge.
Charts are looked at point by point, as their accessible children say where the points are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton

from accessibility.audit import Result, Rule, incomplete, passed, violation
from accessibility.contrast import NON_TEXT
from accessibility.element import Element
from accessibility.page import Page, Pixels
from accessibility.pixels import changed_by, commonest
from accessibility.text_areas import shows_text

_LEAST = 12
_CORNER = 4


def _seen(pixels: Pixels, behind: int) -> int:
    """How many pixels stand out from the background."""
    plain = np.full_like(pixels, behind)
    return changed_by(pixels, plain, NON_TEXT)


def _points(element: Element, page: Page) -> Iterator[QRect]:
    """Where the points of a chart are in the window."""
    interface = QAccessible.queryAccessibleInterface(element.widget)
    corner = page.window.mapToGlobal(QPoint(0, 0))
    for place in range(interface.childCount()):
        point = interface.child(place)
        if point is not None and not point.rect().isEmpty():
            yield point.rect().translated(-corner)


def _of_chart(element: Element, page: Page) -> Result:
    seen = page.into_sight(element.widget)
    if seen.isEmpty():
        return incomplete(element, "was never in sight")
    behind = commonest(page.picture(1, seen))
    pale = 0
    points = [box for box in _points(element, page) if seen.contains(box.center())]
    for box in points:
        around = box.adjusted(-2, -2, 2, 2).intersected(seen)
        pale += _seen(page.picture(1, around), behind) < min(_LEAST, box.width() * box.height() // 2)
    if not points:
        return incomplete(element, "has no points that assistive technology could find; look at its colours")
    if pale:
        return violation(element, f"{pale} of its {len(points)} points have less than {NON_TEXT:g}:1")
    return passed(element)


def _of_icon(element: Element, page: Page) -> Result:
    seen = page.into_sight(element.widget)
    if seen.isEmpty():
        return incomplete(element, "was never in sight")
    pixels = page.picture(1, seen.adjusted(_CORNER, _CORNER, -_CORNER, -_CORNER))
    found = _seen(pixels, commonest(pixels))
    if found >= _LEAST:
        return passed(element)
    return violation(element, f"{found} pixels of its icon have {NON_TEXT:g}:1, too few to make it out")


def _icon_alone(button: QAbstractButton) -> bool:
    return not button.icon().isNull() and not shows_text(button)


def _check(page: Page) -> Iterator[Result]:
    page.rest()
    for element in page.elements:
        widget = element.widget
        if element.role == QAccessible.Role.Chart:
            yield _of_chart(element, page)
        elif element.enabled and isinstance(widget, QAbstractButton) and _icon_alone(widget):
            yield _of_icon(element, page)


RULE = Rule(
    name="graphic-contrast",
    criteria=("1.4.11",),
    what="Icons that stand alone and the points of charts have 3:1 against what is behind them.",
    mend="Draw them in the theme's ink or accent; give pale areas an outline of 3:1.",
    check=_check,
    limits="Icons beside text add nothing to it and are not looked at; nor are photographs.",
)
