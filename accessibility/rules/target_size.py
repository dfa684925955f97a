"""Rule: whatever is pressed is at least 44 by 44 pixels.

A finger, a trembling hand or a head pointer needs room. The size is that of the widget as it is shown, since a style
sheet can undo what setFixedSize asked for; of lists the height of a row, of tab bars each tab. Disabled controls and
those that let the pointer through are exempt.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListView, QTabBar, QTableView, QTreeView

from accessibility.audit import Result, Rule, passed, violation
from accessibility.element import Element
from accessibility.page import Page

LEAST = 44


def _rows(view: QAbstractItemView) -> int | None:
    """Height of the first row in pixels; None where there is no row."""
    model = view.model()
    if model is None or model.rowCount(view.rootIndex()) == 0:
        return None
    if isinstance(view, QTableView):
        return view.rowHeight(0)
    if isinstance(view, (QListView, QTreeView)):
        return view.visualRect(model.index(0, 0, view.rootIndex())).height()
    return None


def _too_small(element: Element) -> str:
    widget = element.widget
    if isinstance(widget, QTabBar):
        sizes = [widget.tabRect(place).size() for place in range(widget.count())]
        small = [size for size in sizes if size.height() < LEAST or size.width() < LEAST]
        return f"a tab is {small[0].width()} x {small[0].height()} pixels" if small else ""
    if isinstance(widget, QAbstractItemView):
        height = _rows(widget)
        return f"its rows are {height} pixels high" if height is not None and height < LEAST else ""
    size = element.rect.size()
    if size.width() < LEAST or size.height() < LEAST:
        return f"is {size.width()} x {size.height()} pixels"
    return ""


def _check(page: Page) -> Iterator[Result]:
    for element in page.interactive:
        if element.widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents):
            continue
        problem = _too_small(element)
        yield violation(element, problem) if problem else passed(element)


RULE = Rule(
    name="target-size",
    criteria=("2.5.5",),
    what="Every control, row and tab is at least 44 by 44 pixels, measured as it is shown.",
    mend="Raise min-height in the style sheet: it is the content box, so border and padding add to it.",
    check=_check,
)
