"""Rule: everything a person works with has a name and a role.

A control without a name is "button" to a screen reader, whatever icon it shows; one without a role is nothing at all.
Every enabled control is asked for both through its accessible interface, as a screen reader would. A label tied to it
by setBuddy is a name. Combo boxes and tab bars get their names otherwise and have rules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible

from accessibility.audit import Result, Rule, passed, violation
from accessibility.page import Page

_NO_ROLE = (QAccessible.Role.NoRole, QAccessible.Role.Client)
# A combo box is named by its label alone, which is a rule of its own; a tab bar by its tabs.
_NAMED_OTHERWISE = (QAccessible.Role.ComboBox, QAccessible.Role.PageTabList)


def _check(page: Page) -> Iterator[Result]:
    for element in page.interactive:
        if element.role in _NO_ROLE:
            yield violation(element, "takes the focus but has no role")
        elif element.role in _NAMED_OTHERWISE:
            continue
        elif not element.name.strip() and not element.labels:
            yield violation(element, f"has no name; a screen reader says only {element.role.name}")
        else:
            yield passed(element)


RULE = Rule(
    name="name-and-role",
    criteria=("4.1.2", "1.3.1", "3.3.2"),
    what="Every control has an accessible name and a role.",
    mend="Call setAccessibleName, or make a label its buddy; give an own widget a role by an interface.",
    check=_check,
)
