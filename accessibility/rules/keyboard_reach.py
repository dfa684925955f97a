"""Rule: the Tab key comes to everything that can be worked."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton

from accessibility.audit import Result, Rule, passed, violation
from accessibility.element import Element
from accessibility.page import Page


def _by_its_group(element: Element, page: Page) -> bool:
    """Of buttons that exclude each other Tab stops on one; arrows go to the others."""
    button = element.widget
    if not isinstance(button, QAbstractButton):
        return False
    group = button.group()
    if group is not None and group.exclusive():
        return any(page.tab_walk.reaches(one) for one in group.buttons())
    parent = button.parentWidget()
    if button.autoExclusive() and parent is not None:
        brothers = parent.findChildren(QAbstractButton)
        return any(one.autoExclusive() and page.tab_walk.reaches(one) for one in brothers)
    return False


def _check(page: Page) -> Iterator[Result]:
    for element in page.interactive:
        if page.tab_walk.reaches(element.widget) or _by_its_group(element, page):
            yield passed(element)
        elif element.widget.focusProxy() is not None:
            continue  # it hands the focus to a part of itself, which is an element of its own
        else:
            yield violation(element, "is not reached by pressing Tab all the way round")


RULE = Rule(
    name="keyboard-reach",
    criteria=("2.1.1", "2.1.3"),
    what="Pressing Tab from the start of the window until it comes round stops at every control.",
    mend="Give the control Qt.StrongFocus; look for a holder that swallows Tab.",
    check=_check,
)
