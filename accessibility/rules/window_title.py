"""Rule: the window has a title that says what it is.

The title is the first thing read when a window appears, and what the task switcher shows. A window that is called by
the name of its class, or not at all, cannot be told from the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit import Outcome, Result, Rule
from accessibility.page import Page


def _check(page: Page) -> Iterator[Result]:
    if not page.window.isWindow():
        return
    kind, title = type(page.window).__name__, page.window.windowTitle().strip()
    if title and title != kind:
        yield Result(Outcome.PASS, where=title)
    else:
        yield Result(Outcome.VIOLATION, "the window has no title", where=kind)


RULE = Rule(
    name="window-title",
    criteria=("2.4.2", "2.4.8"),
    what="Every window and dialog has a title.",
    mend="setWindowTitle with what is shown in it, then the name of the program.",
    check=_check,
    limits="A widget that lies in a window (audited by itself) needs none.",
)
