"""Rule: in a narrow window nothing has to be scrolled sideways.

The window is made as narrow as the program says it must bear (320 pixels unless told, which is 1280 pixels enlarged
four times), let come to rest, and put back. No scroll area may then scroll sideways, and no control may lie outside.
Tables, which need two dimensions, may.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea

from accessibility.audit import Outcome, Result, Rule, passed, violation
from accessibility.element import elements_in
from accessibility.page import Page
from accessibility.settling import wait_until_quiet

_HIGH = 640
_SLACK = 2


def _narrowed(page: Page) -> Iterator[Result]:
    narrow, window = page.surroundings.narrowest, page.window
    if window.width() > narrow + _SLACK:
        told = f"the window cannot be narrower than {window.width()} pixels; {narrow} are asked for"
        yield Result(Outcome.VIOLATION, told, where=window.windowTitle())
    for element in elements_in(window):
        widget = element.widget
        if isinstance(widget, QScrollArea):
            beyond = widget.horizontalScrollBar().maximum()
            told = f"scrolls {beyond} pixels sideways in a window of {window.width()}"
            yield violation(element, told) if beyond > _SLACK else passed(element)
        elif element.interactive:
            left = widget.mapTo(window, QPoint(0, 0)).x()
            outside = left < -_SLACK or left + widget.width() > window.width() + _SLACK
            if outside and not _scrolls(page, element.widget):
                yield violation(element, f"lies outside a window of {window.width()} pixels")
            elif not outside:
                yield passed(element)


def _scrolls(page: Page, widget: object) -> bool:
    """Whether it lies in a scroll area: then that is what is told, once."""
    return any(area.isAncestorOf(widget) for area in page.window.findChildren(QScrollArea))  # type: ignore[arg-type]


def _check(page: Page) -> Iterator[Result]:
    window = page.window
    if not window.isWindow():
        return
    was = window.size()
    try:
        window.resize(page.surroundings.narrowest, max(_HIGH, min(was.height(), 1280)))
        wait_until_quiet(window, page.surroundings.busy)
        yield from _narrowed(page)
    finally:
        window.resize(was)
        wait_until_quiet(window, page.surroundings.busy)


RULE = Rule(
    name="reflow",
    criteria=("1.4.10", "1.3.4"),
    what="At the narrowest width the program must bear, nothing scrolls sideways or lies outside.",
    mend="Stack columns, wrap text, and let rows of buttons flow on to the next line; lower minimum widths.",
    check=_check,
    limits="The pixels are those of the window: what the system enlarges as a whole is taken off before.",
    reshapes=True,
)
