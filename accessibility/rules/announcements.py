"""Rule: what appears by itself is told to who does not see it.

A message over the window, or at its foot, has to have a role that screen readers speak of their own accord
(Notification, AlertMessage) and words as its name. A widget is taken for such a message when it lies over others
without belonging to a layout, holds text, and does not hold the focus.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QMainWindow, QStatusBar, QWidget

from accessibility.audit import Result, Rule, incomplete, passed, violation
from accessibility.element import Element
from accessibility.page import Page

_SPOKEN = (QAccessible.Role.Notification, QAccessible.Role.AlertMessage)


def _texts(widget: QWidget) -> str:
    labels = [widget] if isinstance(widget, QLabel) else widget.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisible() and label.text())


def _laid_out(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    layout = parent.layout() if parent is not None else None
    return layout is not None and layout.indexOf(widget) >= 0


def _lies_over(element: Element, page: Page) -> bool:
    """A free-floating child of the window that covers part of what is laid out."""
    widget, window = element.widget, page.window
    if widget.parentWidget() is not window or _laid_out(widget) or window.layout() is None:
        return False
    if isinstance(window, QMainWindow) and widget in (window.centralWidget(), window.menuWidget()):
        return False
    others = [one for one in window.findChildren(QWidget) if one.parentWidget() is window and one is not widget]
    return any(one.isVisible() and _laid_out(one) and one.geometry().intersects(widget.geometry()) for one in others)


def _check(page: Page) -> Iterator[Result]:
    for element in page.elements:
        widget = element.widget
        if element.role in _SPOKEN:
            yield passed(element) if element.name else violation(element, "is a notice without words as its name")
        elif isinstance(widget, QStatusBar) and widget.currentMessage():
            yield incomplete(element, f'shows "{widget.currentMessage()}"; see that it is announced as well')
        elif _lies_over(element, page) and _texts(widget):
            yield violation(element, f'"{_texts(widget)[:60]}" lies over the window, but its role is not spoken')


RULE = Rule(
    name="announcements",
    criteria=("4.1.3",),
    what="Messages that appear by themselves have the role of a notification, and words.",
    mend="Give it the role Notification by an interface and send a QAccessibleAnnouncementEvent: see show_toast.",
    check=_check,
    limits=(
        "Text that changes in place cannot be seen to have changed; Qt has no way to listen for announcements in "
        "process, so that they are sent is tested on the accessibility bus."
    ),
)
