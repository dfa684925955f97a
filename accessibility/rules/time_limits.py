"""Rule: nothing goes away by itself while it may still be needed.

A notice with a button in it that disappears after seconds is lost to who reads slowly or gets there by Tab. The rule
looks at messages and dialogs that hold a timer which is running.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QDialog, QProgressBar, QWidget

from accessibility.audit import Outcome, Result, Rule, passed, violation
from accessibility.page import Page

_NOTICES = (QAccessible.Role.Notification, QAccessible.Role.AlertMessage, QAccessible.Role.ToolTip)
_SOON_MS = 1000


def _running(widget: QWidget) -> QTimer | None:
    """A timer of its own that is long enough to be a time limit."""
    timers = [one for one in widget.children() if isinstance(one, QTimer) and one.isActive()]
    return next((one for one in timers if one.interval() >= _SOON_MS), None)


def _deeds(widget: QWidget) -> list[str]:
    """What can be done in it, but for putting it away."""
    buttons = [one for one in widget.findChildren(QAbstractButton) if one.isVisible() and one.text()]
    return [one.text() for one in buttons]


def _check(page: Page) -> Iterator[Result]:
    for element in page.elements:
        if element.role not in _NOTICES:
            continue
        timer, deeds = _running(element.widget), _deeds(element.widget)
        if timer is None:
            yield passed(element)
        elif deeds:
            yield violation(element, f'goes after {timer.interval() / 1000:g} s with "{deeds[0]}" still to be pressed')
        else:
            yield passed(element)  # nothing is lost with it that it had not said by then
    dialog = page.window
    if isinstance(dialog, QDialog) and not dialog.findChildren(QProgressBar):
        timer = _running(dialog)
        if timer is None:
            yield Result(Outcome.PASS, where=dialog.windowTitle())
        else:
            told = f"a timer of {timer.interval() / 1000:g} s runs; see that it does not close the dialog"
            yield Result(Outcome.INCOMPLETE, told, where=dialog.windowTitle())


RULE = Rule(
    name="time-limits",
    criteria=("2.2.1", "2.2.3", "2.2.6"),
    what="Notices with something to press stay until they are put away; dialogs do not close by themselves.",
    mend="Stop the timer where the notice holds a deed, and keep it while the pointer or the focus is on it.",
    check=_check,
    limits="Limits kept elsewhere, such as a session that ends on the server, have to be told by a person.",
)
