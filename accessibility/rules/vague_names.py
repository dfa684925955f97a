"""Rule: a name says what a control is for, in words a person would use.

A name made of a class, a file, a sign or the word "button" passes a check for presence and helps nobody; and marks of
HTML in a name are read out letter by letter. The rule knows a short list of such names and their shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from accessibility.audit import Result, Rule, passed, violation
from accessibility.page import Page

_EMPTY = frozenset(
    {
        "button", "btn", "click", "click here", "here", "link", "textbox", "input", "combo",
        "combobox", "combo box", "check box", "checkbox", "icon", "image", "img", "picture", "photo",
        "widget", "untitled", "unnamed", "lorem ipsum", "...", "…", "x", "foo", "bar",
    }
)  # fmt: skip
_CLASS = re.compile(r"^(Q[A-Z][A-Za-z]+|[a-z]+(Button|Edit|Box|Label|Widget)_?\d*|[a-z]+_\w*\d)$")
_FILE = re.compile(r"\.(png|jpe?g|svg|gif|webp|ico|bmp)$", re.IGNORECASE)
_TAG = re.compile(r"</?(a|b|i|u|p|br|span|div|font|html|body|h[1-6]|li|ul|table|td|tr)\b[^>]*>", re.IGNORECASE)


def says_nothing(name: str) -> bool:
    """Whether a name is that of a class or file, or one of the words that fit everything."""
    return name.casefold() in _EMPTY or bool(_CLASS.match(name) or _FILE.search(name))


def _wrong(name: str) -> str:
    if _TAG.search(name):
        return f'its name has marks of HTML that are read out: "{name}"'
    if says_nothing(name):
        return f'"{name}" does not say what it is for'
    if not any(letter.isalnum() for letter in name):
        return f'"{name}" is a sign, not words'
    return ""


def _check(page: Page) -> Iterator[Result]:
    for element in page.elements:
        named = element.interactive or element.widget.accessibleName()
        if not named or not element.spoken:
            continue
        wrong = _wrong(element.spoken)
        yield violation(element, wrong) if wrong else passed(element)


RULE = Rule(
    name="vague-names",
    criteria=("2.4.6", "2.4.9", "4.1.2"),
    what="Names are words for a purpose: no class or file names, no lone signs, no HTML, not just button.",
    mend="Name the deed and its object: Delete photo 2, not x or btnDelete.",
    check=_check,
    limits="Whether a sensible name is also the right one has to be judged by a person.",
)
