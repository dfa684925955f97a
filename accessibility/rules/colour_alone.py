"""Rule: nothing is told by colour alone.

Who does not tell red from green sees two grey dots. The rule finds what has colour and no words: a small label or frame
without text, name or picture whose colour is its message; links in running text that differ from it by their colour
only; and charts whose points have colours apart but neither a pattern nor words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QWidget

from accessibility.audit import Result, Rule, incomplete, passed, violation
from accessibility.element import Element
from accessibility.page import Page
from accessibility.text_areas import is_rich

_TONES = ("tone", "state", "status", "severity", "level-colour")
_SMALL = 48
_BARE_LINK = re.compile(r"<a\b[^>]*text-decoration\s*:\s*none", re.IGNORECASE)
_FILL = re.compile(r"background(-color)?\s*:\s*(?!transparent|none)", re.IGNORECASE)


def _coloured(widget: QWidget) -> bool:
    """Whether the program gave this one widget a colour with a meaning."""
    return bool(_FILL.search(widget.styleSheet())) or any(widget.property(name) for name in _TONES)


def _silent(element: Element) -> bool:
    widget = element.widget
    if isinstance(widget, QLabel) and (widget.text() or not widget.pixmap().isNull()):
        return False
    empty: QLayout | None = widget.layout()
    holds = (empty is not None and empty.count() > 0) or any(isinstance(one, QWidget) for one in widget.children())
    return not holds and not element.name and not widget.toolTip()


def _of_chart(element: Element) -> Result:
    interface = QAccessible.queryAccessibleInterface(element.widget)
    points = [interface.child(place) for place in range(interface.childCount())]
    if getattr(element.widget, "patterned", False):
        return passed(element)
    if points and all(point is not None and point.text(QAccessible.Text.Name) for point in points):
        return incomplete(element, "its points are told in words; look whether they differ by more than colour")
    return violation(element, "its points have no words, so colour is all that tells them apart")


def _check(page: Page) -> Iterator[Result]:
    for element in page.elements:
        widget = element.widget
        if element.role == QAccessible.Role.Chart:
            yield _of_chart(element)
        elif isinstance(widget, QLabel) and is_rich(widget) and "<a" in widget.text():
            bare = _BARE_LINK.search(widget.text())
            yield violation(element, "has a link known by its colour only") if bare else passed(element)
        elif isinstance(widget, QLabel) or type(widget) in (QFrame, QWidget):
            small = max(widget.width(), widget.height()) <= _SMALL
            if small and _coloured(widget):
                silent = _silent(element)
                yield violation(element, "has a colour and no words that say the same") if silent else passed(element)


RULE = Rule(
    name="colour-alone",
    criteria=("1.4.1", "1.3.3"),
    what="Whatever a colour says is also said by words, a shape or a pattern.",
    mend="Put the word or an icon of its own shape beside the colour; underline links; give chart points patterns.",
    check=_check,
    limits=(
        "Only colours the program gave by a style sheet or a dynamic property (tone, state, status, severity) are "
        "known. A chart that tells its points by pattern says so with an attribute patterned = True; what colours "
        "mean in a photograph or a painted widget has to be judged by a person."
    ),
)
