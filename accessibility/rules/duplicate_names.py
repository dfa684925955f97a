"""Rule: two controls of one group never sound the same.

Ten buttons called "View details" are told apart by what stands beside them, which is not heard in a list of buttons.
Within the nearest holder that has a name, controls of one role must have different names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from accessibility.audit import Result, Rule, passed, violation
from accessibility.element import Element
from accessibility.page import Page


def _group(element: Element, window: QWidget) -> QWidget:
    """The nearest holder with a name: within it, names have to tell things apart."""
    parent = element.widget.parentWidget()
    while parent is not None and parent is not window and not parent.accessibleName():
        parent = parent.parentWidget()
    return parent or window


def _check(page: Page) -> Iterator[Result]:
    heard: dict[tuple[int, str, str], list[Element]] = defaultdict(list)
    for element in page.interactive:
        spoken = " ".join(element.labels) or element.name
        if spoken.strip():
            key = (id(_group(element, page.window)), element.role.name, spoken.strip().casefold())
            heard[key].append(element)
    for same in heard.values():
        first, *others = same
        yield passed(first)
        for other in others:
            yield violation(other, f'has the same name and role as another in its group: "{first.name}"')


RULE = Rule(
    name="duplicate-names",
    criteria=("2.4.6", "2.4.9"),
    what="Controls of the same role within one named group have different names.",
    mend='Say what each is for: "View details for policy POL123" rather than "View details".',
    check=_check,
)
