"""Rule: what looks like a heading is one, and headings go down one level at a time.

Screen readers jump from heading to heading; text that is merely large and bold is passed over. A window with much
text needs at least one heading. A heading tells its level by an attribute ``level`` or in its description ("Heading
level 2"), since Qt has no level of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QFont, QFontInfo
from PySide6.QtWidgets import QLabel, QWidget

from accessibility.audit import Outcome, Result, Rule, passed, violation
from accessibility.element import Element
from accessibility.page import Page

_MUCH = 8
_LARGER = 1.2
_LEVEL = re.compile(r"(\d)\s*$")


def level_of(element: Element) -> int | None:
    """The level of a heading: from its widget, else the number its description ends with."""
    own = getattr(element.widget, "level", None)
    found = _LEVEL.search(element.description)
    return own if isinstance(own, int) else int(found.group(1)) if found else None


def _looks_like_one(element: Element, usual: float) -> bool:
    label = element.widget
    if not isinstance(label, QLabel) or label.buddy() is not None or not label.pixmap().isNull():
        return False
    info = QFontInfo(label.font())
    heavy = info.weight() >= QFont.Weight.DemiBold
    words = sum(1 for word in label.text().split() if word[:1].isalpha())
    figure = sum(letter.isdigit() for letter in label.text()) * 4 >= len(label.text())
    inside_control = any(isinstance(one, QWidget) and one.focusPolicy().value for one in _holders(label))
    return heavy and info.pixelSize() >= usual * _LARGER and 1 <= words <= 12 and not figure and not inside_control


def _holders(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        yield parent
        parent = parent.parentWidget()


def _check(page: Page) -> Iterator[Result]:
    labels = [one for one in page.elements if isinstance(one.widget, QLabel) and one.widget.text()]
    found = [one for one in page.elements if one.role == QAccessible.Role.Heading and one.name]
    sizes = sorted(QFontInfo(one.widget.font()).pixelSize() for one in labels)
    plain = QFontInfo(page.window.font()).pixelSize()  # a page full of small print makes nothing else a heading
    usual = float(max(plain, sizes[len(sizes) // 2] if sizes else 0))
    for element in labels:
        if element.role == QAccessible.Role.StaticText and _looks_like_one(element, usual):
            yield violation(element, f'"{element.name}" looks like a heading, but its role is plain text')
    if not found and len(labels) >= _MUCH:
        yield Result(Outcome.VIOLATION, f"{len(labels)} texts and no heading", where=page.window.windowTitle())
    former = 0
    for element in found:
        level = level_of(element)
        if level is None:
            yield violation(element, f'the heading "{element.name}" does not tell its level')
            continue
        if former and level > former + 1:
            yield violation(element, f'"{element.name}" is of level {level} after one of level {former}')
        else:
            yield passed(element)
        former = level


RULE = Rule(
    name="headings",
    criteria=("1.3.1", "2.4.6", "2.4.10"),
    what="Large bold text has the role of a heading; headings tell their level and skip none.",
    mend="Use a widget whose interface has the role Heading, such as accessibility.widgets.Heading.",
    check=_check,
    limits="Large bold figures without words, and labels of fields, are no headings.",
)
