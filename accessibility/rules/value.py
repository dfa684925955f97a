"""Rule: what a control is set to, and what can be done with it, is told as well as its name.

A name alone is half of what a screen reader needs. Each role owes more: a check box, radio button or switch says that
it can be checked and whether it is; a slider, spin box or progress bar gives its value and range; a line edit gives its
text; a button can be pressed through its interface. A widget of one's own that only has its role set usually loses
these, since Qt's generic interface does not know them.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface

from accessibility.audit import Result, Rule, passed, violation
from accessibility.page import Page

_ROLE = QAccessible.Role
_CHECKED = (_ROLE.CheckBox, _ROLE.RadioButton, _ROLE.Switch)
_RANGED = (_ROLE.Slider, _ROLE.SpinBox, _ROLE.Dial, _ROLE.ProgressBar)
_PRESSED = (_ROLE.Button, _ROLE.ButtonMenu, _ROLE.ButtonDropDown, _ROLE.Link)


def _owed(interface: QAccessibleInterface, role: QAccessible.Role) -> str | None:
    """What is missing; empty where nothing is, None where the role owes nothing."""
    if role in _CHECKED:
        return "" if interface.state().checkable else "does not tell whether it is checked"
    if role in _RANGED:
        return "" if interface.valueInterface() is not None else "does not tell its value"
    if role == _ROLE.EditableText:
        given = interface.textInterface() is not None or bool(interface.text(QAccessible.Text.Value))
        return "" if given else "does not tell its text"
    if role in _PRESSED:
        actions = interface.actionInterface()
        names = actions.actionNames() if actions is not None else []
        deeds = [name for name in names if name not in ("SetFocus", "Set Focus")]
        return "" if deeds else "cannot be pressed by assistive technology"
    return None


def _check(page: Page) -> Iterator[Result]:
    for element in page.elements:
        if not element.enabled:
            continue
        owed = _owed(QAccessible.queryAccessibleInterface(element.widget), element.role)
        if owed is not None:
            yield violation(element, owed) if owed else passed(element)


RULE = Rule(
    name="value",
    criteria=("4.1.2",),
    what="Check boxes tell their state, sliders their value, edits their text, and buttons can be pressed.",
    mend="Build on the Qt class of that kind, or give the widget's interface state(), values and actions.",
    check=_check,
    limits="Whether the value that is told is the right one cannot be known.",
)
