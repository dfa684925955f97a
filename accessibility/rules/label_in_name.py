"""Rule: the words seen on a control are in the name it is called by.

Who speaks to the computer says what is written on the button. If the accessible name is other words altogether, saying
"Save" presses nothing; and who sees and hears at once hears one thing and reads another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QGroupBox

from accessibility.audit import Result, Rule, passed, violation
from accessibility.element import Element
from accessibility.page import Page
from accessibility.text_areas import shows_text


def plain(text: str) -> str:
    """Words alone, in small letters: without mnemonics, signs and doubled blanks."""
    return " ".join(
        re.sub(r"[^\w\s]", " ", text.replace("&&", "\0").replace("&", "").replace("\0", "&")).split()
    ).lower()


def _shown(element: Element) -> str:
    widget = element.widget
    if isinstance(widget, QAbstractButton):
        return widget.text() if shows_text(widget) else ""
    return widget.title() if isinstance(widget, QGroupBox) else ""


def _check(page: Page) -> Iterator[Result]:
    for element in page.elements:
        shown, name = plain(_shown(element)), plain(f"{element.spoken} {element.name}")
        if not shown or not name:
            continue
        if shown in name:
            yield passed(element)
        else:
            yield violation(element, f'shows "{_shown(element)}" but is called "{element.spoken}"')


RULE = Rule(
    name="label-in-name",
    criteria=("2.5.3",),
    what="The accessible name of a button or group contains the text it shows.",
    mend='Begin the name with the visible words: "Undo: price of Camry" for a button that shows "Undo".',
    check=_check,
)
