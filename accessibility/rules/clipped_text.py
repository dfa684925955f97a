"""Rule: no text is cut off.

Labels and buttons are asked how much room their text needs, at the width they have where they wrap, and that is
compared with what they got. A word longer than its line, a hint longer than its field, and a button narrower than its
words are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from accessibility.audit import Result, Rule, passed, violation
from accessibility.element import Element
from accessibility.page import Page
from accessibility.text_areas import line_room, shows_text

_SLACK = 1
_BREAK = re.compile(r"[\s\u200b]+")


def _label_problem(label: QLabel) -> str:
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + _SLACK:
            return f"needs {needed} pixels in height and has {label.height()}"
        # what is painted: a label may break its words where it tells them whole
        longest = max(
            (label.fontMetrics().horizontalAdvance(word) for word in _BREAK.split(QLabel.text(label))), default=0
        )
        room = label.contentsRect().width()
        return f"its longest word needs {longest} pixels and has {room}" if longest > room + _SLACK else ""
    needed = label.sizeHint().width()
    return f"needs {needed} pixels and has {label.width()}" if needed > label.width() + _SLACK else ""


def _button_problem(button: QAbstractButton) -> str:
    if button.hasHeightForWidth():
        needed = button.heightForWidth(button.width())
        return f"needs {needed} pixels in height and has {button.height()}" if needed > button.height() else ""
    needed = button.sizeHint().width()
    return f"needs {needed} pixels and has {button.width()}" if needed > button.width() + _SLACK else ""


def problem(element: Element) -> str | None:
    """What is cut off; empty where nothing is, None where there is no text of a known kind."""
    widget = element.widget
    if isinstance(widget, QLabel):
        return _label_problem(widget) if widget.text() else None
    if isinstance(widget, QAbstractButton):
        return _button_problem(widget) if shows_text(widget) else None
    if isinstance(widget, QLineEdit) and not widget.text() and widget.placeholderText():
        needed = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        room = line_room(widget)
        return f"its hint needs {needed} pixels and has {room}" if needed > room else ""
    return None


def _check(page: Page) -> Iterator[Result]:
    for element in page.elements:
        cut = problem(element)
        if cut is not None:
            yield violation(element, cut) if cut else passed(element)


RULE = Rule(
    name="clipped-text",
    criteria=("1.4.4", "1.4.10", "1.4.12"),
    what="Labels, buttons and hints in line edits have the room their text needs.",
    mend="Let the text wrap, put it into a layout that gives it its size, or let things stack.",
    check=_check,
)
