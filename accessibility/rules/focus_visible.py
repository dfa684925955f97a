"""Rule: the focus can be seen, by comparing pictures with and without it.

The focus is put on each control that Tab stops at, and the control with a margin round it is pictured; then the focus
rests on a point of the window's corner and the same place is pictured again. The pixels that changed by 3:1 or more
must number nearly as many as a line of one pixel all the way round has.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt

from accessibility.audit import Result, Rule, incomplete, passed, violation
from accessibility.page import Page, settle
from accessibility.pixels import changed_by
from accessibility.tab_walk import resting_place, take_away

_AROUND = 8
_LEAST_RATIO = 3.0
_LEAST_SHARE = 1.8
"""Changed pixels for each pixel of width plus height: nearly a line of 1 px all the way round."""


def _check(page: Page) -> Iterator[Result]:
    stops = set(page.tab_walk.stops)
    rest = resting_place(page.window, corner=True)
    try:
        for element in page.interactive:
            if element.widget not in stops:
                continue
            element.widget.setFocus(Qt.FocusReason.TabFocusReason)
            settle(2)
            seen = element.widget.visibleRegion().boundingRect()
            if seen.isEmpty():
                yield incomplete(element, "is out of sight even with the focus")
                continue
            corner = element.widget.mapTo(page.window, element.widget.rect().topLeft())
            around = QRect(corner, element.widget.size()).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
            with_focus = page.picture(1, around)
            rest.setFocus(Qt.FocusReason.OtherFocusReason)
            settle(1)
            changed = changed_by(with_focus, page.picture(1, around), _LEAST_RATIO)
            needed = _LEAST_SHARE * (seen.width() + seen.height())
            if changed >= needed:
                yield passed(element)
            else:
                yield violation(element, f"{changed} pixels change visibly with the focus; {needed:.0f} are needed")
    finally:
        take_away(rest)
        settle(1)


RULE = Rule(
    name="focus-visible",
    criteria=("2.4.7", "1.4.11"),
    what="With the focus, enough pixels change by 3:1 to go round the control.",
    mend="Install the focus frame; a style sheet on the widget itself may have removed the theme's.",
    check=_check,
    limits="Within a list or table the current row is not looked at, only the list as a whole.",
)
