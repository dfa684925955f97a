"""Rule: a table says what its columns are.

In a cell a screen reader speaks the header of its column; a table whose headers are hidden, empty, or only counted
("1", "2"), is a heap of values. Lists have no columns and need none.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCalendarWidget, QHeaderView, QTableView, QTreeView

from accessibility.audit import Result, Rule, passed, violation
from accessibility.page import Page


def _nameless(view: QTableView | QTreeView, header: QHeaderView) -> list[int]:
    """The visible columns without words."""
    model = view.model()
    columns = [place for place in range(header.count()) if not header.isSectionHidden(place)]
    said = {place: str(model.headerData(place, Qt.Orientation.Horizontal) or "").strip() for place in columns}
    return [place for place in columns if not said[place] or said[place] == str(place + 1)]


def _shows_weekdays(view: QTableView | QTreeView) -> bool:
    """Qt's calendar paints the names of the days as the first row of its table."""
    calendar = view.parentWidget()
    return (
        isinstance(calendar, QCalendarWidget)
        and calendar.horizontalHeaderFormat() != QCalendarWidget.HorizontalHeaderFormat.NoHorizontalHeader
    )


def _check(page: Page) -> Iterator[Result]:
    for element in page.elements:
        view = element.widget
        if not isinstance(view, (QTableView, QTreeView)) or view.model() is None:
            continue
        header = view.horizontalHeader() if isinstance(view, QTableView) else view.header()
        columns = header.count() - header.hiddenSectionCount()
        if columns <= 1:
            continue
        if _shows_weekdays(view):
            yield passed(element)
            continue
        if header.isHidden():
            yield violation(element, f"its {columns} columns have no headers in sight")
            continue
        nameless = _nameless(view, header)
        if nameless:
            yield violation(element, f"{len(nameless)} of its {columns} columns have no name")
        else:
            yield passed(element)


RULE = Rule(
    name="table-headers",
    criteria=("1.3.1", "2.4.6"),
    what="Every table of more than one column shows headers, each with words.",
    mend="Return words from headerData of the model, and leave the horizontal header in sight.",
    check=_check,
    limits="Tables made of labels in a grid are not known to be tables.",
)
