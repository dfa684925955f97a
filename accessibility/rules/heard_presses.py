"""Rule: a press by assistive technology does what a press by hand does.

A screen reader, a switch or a voice does not click: it asks the button through its interface. Of a button that can be
on or off Qt then turns the state over and emits toggled, but not clicked. Whoever listens for clicks alone never hears
of it: the tick is seen and spoken, and nothing happens. Each such button is asked who listens to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QToolButton

from accessibility.audit import Result, Rule, passed, violation
from accessibility.page import Page

_CLICKED = ("2clicked(bool)", "2clicked()")
_BY_HAND = (*_CLICKED, "2pressed()", "2released()")
_BY_BOTH = ("2toggled(bool)", "2checkStateChanged(Qt::CheckState)", "2stateChanged(int)")


def _listened_to(button: QAbstractButton, signals: tuple[str, ...]) -> bool:
    return any(button.receivers(signal) > 0 for signal in signals)


def _by_hand(button: QAbstractButton) -> bool:
    """Whether anybody listens to a hand. A tool button listens to its own presses, for its menu."""
    return _listened_to(button, _CLICKED if isinstance(button, QToolButton) else _BY_HAND)


def _has_own_interface(button: QAbstractButton) -> bool:
    """Whether the program answers for the button by an interface of its own, in Python."""
    interface = QAccessible.queryAccessibleInterface(button)
    return isinstance(interface, QAccessibleWidget) and type(interface) is not QAccessibleWidget


def _check(page: Page) -> Iterator[Result]:
    for element in page.elements:
        button = element.widget
        if not isinstance(button, QAbstractButton) or not button.isCheckable() or not element.enabled:
            continue
        actions = QAccessible.queryAccessibleInterface(button).actionInterface()
        names = actions.actionNames() if actions is not None else []
        toggled_alone = QAccessibleActionInterface.toggleAction() in names and not _has_own_interface(button)
        if toggled_alone and _by_hand(button) and not _listened_to(button, _BY_BOTH):
            yield violation(element, "is listened to for clicks alone, which assistive technology does not make")
        else:
            yield passed(element)


RULE = Rule(
    name="heard-presses",
    criteria=("4.1.2", "2.5.6"),
    what="Whoever turns a button on or off through its interface is heard as well as whoever clicks it.",
    mend="Connect toggled instead of clicked, or give it an interface whose action clicks: see PressedInterface.",
    check=_check,
    limits=(
        "What the listeners do cannot be seen: one that only repaints hides one that is missing. Interfaces written "
        "in C++ are taken for Qt's own."
    ),
)
