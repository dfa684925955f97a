"""What the rules look at: one window, its elements, its pictures, and the path of the Tab key through it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontInfo, QImage, QRegion
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from accessibility.element import Element, elements_in
from accessibility.pixels import Pixels
from accessibility.settling import settle
from accessibility.surroundings import Surroundings
from accessibility.tab_walk import TabWalk, resting_place, take_away

__all__ = ["SHARPNESS", "Page", "Pixels", "settle"]

SHARPNESS = 4
"""Pictures of text are rendered at this pixel ratio: at 4 the strokes of letters have a solid core."""


_LARGE = 24
"""Text that is nowhere smaller than this many pixels needs half the sharpness."""


def _canvas(size: QSize, sharpness: int) -> tuple[Pixels, QImage]:
    """A white picture and its pixels: one piece of memory, so that nothing is copied."""
    pixels = np.full((size.height(), size.width()), 0xFFFFFFFF, dtype=np.uint32)
    image = QImage(pixels.data, size.width(), size.height(), size.width() * 4, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(sharpness)
    return pixels, image


class Page:
    """A window made ready for the rules. The window must be shown before."""

    def __init__(self, window: QWidget, surroundings: Surroundings | None = None) -> None:
        self.window = window
        self.surroundings = surroundings or Surroundings()
        self._focused = window.focusWidget()
        self._scrolled = [(area.verticalScrollBar(), area.verticalScrollBar().value()) for area in self._areas]
        window.activateWindow()
        settle()

    @cached_property
    def _areas(self) -> list[QScrollArea]:
        areas = [area for area in self.window.findChildren(QScrollArea) if area.isVisible()]
        return [*areas, self.window] if isinstance(self.window, QScrollArea) else areas

    def rest(self) -> None:
        """Let the focus rest on nothing in sight, so that no focus ring is taken for an edge."""
        rest = resting_place(self.window, corner=True)
        rest.setFocus(Qt.FocusReason.OtherFocusReason)
        settle(1)
        take_away(rest)
        settle(1)

    def leave_as_found(self) -> None:
        """Scroll back, and give the focus back."""
        if self._focused is not None:
            self._focused.setFocus(Qt.FocusReason.OtherFocusReason)
            settle(2)
        for bar, value in self._scrolled:
            bar.setValue(value)
        settle(2)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Every visible element."""
        return tuple(elements_in(self.window))

    @cached_property
    def interactive(self) -> tuple[Element, ...]:
        """The enabled elements a person does something with."""
        return tuple(element for element in self.elements if element.interactive and element.enabled)

    @cached_property
    def by_widget(self) -> dict[QWidget, Element]:
        """The elements by their widgets."""
        return {element.widget: element for element in self.elements}

    def picture(self, sharpness: int = 1, area: QRect | None = None) -> Pixels:
        """The window as it looks now, or an area of it; a child alone would lack what is behind it."""
        box = self.window.rect() if area is None else area.intersected(self.window.rect())
        pixels, image = _canvas(box.size() * sharpness, sharpness)
        self.window.render(image, QPoint(0, 0), QRegion(box))
        return pixels

    @cached_property
    def sharpness(self) -> int:
        """The pixel ratio for pictures of text; letters of twice the size have a solid core at half of it."""
        sizes = [QFontInfo(one.font()).pixelSize() for one in self.window.findChildren(QLabel) if one.text()]
        return SHARPNESS // 2 if sizes and min(sizes) >= _LARGE else SHARPNESS

    @cached_property
    def _sharp(self) -> tuple[Pixels, QImage]:
        return _canvas(self.window.size() * self.sharpness, self.sharpness)

    def sharp_pictures(self) -> Iterator[tuple[Pixels, QRect]]:
        """Sharp pictures of the window, at every scroll position that shows something new: (picture, what is new).

        It is one picture that is painted over, so look at it before asking for the next. Scrolls the window.
        """
        pixels, image = self._sharp
        for box in self._positions():
            self.window.render(image, box.topLeft(), QRegion(box))
            yield pixels, box

    def _positions(self) -> Iterator[QRect]:
        """What comes into sight: the whole window first, then a scroll area each time it has been scrolled."""
        yield self.window.rect()
        for area in self._areas:
            bar = area.verticalScrollBar()
            step = max(1, bar.pageStep() * 2 // 3)
            for value in range(0, bar.maximum() + step, step):
                if min(value, bar.maximum()) == bar.value():
                    continue
                bar.setValue(min(value, bar.maximum()))
                settle(2)
                yield QRect(area.mapTo(self.window, QPoint(0, 0)), area.size()).intersected(self.window.rect())

    def seen_rect(self, widget: QWidget, area: QRect) -> QRect | None:
        """Where an area of a widget is in the window now; None unless all of it is in sight."""
        if area.isEmpty() or not widget.visibleRegion().boundingRect().contains(area):
            return None
        box = QRect(widget.mapTo(self.window, area.topLeft()), area.size())
        return None if self._covered(widget, box) else box

    def _covered(self, widget: QWidget, box: QRect) -> bool:
        """Whether something that floats over the window, such as a notice, lies upon it."""
        here = Qt.FindChildOption.FindDirectChildrenOnly
        layout = self.window.layout()
        for part in self.window.findChildren(QWidget, options=here):
            floats = part.isVisible() and not part.isWindow() and (layout is None or layout.indexOf(part) < 0)
            through = part.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            own = part is widget or part.isAncestorOf(widget)
            if floats and not through and not own and layout is not None and part.geometry().intersects(box):
                return True
        return False

    def into_sight(self, widget: QWidget) -> QRect:
        """Scroll a widget into sight; returns where in the window what can be seen of it is."""
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget, 24, 24)
            parent = parent.parentWidget()
        settle(1)
        seen = widget.visibleRegion().boundingRect()
        return QRect(widget.mapTo(self.window, seen.topLeft()), seen.size())

    @cached_property
    def tab_walk(self) -> TabWalk:
        """The way of the Tab key round the window."""
        return TabWalk(self.window, 2 * len(self.elements) + 20)

    @property
    def mirrored(self) -> bool:
        """Whether the window reads from right to left."""
        return self.window.layoutDirection() == Qt.LayoutDirection.RightToLeft
