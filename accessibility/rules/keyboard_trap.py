"""Rule: the Tab key leaves every control again.

A text edit that takes Tab for itself, or a table that walks from cell to cell, keeps everybody who has no mouse. In
the same walk as for keyboard-reach, a control that still has the focus after Tab was pressed is a trap.
"""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit import Result, Rule, passed, violation
from accessibility.page import Page


def _check(page: Page) -> Iterator[Result]:
    for element in page.interactive:
        if element.widget is page.tab_walk.trap:
            yield violation(element, "keeps the focus when Tab is pressed")
        elif element.widget in page.tab_walk.stops:
            yield passed(element)


RULE = Rule(
    name="keyboard-trap",
    criteria=("2.1.2",),
    what="Pressing Tab moves the focus on from every control.",
    mend="setTabKeyNavigation(False) on item views, setTabChangesFocus(True) on text edits.",
    check=_check,
)
