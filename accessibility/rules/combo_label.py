"""Rule: a combo box is the buddy of a label.

On Linux the accessible name of a combo box is its current value, and setAccessibleName has no effect on it: who hears
"Basic, combo box" is never told that it is the cover that is basic. Only the label a combo box is the buddy of names it
everywhere, so the relation is what is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible

from accessibility.audit import Result, Rule, passed, violation
from accessibility.page import Page


def _check(page: Page) -> Iterator[Result]:
    for element in page.interactive:
        if element.role == QAccessible.Role.ComboBox:
            if element.labels:
                yield passed(element)
            else:
                yield violation(element, "has no label; its accessible name is its current value")


RULE = Rule(
    name="combo-label",
    criteria=("4.1.2", "1.3.1"),
    what="Every combo box is the buddy of a label. On Linux setAccessibleName has no effect on it.",
    mend="Make a QLabel beside it its label: label.setBuddy(combo).",
    check=_check,
)
