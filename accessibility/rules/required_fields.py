"""Rule: that a field has to be filled in is said in words.

A star, or a red label, is a riddle to who does not see it or does not know the custom. Where a label ends in a star, or
the program marked a field by a dynamic property ``required``, the name or the description has to say so.
"""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit import Result, Rule, passed, violation
from accessibility.element import Element
from accessibility.page import Page
from accessibility.words import words

_SAID = ("required", "mandatory", "must be", "needed")


def _told(element: Element) -> bool:
    said = f"{' '.join(element.labels)} {element.name} {element.description}".casefold()
    return words().required.casefold() in said or any(word in said for word in _SAID)


def _check(page: Page) -> Iterator[Result]:
    for element in page.interactive:
        starred = any(label.rstrip(" :").endswith("*") for label in (*element.labels, element.name))
        marked = element.widget.property("required") in (True, "true") or getattr(element.widget, "required", False)
        if starred or marked is True or _told(element):
            yield passed(element) if _told(element) else violation(element, "is required, but no word says so")


RULE = Rule(
    name="required-fields",
    criteria=("3.3.2", "1.3.1"),
    what="A field that must be filled in says so in its label, name or description, in words.",
    mend='Write "(required)" behind the label, and put it into the accessible description.',
    check=_check,
    limits="The state readers have for it cannot be set from Qt; a field nobody marked is not known to be required.",
)
