"""Layouts that follow the width: chips that wrap, and cards or fields in as many columns as fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget, QWidgetItem

from accessibility.widgets.appearance import look

#: Where each of some items goes within an area, with so many pixels between them; rows follow each other downwards.
#: (Functions that know no layout: one that held its own method would be taken down by the garbage collector.)
Arrangement = Callable[[Sequence[QLayoutItem], QRect, int], list[QRect]]


class _WrappingLayout(QLayout):
    """What both layouts share: a list of items and a height that depends on the width."""

    def __init__(self, arrangement: Arrangement, spacing: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arrangement = arrangement
        self._items: list[QLayoutItem] = []
        self._heights: dict[tuple[int, float, float], int] = {}
        self._minimum: QSize | None = None
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def insert(self, place: int, widget: QWidget) -> None:
        """Put a widget before the item now at ``place``."""
        self.addChildWidget(widget)
        self._items.insert(place, QWidgetItem(widget))
        self.invalidate()

    def clear(self) -> None:
        """Take out and delete every widget."""
        while self._items:
            widget = self._items.pop().widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        taken = self._items.pop(index) if 0 <= index < len(self._items) else None
        self.invalidate()
        return taken

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        """Qt says that something in here is no longer as it was measured."""
        self._heights.clear()
        self._minimum = None
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        # Qt asks for the same few widths again and again, at every level of layouts within layouts.
        key = width, look().scale, look().room
        if key not in self._heights:
            self._heights[key] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[key]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        if self._minimum is None:
            margins = self.contentsMargins()
            least = [item.minimumSize() for item in self._shown()]
            widest = max((size.width() for size in least), default=0)
            tallest = max((size.height() for size in least), default=0)
            self._minimum = QSize(widest + margins.left() + margins.right(), tallest + margins.top() + margins.bottom())
        return QSize(self._minimum)

    def _shown(self) -> list[QLayoutItem]:
        # An item for a hidden widget takes no room, as in Qt's own layouts.
        return [item for item in self._items if not item.isEmpty()]

    def _is_mirrored(self) -> bool:
        parent = self.parentWidget()
        return parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _place(self, item: QLayoutItem, area: QRect, spot: QRect) -> None:
        if self._is_mirrored():
            spot = QStyle.visualRect(Qt.LayoutDirection.RightToLeft, area, spot)
        item.setGeometry(spot)

    def _arrange(self, rect: QRect, move: bool) -> int:
        """Lay the items out, or only measure; returns the height in pixels that they take."""
        margins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        items = self._shown()
        spots = self._arrangement(items, area, look().gap(self.spacing()))
        if move:
            for item, spot in zip(items, spots, strict=True):
                self._place(item, area, spot)
        used = max((spot.top() + spot.height() for spot in spots), default=area.top())
        return used - rect.top() + margins.bottom()


def _height_at(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return max(item.heightForWidth(width), item.minimumSize().height())
    return item.sizeHint().height()


class FlowLayout(_WrappingLayout):
    """Items side by side, wrapping to the next line like words.

    An item whose horizontal policy is expanding takes what its line has left over. Lines that leave something over
    stand where reading begins, or ``at_end``.
    """

    def __init__(self, spacing: int = 8, parent: QWidget | None = None, at_end: bool = False) -> None:
        super().__init__(partial(_in_lines, at_end), spacing, parent)


def _in_lines(at_end: bool, items: Sequence[QLayoutItem], area: QRect, spacing: int) -> list[QRect]:
    spots, y = [], area.top()
    for line in _lines(items, area.width(), spacing):
        widths = _widths(line, area.width(), spacing)
        heights = [_height_at(item, width) for item, width in zip(line, widths, strict=True)]
        spare = area.width() - sum(widths) - spacing * (len(line) - 1)
        x, tallest = area.left() + (max(0, spare) if at_end else 0), max(heights)
        for width, height in zip(widths, heights, strict=True):
            spots.append(QRect(x, y + (tallest - height) // 2, width, height))
            x += width + spacing
        y += tallest + spacing
    return spots


def _lines(items: Sequence[QLayoutItem], width: int, spacing: int) -> list[list[QLayoutItem]]:
    lines: list[list[QLayoutItem]] = []
    left = 0
    for item in items:
        wanted = _wanted(item, width)
        if not lines or wanted > left:
            lines.append([])
            left = width
        lines[-1].append(item)
        left -= wanted + spacing
    return lines


def _wanted(item: QLayoutItem, width: int) -> int:
    grows = bool(item.expandingDirections() & Qt.Orientation.Horizontal)
    least = item.minimumSize().width()
    return min(least if grows and least else item.sizeHint().width(), max(width, least))


def _widths(line: Sequence[QLayoutItem], width: int, spacing: int) -> list[int]:
    widths = [_wanted(item, width) for item in line]
    growing = [place for place, item in enumerate(line) if item.expandingDirections() & Qt.Orientation.Horizontal]
    spare = width - sum(widths) - spacing * (len(line) - 1)
    for place in growing:
        widths[place] += max(0, spare) // len(growing)
    return widths


class CardGrid(_WrappingLayout):
    """Equal columns, as many as fit; each row as high as its highest item.

    ``least_width`` is in pixels at text scale 1 and grows with the text, so that cards stack at 200 %.
    """

    def __init__(
        self,
        least_width: int = 280,
        spacing: int = 16,
        most_columns: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """``most_columns`` 0 means no limit; 2 makes a form of one or two columns."""
        limits = least_width, most_columns
        super().__init__(partial(_in_columns, limits), spacing, parent)
        self._limits = limits

    def columns(self, width: int) -> int:
        """How many columns fit a width in pixels; at least one."""
        return _columns(self._limits, self._shown(), width, look().gap(self.spacing()))


def _columns(limits: tuple[int, int], items: Sequence[QLayoutItem], width: int, spacing: int) -> int:
    least_width, most = limits
    widest = max((item.minimumSize().width() for item in items), default=0)
    least = max(look().px(least_width), widest)
    fit = max(1, (width + spacing) // (least + spacing))
    return min(fit, most) if most else fit


def _in_columns(limits: tuple[int, int], items: Sequence[QLayoutItem], area: QRect, spacing: int) -> list[QRect]:
    columns = _columns(limits, items, area.width(), spacing)
    width = (area.width() - spacing * (columns - 1)) // columns
    spots, y = [], area.top()
    for start in range(0, len(items), columns):
        row = items[start : start + columns]
        height = max(_height_at(item, width) for item in row)
        spots += [QRect(area.left() + place * (width + spacing), y, width, height) for place in range(len(row))]
        y += height + spacing
    return spots
