"""Rule: a picture has words for what it shows, or is marked as decoration.

A widget with the role of a graphic, and a label that shows a picture, needs an accessible name; or it says that it
is decoration, by a dynamic property or attribute ``decorative`` that is true. A name that is only a file or the word
"image" says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel

from accessibility.audit import Result, Rule, passed, violation
from accessibility.element import Element
from accessibility.page import Page
from accessibility.rules.vague_names import says_nothing


def _is_picture(element: Element) -> bool:
    widget = element.widget
    shows = isinstance(widget, QLabel) and (not widget.pixmap().isNull() or widget.movie() is not None)
    return shows or element.role in (QAccessible.Role.Graphic, QAccessible.Role.Chart, QAccessible.Role.Animation)


def _decorative(element: Element) -> bool:
    widget = element.widget
    return widget.property("decorative") is True or getattr(widget, "decorative", False) is True


def _check(page: Page) -> Iterator[Result]:
    for element in page.elements:
        if not _is_picture(element):
            continue
        name = element.name.strip()
        if _decorative(element):
            yield violation(element, f'is decoration, yet called "{name}"') if name else passed(element)
        elif not name:
            yield violation(element, "is a picture without words for what it shows")
        elif says_nothing(name):
            yield violation(element, f'"{name}" does not say what the picture shows')
        else:
            yield passed(element)


RULE = Rule(
    name="images",
    criteria=("1.1.1", "1.4.9"),
    what="Every picture has an alternative in words, or is marked as decoration.",
    mend='setAccessibleName with what it shows, or setProperty("decorative", True) where the words beside it say it.',
    check=_check,
    limits="Whether the words fit the picture has to be judged by a person; pictures a widget paints are not known.",
)
