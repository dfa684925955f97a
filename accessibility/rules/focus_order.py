"""Rule: the Tab key goes in the order things are read.

The stops of a real walk with Tab are compared two by two. What is compared is not the two controls but the two parts
of the window that hold them and lie side by side, so that a column may be gone down to its end before the next one
begins. Going on to what lies wholly above, or at the same height wholly before, is a step back.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from accessibility.audit import Result, Rule, passed, violation
from accessibility.page import Page


def _line(widget: QWidget, window: QWidget) -> list[QWidget]:
    """The widget and all that hold it, the outermost first."""
    line = [widget]
    while line[-1] is not window and (parent := line[-1].parentWidget()) is not None:
        line.append(parent)
    return line[::-1]


def _parts(one: QWidget, other: QWidget, window: QWidget) -> tuple[QRect, QRect] | None:
    """Where the two lie within what holds them both; None where one holds the other."""
    for first, second in zip(_line(one, window), _line(other, window), strict=False):
        if first is not second:
            places = [QRect(part.mapTo(window, QPoint(0, 0)), part.size()) for part in (first, second)]
            return places[0], places[1]
    return None


def _back(former: QRect, now: QRect, mirrored: bool) -> bool:
    if mirrored:
        before, beyond = now.left() >= former.right(), now.right() <= former.left()
    else:
        before, beyond = now.right() <= former.left(), now.left() >= former.right()
    above = now.bottom() <= former.top()
    level = now.top() < former.bottom() and former.top() < now.bottom()
    return (above and not beyond) or (level and before)


def _check(page: Page) -> Iterator[Result]:
    for former, now in pairwise(page.tab_walk.stops):
        element = page.by_widget.get(now)
        parts = _parts(former, now, page.window)
        if element is None or parts is None:
            continue
        if _back(*parts, page.mirrored):
            earlier = page.by_widget.get(former)
            name = earlier.spoken if earlier is not None else type(former).__name__
            yield violation(element, f'comes by Tab after "{name}" but stands before it')
        else:
            yield passed(element)


RULE = Rule(
    name="focus-order",
    criteria=("2.4.3", "1.3.2"),
    what="Each Tab goes to what is read next: never up, and never back along a line.",
    mend="Create widgets, or add them to layouts, in reading order, or say it with QWidget.setTabOrder.",
    check=_check,
    limits="Whether a column or a row is read first is not known, so going down a column before the next is let pass.",
)
