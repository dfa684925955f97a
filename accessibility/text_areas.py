"""Where a widget shows text, and how large that text is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QStyleOptionGroupBox,
    QTabBar,
    QTableView,
    QTextEdit,
    QToolButton,
    QTreeView,
    QWidget,
)

_EDGE = 5
_CARET = 2
"""What Qt keeps free for the caret at each end of a line, in pixels."""
_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_MOST_ITEMS = 40
_LARGE_PX, _LARGE_BOLD_PX = 24.0, 18.66


@dataclass(frozen=True)
class TextArea:
    """A piece of text: the widget it is painted on, where on it, what it says, whether it counts as large.

    ``rich`` text may have several colours, all of which have to be readable.
    """

    widget: QWidget
    rect: QRect
    text: str
    large: bool
    enabled: bool = True
    rich: bool = False


def is_large(font: QFont) -> bool:
    """Large as WCAG means it: 24 px, or 18.66 px and bold."""
    info = QFontInfo(font)
    size = float(info.pixelSize())
    return size >= _LARGE_PX or (size >= _LARGE_BOLD_PX and info.weight() >= QFont.Weight.Bold)


def _inside(rect: QRect, edge: int = _EDGE) -> QRect:
    return rect.adjusted(edge, edge, -edge, -edge)


def line_room(edit: QLineEdit) -> int:
    """The pixels a line edit has for its words: its width without frame, padding, margins and buttons inside."""
    option = QStyleOptionFrame()
    edit.initStyleOption(option)
    contents = edit.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, edit)
    margins = edit.textMargins()
    return int(contents.width() - margins.left() - margins.right() - 2 * _CARET)


def words_area(button: QAbstractButton) -> QRect:
    """Where on a button its words are, without box, dot or switch."""
    own = getattr(button, "text_area", None)
    if callable(own):
        return QRect(own())
    if isinstance(button, (QCheckBox, QRadioButton)):
        option = QStyleOptionButton()
        option.initFrom(button)
        part = QStyle.SubElement.SE_CheckBoxContents
        return button.style().subElementRect(part, option, button)
    return _inside(button.rect())


def _of_items(view: QAbstractItemView) -> Iterator[TextArea]:
    model, seen = view.model(), 0
    root, viewport = view.rootIndex(), view.viewport()
    for row in range(min(model.rowCount(root), _MOST_ITEMS)):
        # A list model keeps its columnCount to itself: it has one column.
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(root)):
            index: QModelIndex = model.index(row, column, root)
            text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
            rect = _inside(view.visualRect(index), 3)
            if index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                # The tick box stands before the words and has colours of its own.
                room = view.visualRect(index).height()
                mirrored = view.layoutDirection() == Qt.LayoutDirection.RightToLeft
                rect = rect.adjusted(0, 0, -room, 0) if mirrored else rect.adjusted(room, 0, 0, 0)
            enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
            if text and viewport.rect().contains(rect):
                yield TextArea(viewport, rect, text, is_large(view.font()), enabled)
                seen += 1
            if seen >= _MOST_ITEMS:
                return


def is_rich(label: QLabel) -> bool:
    """Whether a label shows its text as markup."""
    wanted = label.textFormat()
    return wanted == Qt.TextFormat.RichText or (
        wanted == Qt.TextFormat.AutoText and _TAG.search(label.text()) is not None
    )


def _of_label(label: QLabel) -> Iterator[TextArea]:
    edge = _EDGE if label.property("kind") == "pill" else 0
    yield TextArea(label, _inside(label.rect(), edge), label.text(), is_large(label.font()), rich=is_rich(label))


def shows_text(button: QAbstractButton) -> bool:
    """Whether a button shows its text; a tool button may show its icon alone."""
    alone = Qt.ToolButtonStyle.ToolButtonIconOnly
    hidden = isinstance(button, QToolButton) and button.toolButtonStyle() == alone and not button.icon().isNull()
    return bool(button.text()) and not hidden


def _of_button(button: QAbstractButton) -> Iterator[TextArea]:
    if not shows_text(button):
        return
    yield TextArea(button, words_area(button), button.text(), is_large(button.font()))


def _of_line(edit: QLineEdit) -> Iterator[TextArea]:
    text = edit.text() or edit.placeholderText()
    yield TextArea(edit, _inside(edit.rect()), text, is_large(edit.font()))


def _of_lines(edit: QPlainTextEdit | QTextEdit) -> Iterator[TextArea]:
    text = edit.toPlainText() or edit.placeholderText()
    yield TextArea(edit.viewport(), edit.viewport().rect(), text, is_large(edit.font()))


def _of_combo(combo: QComboBox) -> Iterator[TextArea]:
    option = QStyleOptionComboBox()
    option.initFrom(combo)
    part = QStyle.SubControl.SC_ComboBoxEditField
    rect = combo.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, combo)
    yield TextArea(combo, rect, combo.currentText() or combo.placeholderText(), is_large(combo.font()))


def _of_tabs(bar: QTabBar) -> Iterator[TextArea]:
    for place in range(bar.count()):
        area = _inside(bar.tabRect(place))
        yield TextArea(bar, area, bar.tabText(place), is_large(bar.font()), bar.isTabEnabled(place))


def _of_group(box: QGroupBox) -> Iterator[TextArea]:
    option = QStyleOptionGroupBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_GroupBoxLabel
    rect = box.style().subControlRect(QStyle.ComplexControl.CC_GroupBox, option, part, box)
    yield TextArea(box, rect, box.title(), is_large(box.font()))


def _of_spin_box(box: QAbstractSpinBox) -> Iterator[TextArea]:
    edit = box.lineEdit()
    yield TextArea(edit, edit.rect(), box.text(), is_large(box.font()))


def _of_progress(bar: QProgressBar) -> Iterator[TextArea]:
    yield TextArea(bar, _inside(bar.rect()), bar.text() if bar.isTextVisible() else "", is_large(bar.font()))


def _of_header(view: QTableView | QTreeView) -> Iterator[TextArea]:
    header = view.horizontalHeader() if isinstance(view, QTableView) else view.header()
    if header.isHidden():
        return
    for place in range(min(header.count(), _MOST_ITEMS)):
        text = str(view.model().headerData(place, Qt.Orientation.Horizontal) or "")
        box = QRect(header.sectionViewportPosition(place), 0, header.sectionSize(place), header.height())
        rect = _inside(box).intersected(header.viewport().rect())
        if not header.isSectionHidden(place) and box.right() <= header.viewport().width():
            yield TextArea(header.viewport(), rect, text, is_large(header.font()))


def _of_list(view: QAbstractItemView) -> Iterator[TextArea]:
    if view.model() is not None:
        yield from _of_items(view)


def _of_table(view: QTableView | QTreeView) -> Iterator[TextArea]:
    if view.model() is not None:
        yield from _of_header(view)
        yield from _of_items(view)


_FINDERS: tuple[tuple[type[QWidget], Callable[[Any], Iterator[TextArea]]], ...] = (
    (QLabel, _of_label),
    (QAbstractButton, _of_button),
    (QLineEdit, _of_line),
    (QPlainTextEdit, _of_lines),
    (QTextEdit, _of_lines),
    (QComboBox, _of_combo),
    (QTabBar, _of_tabs),
    (QTableView, _of_table),
    (QTreeView, _of_table),
    (QAbstractItemView, _of_list),
    (QGroupBox, _of_group),
    (QAbstractSpinBox, _of_spin_box),
    (QProgressBar, _of_progress),
)


def text_areas(widget: QWidget) -> Iterator[TextArea]:
    """Every piece of text a widget shows; none while it is disabled."""
    if not widget.isEnabled():
        return
    for kind, finder in _FINDERS:
        if isinstance(widget, kind):
            yield from (area for area in finder(widget) if area.text and area.enabled)
            return
