"""Rule: text stands out from what is behind it, measured in the picture.

A palette says what was meant, not what is painted: style sheets, rich text, gradients and own painting all go past it.
So the window is rendered at four times its size, where the strokes of letters have a solid core, and measured twice
over. The first method takes the commonest colour for the background and the commonest other solid colour for the text;
of rich text it takes every solid colour. Where much of a picture is neither of the two, the second method renders it
again with the text made transparent and compares each core pixel of a stroke with the pixel beneath it: exact for
gradients and photographs. Text that Python code paints by hand is noted as it is painted, with its own colour.
Placeholders are measured where they show; disabled controls are exempt. Areas out of sight are scrolled to.
"""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit import Result, Rule, incomplete, passed, violation
from accessibility.measuring import readings
from accessibility.page import Page
from accessibility.text_areas import text_areas


def _check(page: Page) -> Iterator[Result]:
    waiting = [(element, area) for element in page.elements for area in text_areas(element.widget)]
    for element, reading in readings(page, waiting):
        if reading.readable:
            yield passed(element)
        elif reading.seen is None:
            yield incomplete(element, reading.told())
        else:
            yield violation(element, reading.told())


RULE = Rule(
    name="text-contrast",
    criteria=("1.4.6", "1.4.3"),
    what="Text has 7:1 against its background, large text 4.5:1, in a picture at four times the size.",
    mend="Use the theme's text colours; set placeholder-text-color in the style sheet.",
    check=_check,
    limits="Text that C++ code paints by itself, on a widget of no known kind, is not seen; nor is text in a video.",
)
