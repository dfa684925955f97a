"""Rule: choices that belong together are told as one group with a name.

"Yes" and "No" mean nothing without the question. Radio buttons that exclude each other must lie in a widget with an
accessible name or title (a group box, or a widget of role Grouping) or be described by one.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QGroupBox, QWidget

from accessibility.audit import Result, Rule, passed, violation
from accessibility.page import Page


def _named_holder(widget: QWidget, window: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if parent.accessibleName() or (isinstance(parent, QGroupBox) and parent.title()):
            return True
        parent = parent.parentWidget()
    return False


def _check(page: Page) -> Iterator[Result]:
    for element in page.interactive:
        if element.role != QAccessible.Role.RadioButton:
            continue
        if _named_holder(element.widget, page.window) or element.description:
            yield passed(element)
        else:
            yield violation(element, f'"{element.spoken}" is one of several choices of nothing: no group has a name')


RULE = Rule(
    name="group-names",
    criteria=("1.3.1", "3.3.2"),
    what="Radio buttons lie in a group that has a name.",
    mend="Put them into a QGroupBox with a title, or give the widget that holds them an accessible name.",
    check=_check,
)
