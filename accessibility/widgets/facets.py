"""A facet: the values of one field with how many records have each, to tick and untick."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.buttons import Button
from accessibility.widgets.texts import Heading
from accessibility.widgets.tips import tip
from accessibility.widgets.told_list import ToldList
from accessibility.words import words

_COUNT = Qt.ItemDataRole.UserRole + 1
_LABEL = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True)
class FacetValue:
    """One value: its key, what it is called, and how many records have it."""

    key: Hashable
    label: str
    count: int


class FacetList(QWidget):
    """One Tab stop; arrows move, Space ticks, a press anywhere on the row ticks. Emits the ticked keys."""

    changed = Signal(object)

    def __init__(self, title: str, shown: int = 6, parent: QWidget | None = None) -> None:
        """``shown`` values stand at first, the rest behind a button."""
        super().__init__(parent)
        self._shown, self._all = shown, False
        self._values: list[FacetValue] = []
        self._ticked: set[Hashable] = set()
        self._standing: list[Hashable] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Heading(title, 2, like=4))
        self.list = ToldList()
        self.list.setAccessibleName(title)
        self.list.setProperty("kind", "facet")
        self.list.setTabKeyNavigation(False)
        self.list.setItemDelegate(_FacetRow(self.list))
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemChanged.connect(self._tick)
        self.list.itemClicked.connect(self._press)
        column.addWidget(self.list)
        self._more = Button("", "chevron-down", "link")
        self._more.clicked.connect(self._toggle_all)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        appearance().changed.connect(self._dress)
        self._show()

    def set_values(self, values: Sequence[FacetValue]) -> None:
        """Show values with their counts; what is ticked stays ticked, and is shown even at count 0."""
        if self._values != list(values):
            self._values = list(values)
            self._show()

    def set_ticked(self, keys: set[Any]) -> None:
        """Tick these, without a signal."""
        if self._ticked != keys:
            self._ticked = set(keys)
            self._show()

    def ticked(self) -> set[Hashable]:
        """The ticked keys."""
        return set(self._ticked)

    def _toggle_all(self) -> None:
        self._all = not self._all
        self._show()

    def _dress(self) -> None:
        """Rows are as high as they look: another look takes other rows."""
        self._standing = []
        self._show()

    def _show(self) -> None:
        """Rows that stand are written over: new counts may come several times a second."""
        standing = self._values if self._all else self._values[: self._shown]
        standing = standing + [v for v in self._values if v.key in self._ticked and v not in standing]
        self.list.blockSignals(True)
        if [value.key for value in standing] != self._standing:
            self._standing = [value.key for value in standing]
            self._make_rows(len(standing))
        for row, value in enumerate(standing):
            self._write(self.list.item(row), value)
        self.list.blockSignals(False)
        height = self._row_height() * self.list.count() + 2
        if height != self.list.minimumHeight():
            self.list.setFixedHeight(height)
        self._show_more()

    def _make_rows(self, count: int) -> None:
        row_before = self.list.currentRow()
        self.list.clear()
        for _ in range(count):
            item = QListWidgetItem()
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(row_before, 0), count - 1))
        self.list.clearSelection()

    def _write(self, item: QListWidgetItem, value: FacetValue) -> None:
        count = f"{value.count:,}"
        item.setText(words().facet_value.format(label=value.label, count=count))
        item.setData(Qt.ItemDataRole.UserRole, value.key)
        item.setData(_COUNT, count)
        item.setData(_LABEL, value.label)
        item.setToolTip(tip(value.label))
        on = value.key in self._ticked
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _show_more(self) -> None:
        self._more.setVisible(len(self._values) > self._shown)
        here = words()
        self._more.setText(here.show_fewer if self._all else here.show_all.format(count=len(self._values)))
        icon = "chevron-up" if self._all else "chevron-down"
        if icon != self._more.icon_name():
            self._more.set_icon(icon)

    def _row_height(self) -> int:
        return max(look().target, self.list.fontMetrics().height() + 16)

    def _tick(self, item: QListWidgetItem) -> None:
        key = item.data(Qt.ItemDataRole.UserRole)
        if item.checkState() == Qt.CheckState.Checked:
            self._ticked.add(key)
        else:
            self._ticked.discard(key)
        self.changed.emit(set(self._ticked))

    def _press(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)


class _FacetRow(QStyledItemDelegate):
    """Paints box, label and count; the box alone does not take presses, the whole row does."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, max(look().target, option.fontMetrics.height() + 16))

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        # Space ticks here; a press is left to the list's itemClicked, else the box would tick twice.
        by_key = event.type() == QEvent.Type.KeyPress
        return by_key and super().editorEvent(event, model, option, index)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        here = look()
        row: QRect = option.rect
        side = here.px(20)
        on = index.data(Qt.ItemDataRole.CheckStateRole) in (
            Qt.CheckState.Checked,
            Qt.CheckState.Checked.value,
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = option.state
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, here.colour("sunken"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(here.colour("focus"), 2))
            painter.drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), 6, 6)
        left = row.right() - 6 - side if mirrored else row.left() + 6
        box = QRectF(left, row.center().y() - side / 2 + 1, side, side)
        painter.setPen(QPen(here.colour("accent" if on else "line"), 2))
        painter.setBrush(here.colour("accent" if on else "surface"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        if on:
            here.icon("check", "on_accent", 16).paint(painter, box.adjusted(2, 2, -2, -2).toRect())
        count = str(index.data(_COUNT))
        metrics = option.fontMetrics
        count_width = metrics.horizontalAdvance(count) + 8
        text = row.adjusted(side + 16, 0, -count_width - 8, 0)
        at_end = row.adjusted(side + 16, 0, -8, 0)
        if mirrored:
            text = row.adjusted(count_width + 8, 0, -side - 16, 0)
            at_end = row.adjusted(8, 0, -side - 16, 0)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setPen(here.colour("ink"))
        label = metrics.elidedText(str(index.data(_LABEL)), Qt.TextElideMode.ElideRight, text.width())
        start = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        end = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
        painter.drawText(text, middle | start, label)
        painter.setPen(here.colour("ink_soft"))
        painter.drawText(at_end, middle | end, count)
        painter.restore()
