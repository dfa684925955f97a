"""Rule: a label stands where people look for it: above its field, or beside it and before it.

A label that is tied to a field for a screen reader may still be far from it on the screen, or after it, so that people
who see little of the screen at once do not find it. The label has to be above the field and overlap it sideways, or
beside it on the side reading begins at, with nothing but a gap between the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect

from accessibility.audit import Result, Rule, passed, violation
from accessibility.element import Element
from accessibility.page import Page

_ABOVE = 40
_BESIDE = 240


def _place(element: Element, page: Page) -> list[QRect]:
    return [
        QRect(label.mapTo(page.window, QPoint(0, 0)), label.size())
        for label in element.label_widgets
        if label.isVisible() and label.window() is page.window
    ]


def _near(label: QRect, field: QRect, mirrored: bool) -> bool:
    overlaps = label.left() <= field.right() and field.left() <= label.right()
    above = overlaps and label.top() <= field.top() and field.top() - label.bottom() <= _ABOVE
    level = label.top() <= field.bottom() and field.top() <= label.bottom()
    gap = label.left() - field.right() if mirrored else field.left() - label.right()
    return above or (level and -2 <= gap <= _BESIDE)


def _check(page: Page) -> Iterator[Result]:
    for element in page.interactive:
        places = _place(element, page)
        if not places:
            continue
        if any(_near(place, element.rect, page.mirrored) for place in places):
            yield passed(element)
        else:
            yield violation(element, f'its label "{element.labels[0]}" is neither just above nor just before it')


RULE = Rule(
    name="label-position",
    criteria=("3.3.2", "1.3.1", "1.3.2"),
    what="The label of a field stands just above it, or beside it where reading begins.",
    mend="Put label and field into one layout: a form layout, or a column with the label first.",
    check=_check,
    limits="Only labels tied by setBuddy are known; one that is merely painted nearby is found by name-and-role.",
)
