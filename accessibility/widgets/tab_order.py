"""The way of the Tab key in reading order, whatever came to a window last."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QGridLayout,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)


def _items(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout as they are read; those of a grid row by row."""
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda place: layout.getItemPosition(place)[:2])  # type: ignore[index]
    for place in places:
        item = layout.itemAt(place)
        inner = item.layout() if item is not None else None
        widget = item.widget() if item is not None else None
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _items(inner)


def _parts(widget: QWidget) -> list[QWidget]:
    """What lies in a widget, as it is read."""
    if isinstance(widget, QTabWidget):
        return [part for part in (widget.tabBar(), widget.currentWidget()) if part is not None]
    if isinstance(widget, QStackedWidget):
        return [part for part in (widget.currentWidget(),) if part is not None]
    if isinstance(widget, QSplitter):
        return [part for part in map(widget.widget, range(widget.count())) if part is not None]
    if isinstance(widget, QScrollArea):
        return [part for part in (widget.widget(),) if part is not None]
    if isinstance(widget, (QAbstractItemView, QAbstractScrollArea)):
        return []
    layout = widget.layout()
    laid = list(_items(layout)) if layout is not None else []
    free = [one for one in widget.children() if isinstance(one, QWidget) and not one.isWindow() and one not in laid]
    return laid + sorted(free, key=lambda one: (one.y(), one.x()))


def reading_order(part: QWidget) -> Iterator[QWidget]:
    """Every widget of a part that Tab can stop at, in the order its layouts are read."""
    for widget in _parts(part):
        if widget.isHidden():
            continue
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None and widget.isEnabled():
            yield widget
        yield from reading_order(widget)


def tab_in_reading_order(window: QWidget, forward: bool) -> bool:
    """Move the focus to what is read next, or before; False where the focus is nowhere in that order.

    For ``focusNextPrevChild`` of a window. Qt's own chain is left alone: it follows the order things were made in, and
    ``setTabOrder`` on widgets that hand their focus on can tie it into a ring that Tab never leaves.
    """
    stops = list(reading_order(window))
    now = window.focusWidget()
    if not stops or (now is not None and now is not window and now not in stops):
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    place = stops.index(now) + (1 if forward else -1) if now in stops else 0 if forward else -1
    stops[place % len(stops)].setFocus(reason)
    return True
