"""Layouts that follow the width: chips that wrap, and cards or fields in as many columns as fit."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget, QWidgetItem


class _WrappingLayout(QLayout):
    """What both layouts share: a list of items and a height that depends on the width."""

    def __init__(self, spacing: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
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

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        taken = self._items.pop(index) if 0 <= index < len(self._items) else None
        self.invalidate()
        return taken

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        widest = max((item.minimumSize().width() for item in self._shown()), default=0)
        tallest = max((item.minimumSize().height() for item in self._shown()), default=0)
        return QSize(
            widest + margins.left() + margins.right(), tallest + margins.top() + margins.bottom()
        )

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
        raise NotImplementedError


class FlowLayout(_WrappingLayout):
    """Items side by side at their own width, wrapping to the next line like words."""

    def __init__(self, spacing: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(spacing, parent)

    def _arrange(self, rect: QRect, move: bool) -> int:
        margins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        x, y, line = area.left(), area.top(), 0
        for item in self._shown():
            size = item.sizeHint().boundedTo(QSize(max(area.width(), item.minimumSize().width()), 16777215))
            if x > area.left() and x + size.width() > area.right() + 1:
                x, y, line = area.left(), y + line + self.spacing(), 0
            if move:
                self._place(item, area, QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            line = max(line, size.height())
        return y + line - rect.top() + margins.bottom()


class CardGrid(_WrappingLayout):
    """Equal columns at least ``least_width`` wide, as many as fit; each row as high as its highest item."""

    def __init__(
        self,
        least_width: int = 280,
        spacing: int = 16,
        most_columns: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """``most_columns`` 0 means no limit; 2 makes a form of one or two columns."""
        super().__init__(spacing, parent)
        self.least_width = least_width
        self.most_columns = most_columns

    def columns(self, width: int) -> int:
        """How many columns fit a width in pixels; at least one."""
        fit = max(1, (width + self.spacing()) // (self.least_width + self.spacing()))
        return min(fit, self.most_columns) if self.most_columns else fit

    def minimumSize(self) -> QSize:
        smallest = super().minimumSize()
        narrow = min(smallest.width(), self.least_width)
        return QSize(max(narrow, 0), smallest.height())

    def _arrange(self, rect: QRect, move: bool) -> int:
        margins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        columns = self.columns(area.width())
        width = (area.width() - self.spacing() * (columns - 1)) // columns
        items, y = self._shown(), area.top()
        for start in range(0, len(items), columns):
            row = items[start : start + columns]
            height = max(self._height(item, width) for item in row)
            for place, item in enumerate(row):
                if move:
                    x = area.left() + place * (width + self.spacing())
                    self._place(item, area, QRect(x, y, width, height))
            y += height + self.spacing()
        used = y - self.spacing() if items else y
        return used - rect.top() + margins.bottom()

    @staticmethod
    def _height(item: QLayoutItem, width: int) -> int:
        if item.hasHeightForWidth():
            return max(item.heightForWidth(width), item.minimumSize().height())
        return item.sizeHint().height()
