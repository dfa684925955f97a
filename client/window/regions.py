"""Jumping between the parts of the window by keyboard: places, list, content, sync state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from client.keys import Keys

if TYPE_CHECKING:
    from client.window.main_window import MainWindow


class Regions(QObject):
    """Alt+1 to Alt+4 go to one part each, F6 and Shift+F6 to the next and the one before.

    A widget is a screen's list where its dynamic property ``region`` says so; a table or list view is one anyway.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        for keys, deed in (
            ("places", self.to_places),
            ("list", self.to_list),
            ("content", self.to_content),
            ("status", self.to_status),
            ("next_part", lambda: self.step(1)),
            ("former_part", lambda: self.step(-1)),
        ):
            Keys(keys, window, deed)

    def to_places(self) -> None:
        """The current place in the rail; the menu of places where the window is too slim for it."""
        rail = self._window.rail
        if rail.isHidden():
            _focus(self._window.bar.places)
            return
        stops = tab_stops(rail)
        current = [stop for stop in stops if getattr(stop, "isChecked", bool)()]
        _focus(next(iter(current or stops), None))

    def to_list(self) -> None:
        """The list of the screen; its content where it has none."""
        screen = self._window.stack.currentWidget() or self._window
        views = [view for view in screen.findChildren(QAbstractItemView) if _can_take(view)]
        marked = [one for one in screen.findChildren(QWidget) if one.property("region") == "list" and one.isVisible()]
        stops = [stop for one in marked for stop in tab_stops(one)]
        if views or stops:
            _focus((views + stops)[0])
        else:
            self.to_content()

    def to_content(self) -> None:
        """Where the screen begins."""
        screen = self._window.current_screen()
        first = screen.first_focus() if screen is not None else None
        if first is None or not first.isVisible():
            first = next(iter(tab_stops(self._window.stack)), None)
        _focus(first)

    def to_status(self) -> None:
        """How things stand with the hub."""
        _focus(self._window.bar.sync)

    def step(self, by: int) -> None:
        """Through the parts in turn."""
        parts = [self._window.rail, self._window.bar, self._window.stack]
        deeds = [self.to_places, self.to_status, self.to_content]
        focus = self._window.focusWidget()
        here = [place for place, part in enumerate(parts) if focus is not None and part.isAncestorOf(focus)]
        deeds[((here[0] if here else -1) + by) % len(parts)]()


def tab_stops(part: QWidget) -> list[QWidget]:
    """The widgets inside a part that Tab stops at, in reading order."""
    found = [widget for widget in part.findChildren(QWidget) if _can_take(widget)]

    def place(widget: QWidget) -> tuple[int, int]:
        at = widget.mapTo(part, QPoint(0, 0))
        return at.y(), at.x()

    return sorted(found, key=place)


def _can_take(widget: QWidget) -> bool:
    tabs = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabs and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _focus(widget: QWidget | None) -> None:
    if widget is not None:
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
