"""Rule: text stands out from what is behind it, measured in the picture."""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit import Result, Rule, incomplete, passed, violation
from accessibility.contrast import LARGE_TEXT_AAA, TEXT_AAA, Rgb
from accessibility.element import Element
from accessibility.page import SHARPNESS, Page, Pixels
from accessibility.pixels import text_contrast
from accessibility.text_areas import TextArea, text_areas


def _written(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _judge(element: Element, area: TextArea, pixels: Pixels) -> Result:
    measured = text_contrast(pixels)
    said = area.text if len(area.text) <= 40 else f"{area.text[:39]}…"
    if measured is None:
        return incomplete(element, f'no text was seen where "{said}" should be')
    found, text, behind = measured
    needed = LARGE_TEXT_AAA if area.large else TEXT_AAA
    if found + 0.005 >= needed:
        return passed(element)
    colours = f"{_written(text)} on {_written(behind)}"
    return violation(element, f'"{said}" has {found:.2f}:1 ({colours}) and needs {needed:g}:1')


def _check(page: Page) -> Iterator[Result]:
    waiting = [(element, area) for element in page.elements for area in text_areas(element.widget)]
    for picture in page.scrolled_pictures():
        still = []
        for element, area in waiting:
            box = page.seen_rect(area.widget, area.rect)
            if box is None:
                still.append((element, area))
                continue
            top, left = box.top() * SHARPNESS, box.left() * SHARPNESS
            bottom, right = (box.bottom() + 1) * SHARPNESS, (box.right() + 1) * SHARPNESS
            yield _judge(element, area, picture[top:bottom, left:right])
        waiting = still
        if not waiting:
            break
    for element, _area in waiting:
        yield incomplete(element, "its text was never wholly in sight")


RULE = Rule(
    name="text-contrast",
    criteria=("1.4.6", "1.4.3"),
    what="Text has 7:1 against its background, large text 4.5:1, in a picture at four times the size.",
    mend="Use the theme's text colours; set placeholder-text-color in the style sheet.",
    check=_check,
)
