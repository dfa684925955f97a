"""How well the text of a window can be read, measured in its pictures by two methods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from accessibility.contrast import LARGE_TEXT_AAA, TEXT_AAA
from accessibility.drawn_text import DrawnText, noted
from accessibility.element import Element
from accessibility.page import Page, Pixels
from accessibility.pixels import Seen, colour_seen_against, text_seen, worst_where_text_was
from accessibility.text_areas import TextArea, is_large

UNEVEN = 0.3
"""So much of a picture that is neither text nor background calls for the second method."""
_HIDDEN = 'QWidget[visible="true"][enabled="true"] { color: transparent !important; }'
_ROUNDING = 0.005


@dataclass(frozen=True)
class Reading:
    """What was measured of one piece of text; ``seen`` is None where none was seen."""

    text: str
    large: bool
    seen: Seen | None
    why_not: str = ""

    @property
    def needed(self) -> float:
        """The ratio WCAG asks for at level AAA."""
        return LARGE_TEXT_AAA if self.large else TEXT_AAA

    @property
    def readable(self) -> bool:
        """Whether it stands out enough."""
        return self.seen is not None and self.seen.ratio + _ROUNDING >= self.needed

    def told(self) -> str:
        """What was measured, in a sentence without its subject."""
        said = self.text if len(self.text) <= 40 else f"{self.text[:39]}…"
        if self.seen is None:
            return self.why_not or f'no text was seen where "{said}" should be'
        colours = "#{:02x}{:02x}{:02x} on #{:02x}{:02x}{:02x}".format(*self.seen.colour, *self.seen.behind)
        return f'"{said}" has {self.seen.ratio:.2f}:1 ({colours}) and needs {self.needed:g}:1'


def cut(picture: Pixels, box: QRect, sharpness: int) -> Pixels:
    """The part of a sharp picture that shows an area of the window."""
    top, left = box.top() * sharpness, box.left() * sharpness
    return picture[top : (box.bottom() + 1) * sharpness, left : (box.right() + 1) * sharpness]


def _without_text(page: Page, widget: QWidget, box: QRect) -> Pixels:
    """A sharp picture of an area with the text of a widget made transparent; the widget is left as it was."""
    holder = widget if widget.styleSheet() or not widget.objectName().startswith("qt_") else widget.parentWidget()
    target = holder or widget
    own = target.styleSheet()
    plain = own if "{" in own or not own.strip() else f"* {{ {own} }}"
    target.setStyleSheet(f"{plain}\n{_HIDDEN}")
    try:
        return page.picture(page.sharpness, box)
    finally:
        target.setStyleSheet(own)


def read_area(page: Page, area: TextArea, box: QRect, picture: Pixels | None = None) -> Reading:
    """Measure one piece of text that is in sight; the second method where the background is not of one colour."""
    pixels = page.picture(page.sharpness, box) if picture is None else cut(picture, box, page.sharpness)
    seen = text_seen(pixels, every=area.rich)
    if seen is not None and (seen.share <= UNEVEN or area.rich):
        return Reading(area.text, area.large, seen)
    exact = worst_where_text_was(pixels, _without_text(page, area.widget, box))
    if exact is not None:
        return Reading(area.text, area.large, exact)
    if seen is not None and seen.share > UNEVEN:
        return Reading(area.text, area.large, None, "its text lies on several colours; look whether it can be read")
    return Reading(area.text, area.large, None)


def read_drawn(drawn: DrawnText, picture: Pixels) -> Reading | None:
    """Measure a piece of text painted by hand, whose colour is known; None where it is not in the picture."""
    box = drawn.box
    if box.left() < 0 or box.top() < 0 or box.right() >= picture.shape[1] or box.bottom() >= picture.shape[0]:
        return None
    seen = colour_seen_against(picture[box.top() : box.bottom() + 1, box.left() : box.right() + 1], drawn.colour)
    return None if seen is None else Reading(drawn.text, is_large(drawn.font), seen)


def readings(page: Page, waiting: Iterable[tuple[Element, TextArea]]) -> Iterator[tuple[Element, Reading]]:
    """Measure pieces of text, scrolling to those out of sight, and all that is painted by hand on the way."""
    left, heard = list(waiting), set[tuple[int, str, int]]()
    pictures = page.sharp_pictures()
    while True:
        with noted(page.sharpness) as drawn:
            picture, _new = next(pictures, (None, None))
        if picture is None:
            break
        still = []
        for element, area in left:
            box = page.seen_rect(area.widget, area.rect)
            if box is None:
                still.append((element, area))
            else:
                yield element, read_area(page, area, box, picture)
        left = still
        for one in drawn:
            key = (id(one.widget), one.text, one.colour)
            holder = _element_of(page, one.widget) if key not in heard else None
            reading = read_drawn(one, picture) if holder is not None else None
            if holder is not None and reading is not None:
                heard.add(key)
                yield holder, reading
    for element, area in left:
        yield element, Reading(area.text, area.large, None, "its text was never wholly in sight")


def _element_of(page: Page, widget: QWidget | None) -> Element | None:
    """The element a painted widget belongs to; None for what is disabled."""
    while widget is not None and widget not in page.by_widget:
        widget = widget.parentWidget()
    element = page.by_widget.get(widget) if widget is not None else None
    return element if element is not None and element.enabled else None
