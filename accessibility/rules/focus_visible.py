"""Rule: the focus can be seen, by comparing pictures with and without it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt

from accessibility.audit import Result, Rule, incomplete, passed, violation
from accessibility.element import Element
from accessibility.page import Page, Pixels, settle
from accessibility.pixels import contrast_between

_AROUND = 8
_LEAST_RATIO = 3.0
_LEAST_SHARE = 1.8
"""Changed pixels for each pixel of width plus height: nearly a line of 1 px all the way round."""


def _crop(page: Page, element: Element) -> Pixels:
    widget = element.widget
    corner = widget.mapTo(page.window, QPoint(0, 0))
    box = QRect(corner, widget.size()).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
    box = box.intersected(page.window.rect())
    return page.picture()[box.top() : box.bottom() + 1, box.left() : box.right() + 1]


def _check(page: Page) -> Iterator[Result]:
    for element in page.interactive:
        if element.widget not in page.tab_walk.stops:
            continue
        element.widget.setFocus(Qt.FocusReason.TabFocusReason)
        settle(3)
        if element.widget.visibleRegion().isEmpty():
            yield incomplete(element, "is out of sight even with the focus")
            continue
        with_focus = _crop(page, element)
        without = page.without_focus(lambda one=element: _crop(page, one))  # type: ignore[misc]
        seen = element.widget.visibleRegion().boundingRect()
        needed = _LEAST_SHARE * (seen.width() + seen.height())
        changed = int(np.count_nonzero(contrast_between(with_focus, without) >= _LEAST_RATIO))
        if changed >= needed:
            yield passed(element)
        else:
            yield violation(element, f"{changed} pixels change visibly with the focus; {needed:.0f} are needed")


RULE = Rule(
    name="focus-visible",
    criteria=("2.4.7", "1.4.11"),
    what="With the focus, enough pixels change by 3:1 to go round the control.",
    mend="Install the focus frame; a style sheet on the widget itself may have removed the theme's.",
    check=_check,
)
