"""Rule: the Tab key comes to everything that can be worked.

Tab is really pressed, from the start of the window until it comes round, and where the focus stops is noted. Each
control must be among the stops, or be the neighbour of one in a group that is walked with the arrows. Texts and
pictures that a program made to answer the mouse are controls too, unless a dynamic property ``keys_elsewhere`` says
that something else does the same: then a person looks.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton

from accessibility.audit import Result, Rule, incomplete, passed, violation
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


def _by_its_tabs(element: Element, page: Page) -> bool:
    """A list of tabs that are controls of their own is reached where Tab stops on one of them."""
    listed = element.role == QAccessible.Role.PageTabList
    return listed and any(page.tab_walk.reaches(tab) for tab in element.widget.findChildren(QAbstractButton))


def _by_mouse_alone(element: Element) -> bool:
    """Whether a plain text or picture was made to answer the mouse, and nothing that Tab reaches holds it."""
    own = [kind for kind in type(element.widget).__mro__ if not kind.__module__.startswith(("PySide6.", "Shiboken"))]
    answers = any(name in vars(kind) for kind in own for name in ("mousePressEvent", "mouseReleaseEvent"))
    return answers and element.role in (QAccessible.Role.StaticText, QAccessible.Role.Graphic, QAccessible.Role.Client)


def _within_a_stop(element: Element, page: Page) -> bool:
    parent = element.widget.parentWidget()
    while parent is not None and parent is not page.window:
        if page.tab_walk.reaches(parent):
            return True
        parent = parent.parentWidget()
    return False


def _check(page: Page) -> Iterator[Result]:
    for element in page.elements:
        passive = element.enabled and not element.interactive
        if passive and _by_mouse_alone(element) and not _within_a_stop(element, page):
            if element.widget.property("keys_elsewhere"):
                yield incomplete(element, "answers the mouse; see that keys do the same elsewhere, as it says")
            else:
                yield violation(element, "answers the mouse, but Tab does not come to it")
    for element in page.interactive:
        if page.tab_walk.reaches(element.widget) or _by_its_group(element, page) or _by_its_tabs(element, page):
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
