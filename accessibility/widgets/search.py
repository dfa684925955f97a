"""A search box with suggestions that the keyboard reaches and a reader hears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidgetItem, QSizePolicy, QWidget

from accessibility.widgets.announcer import announce
from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.buttons import IconButton
from accessibility.widgets.editors import LineEdit
from accessibility.widgets.scroll import scroll_by_finger
from accessibility.widgets.told_list import ToldList
from accessibility.words import words

DEBOUNCE_MS = 300


@dataclass(frozen=True)
class Suggestion:
    """One line of the popup: what it says, a word of detail, and what it stands for."""

    text: str
    detail: str = ""
    data: Any = None


class SearchBox(QFrame):
    """A line to search in.

    ``suggestion_requested`` and, where ``live``, ``searched`` come 300 ms after the last key; Enter and
    the clear button search at once. ``suggestion_chosen`` carries the chosen :class:`Suggestion`.
    """

    searched = Signal(str)
    suggestion_requested = Signal(str)
    suggestion_chosen = Signal(object)

    def __init__(self, label: str, placeholder: str = "", live: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._live = label, live
        self._last = ""
        self._suggested_for = ""
        row = QHBoxLayout(self)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        row.setContentsMargins(2 if mirrored else 14, 0, 14 if mirrored else 2, 0)
        row.setSpacing(8)
        self._icon = QLabel()
        self._icon.setProperty("decorative", True)
        self.edit = LineEdit()
        self.edit.set_hint(placeholder or label, words().search)
        self.edit.setAccessibleName(label)
        self.edit.setProperty("kind", "bare")
        self.edit.installEventFilter(self)
        self._clear = IconButton(words().clear.format(label=label), "close")
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        row.addWidget(self._icon)
        row.addWidget(self.edit, 1)
        row.addWidget(self._clear)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._pause)
        self.edit.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        self.edit.changed.connect(self._typed)
        self.edit.returnPressed.connect(self._enter)
        self.popup = _Popup(label, self)
        appearance().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setMinimumWidth(look().px(206))
        self._icon.setPixmap(look().icon("search", "ink_soft", 20).pixmap(look().px(20), look().px(20)))

    def text(self) -> str:
        """What is written, stripped."""
        return self.edit.value()

    def set_text(self, text: str) -> None:
        """Write without searching."""
        self.edit.set_value(text)
        self._last = self.text()

    def clear(self) -> None:
        """Empty the line and search for everything."""
        self.edit.set_value("")
        self._enter()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Offer these; none closes the popup. Ignored once the focus is elsewhere."""
        if suggestions and self.edit.hasFocus() and self.text():
            self.popup.offer(suggestions)
            here, count = words(), len(suggestions)
            announce(self.edit, here.suggestions_one if count == 1 else here.suggestions_count.format(count=count))
        else:
            self.popup.hide()

    def _typed(self) -> None:
        if not self.text():
            self.popup.hide()
        self._timer.start()

    def _pause(self) -> None:
        if self.text():
            self.suggestion_requested.emit(self.text())
        if self._live:
            self._search()

    def _search(self) -> None:
        if self.text() != self._last:
            self._last = self.text()
            self.searched.emit(self._last)

    def _enter(self) -> None:
        self._timer.stop()
        self.popup.hide()
        self._last = self.text()
        self.searched.emit(self._last)

    def take(self, suggestion: Suggestion) -> None:
        """Choose a suggestion as a press on it does."""
        self.popup.hide()
        self._timer.stop()
        self.set_text(suggestion.text)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.suggestion_chosen.emit(suggestion)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes to the suggestions, Escape closes them; leaving the box closes them too."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down and self.popup.isVisible():
                self.popup.enter()
                return True
            if event.key() == Qt.Key.Key_Escape and self.popup.isVisible():
                self.popup.hide()
                return True
        if event.type() == QEvent.Type.FocusOut and self.popup.isVisible():
            QTimer.singleShot(0, self, self._close_unless_inside)
        return False

    def _close_unless_inside(self) -> None:
        if not self.popup.hasFocus() and not self.edit.hasFocus():
            self.popup.hide()


class _Popup(ToldList):
    """The suggestions, laid over the window below the box, so that it works on every platform alike."""

    def __init__(self, label: str, box: SearchBox) -> None:
        super().__init__(box)
        self._box = box
        self.setAccessibleName(words().suggestions.format(label=label))
        self.setProperty("kind", "popup")
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll_by_finger(self)
        self.itemClicked.connect(self._choose)
        self.hide()

    def offer(self, suggestions: Sequence[Suggestion]) -> None:
        self.clear()
        row = max(look().target, self.fontMetrics().height() + 20)
        for suggestion in suggestions:
            shown = f"{suggestion.text}   {suggestion.detail}" if suggestion.detail else suggestion.text
            item = QListWidgetItem(shown)
            item.setData(Qt.ItemDataRole.UserRole, suggestion)
            item.setSizeHint(QSize(0, row))
            self.addItem(item)
        window = self._box.window()
        self.setParent(window)
        corner = self._box.mapTo(window, QPoint(0, self._box.height() + 4))
        room = window.height() - corner.y() - 8
        wanted = row * min(len(suggestions), 8) + 10
        if room < min(wanted, row * 3):  # no room below: open above the box
            corner.setY(max(8, self._box.mapTo(window, QPoint(0, 0)).y() - wanted - 4))
            room = wanted
        self.setGeometry(corner.x(), corner.y(), self._box.width(), min(wanted, room))
        self.show()
        self.raise_()

    def enter(self) -> None:
        """Take the focus, on the first suggestion."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentRow(0)

    def _choose(self, item: QListWidgetItem) -> None:
        self._box.take(item.data(Qt.ItemDataRole.UserRole))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self._choose(self.currentItem())
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Up and self.currentRow() == 0):
            self._box.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.setVisible(key != Qt.Key.Key_Escape)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()
        else:  # anything else is typing: back to the line, where the key is written
            self._box.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self._box.edit.event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self._box.edit.hasFocus():
            self.hide()
