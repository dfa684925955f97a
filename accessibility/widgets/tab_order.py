"""The way of the Tab key in reading order, whatever came to a window last."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
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
    if isinstance(widget, QAbstractScrollArea):
        return []
    layout = widget.layout()
    laid = list(_items(layout)) if layout is not None else []
    known = set(laid)
    free = [one for one in widget.children() if isinstance(one, QWidget) and one not in known and not one.isWindow()]
    return laid + sorted(free, key=lambda one: (one.y(), one.x()))


def _stops(widget: QWidget) -> bool:
    """Whether Tab stops at a widget itself."""
    policy = widget.focusPolicy()
    return bool(policy & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None and widget.isEnabled()


def _with_inner(widget: QWidget) -> Iterator[QWidget]:
    """The stops of a widget in sight: itself, then those in it."""
    if not widget.isHidden():
        if _stops(widget):
            yield widget
        yield from reading_order(widget)


def reading_order(part: QWidget) -> Iterator[QWidget]:
    """Every widget of a part that Tab can stop at, in the order its layouts are read."""
    for widget in _parts(part):
        yield from _with_inner(widget)


def _beyond(now: QWidget, window: QWidget, forward: bool) -> Iterator[QWidget]:
    """The stops after a widget, or those before it backwards, nearest first: only what lies that way is looked at."""
    if forward:
        yield from reading_order(now)
    branch = now
    while branch is not window and (holder := branch.parentWidget()) is not None:
        parts = _parts(holder)
        here = next((place for place, part in enumerate(parts) if part is branch or part.isAncestorOf(branch)), None)
        if here is not None and forward:
            for part in parts[here + 1 :]:
                yield from _with_inner(part)
        elif here is not None:
            for part in reversed(parts[:here]):
                yield from reversed(list(_with_inner(part)))
            if holder is not window and _stops(holder):
                yield holder
        branch = holder


def _in_order(now: QWidget, window: QWidget) -> bool:
    """Whether a widget is among the stops of its window; what lies in a table or on a page out of sight is not."""
    return window.isAncestorOf(now) and _stops(now) and now.isVisible() and not _in_view(now)


def _in_view(now: QWidget) -> bool:
    holder = now.parentWidget()
    while holder is not None and not isinstance(holder, QAbstractScrollArea):
        holder = holder.parentWidget()
    return holder is not None and not isinstance(holder, QScrollArea)


def holds_focus(widget: QWidget) -> bool:
    """Whether a widget is where its window's keyboard stands, also while a dialog in front of the window has it."""
    return widget.window().focusWidget() is widget


def tab_in_reading_order(window: QWidget, forward: bool) -> bool:
    """Move the focus to what is read next, or before; False where the focus is nowhere in that order.

    For ``focusNextPrevChild`` of a window. Qt's own chain is left alone: it follows the order things were made in, and
    ``setTabOrder`` on widgets that hand their focus on can tie it into a ring that Tab never leaves.
    """
    now = window.focusWidget()
    found = None
    if now is not None and now is not window:
        if not _in_order(now, window):
            return False
        found = next(_beyond(now, window, forward), None)
    if found is None:  # round the end
        every = reading_order(window)
        found = next(every, None) if forward else next(iter(reversed(list(every))), None)
    if found is None:
        return False
    found.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True
