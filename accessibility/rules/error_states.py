"""Rule: an error is told in words, beside the field and to the screen reader.

A red edge is not a message. A field the program marked as wrong (dynamic property ``invalid``, ``error`` or
``hasError``, or an input that its own validator does not accept) needs its error in the description, and visible text
near it that says the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from accessibility.audit import Result, Rule, passed, violation
from accessibility.element import Element
from accessibility.page import Page
from accessibility.rules.label_in_name import plain

_MARKS = ("invalid", "error", "hasError")
_FEW = 3


def _wrong(widget: QWidget) -> bool:
    marked = any(widget.property(name) in (True, "true") for name in _MARKS)
    refused = isinstance(widget, QLineEdit) and bool(widget.text()) and not widget.hasAcceptableInput()
    return marked or refused


def _shown(element: Element, window: QWidget) -> bool:
    """Whether words of the description stand on the window, in a label near the field."""
    said, holder = plain(element.description), element.widget.parentWidget()
    for _level in range(_FEW):
        if holder is None:
            return False
        texts = [plain(label.text()) for label in holder.findChildren(QLabel) if label.isVisible()]
        if any(text and text in said and len(text.split()) > 1 for text in texts):
            return True
        if holder is window:
            return False
        holder = holder.parentWidget()
    return False


def _check(page: Page) -> Iterator[Result]:
    for element in page.interactive:
        if not _wrong(element.widget):
            continue
        if not element.description:
            yield violation(element, "is marked as wrong, but its description does not say what is wrong")
        elif not _shown(element, page.window):
            yield violation(element, "is marked as wrong, but no text near it says what is wrong")
        else:
            yield passed(element)


RULE = Rule(
    name="error-states",
    criteria=("3.3.1", "3.3.3", "1.4.1", "4.1.3"),
    what="A field that is wrong says what is wrong, in visible words and in its description.",
    mend="Show the sentence under the field, put it into setAccessibleDescription, and announce it.",
    check=_check,
    limits="Whether the sentence was also announced is seen by the rule announcements; whether it helps, by a person.",
)
