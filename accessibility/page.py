"""What the rules look at: one window, its elements, its pictures, and the path of the Tab key through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QScrollBar, QWidget

from accessibility.element import Element, elements_in

Pixels = npt.NDArray[np.uint32]
"""Rows of ``0xRRGGBB``."""

SHARPNESS = 4
"""Pictures are rendered at this pixel ratio: at 4 the strokes of letters have a solid core."""


def settle(rounds: int = 4) -> None:
    """Let Qt finish what it has begun: layout, scrolling, painting."""
    for _round in range(rounds):
        QApplication.processEvents()


class Page:
    """A window made ready for the rules. The window must be shown before."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self._focused = window.focusWidget()
        self._scrolled = [(bar, bar.value()) for bar in self._bars()]
        window.activateWindow()
        settle()

    def _bars(self) -> list[QScrollBar]:
        areas = [area for area in self.window.findChildren(QScrollArea) if area.isVisible()]
        if isinstance(self.window, QScrollArea):
            areas.append(self.window)
        return [area.verticalScrollBar() for area in areas]

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

    def picture(self, sharpness: int = 1) -> Pixels:
        """The whole window as it looks now; a child alone would lack what is behind it."""
        size: QSize = self.window.size()
        image = QImage(size * sharpness, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(sharpness)
        image.fill(Qt.GlobalColor.white)
        self.window.render(image, QPoint(0, 0))
        row = image.bytesPerLine() // 4
        flat = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), row)
        return flat[:, : image.width()] & np.uint32(0xFFFFFF)

    def scrolled_pictures(self) -> Iterator[Pixels]:
        """Sharp pictures of the window at every scroll position that shows something new."""
        bars = [bar for bar in self._bars() if bar.maximum() > 0]
        yield self.picture(SHARPNESS)
        for bar in bars:
            step = max(1, bar.pageStep() * 2 // 3)
            for value in range(0, bar.maximum() + step, step):
                bar.setValue(min(value, bar.maximum()))
                settle(2)
                yield self.picture(SHARPNESS)

    def seen_rect(self, widget: QWidget, area: QRect) -> QRect | None:
        """Where an area of a widget is in the window now; None unless all of it is in sight."""
        if not widget.visibleRegion().boundingRect().contains(area):
            return None
        return QRect(widget.mapTo(self.window, area.topLeft()), area.size())

    @cached_property
    def tab_walk(self) -> TabWalk:
        """The way of the Tab key round the window."""
        return TabWalk(self)

    def without_focus(self, look: Callable[[], Pixels]) -> Pixels:
        """What ``look`` sees while the focus rests on nothing visible."""
        rest = QWidget(self.window)
        rest.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        rest.setGeometry(self.window.width() - 1, self.window.height() - 1, 1, 1)
        rest.show()
        rest.setFocus(Qt.FocusReason.OtherFocusReason)
        settle(2)
        seen = look()
        rest.hide()
        rest.setParent(None)
        rest.deleteLater()
        return seen


class TabWalk:
    """Presses Tab, really, until it comes round; keeps where it stopped and where it could not leave."""

    def __init__(self, page: Page) -> None:
        self.stops: list[QWidget] = []
        self.trap: QWidget | None = None
        limit = 2 * len(page.elements) + 20
        start = QWidget(page.window)
        start.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        start.resize(1, 1)
        start.show()
        start.setFocus(Qt.FocusReason.OtherFocusReason)
        settle(1)
        former: QWidget | None = start
        for _press in range(limit):
            holder = page.window.focusWidget() or page.window
            QTest.keyClick(holder, Qt.Key.Key_Tab)
            settle(1)
            now = page.window.focusWidget()
            if now is start:
                break
            if now is former and now is not None:
                self.trap = now
                break
            if now is not None and now not in self.stops:
                self.stops.append(now)
            former = now
        start.hide()
        start.setParent(None)
        start.deleteLater()
        settle(1)

    def reaches(self, widget: QWidget) -> bool:
        """Whether Tab stops on the widget or on the one it hands the focus to."""
        proxy = widget.focusProxy()
        return widget in self.stops or (proxy is not None and proxy in self.stops)
