"""Editors for words and choices. Every editor has ``value``, ``set_value``, ``changed`` and ``committed``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from accessibility.text_areas import line_room
from accessibility.widgets.appearance import look


@runtime_checkable
class Editor(Protocol):
    """What a :class:`Field` asks of the widget inside it.

    ``changed`` is emitted as the person types or picks, never by ``set_value``; ``committed`` once when
    they are done and the value differs from what it was.
    """

    @property
    def changed(self) -> SignalInstance: ...
    @property
    def committed(self) -> SignalInstance: ...
    def value(self) -> Any: ...
    def set_value(self, value: Any) -> None: ...
    def problem(self) -> str:
        """Why what is written is not a value, in words; empty when it is one."""

    def naming_target(self) -> QWidget:
        """The widget a label is the buddy of, which takes the focus."""

    def set_label(self, label: str) -> None:
        """Name the parts inside, such as a calendar button, after the field's label."""


class LineEdit(QLineEdit):
    """One line of text. ``value()`` is stripped of blanks at both ends."""

    changed = Signal()
    committed = Signal()

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        self._before = ""
        self._hints: tuple[str, str] | None = None
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(lambda _text: self.changed.emit())
        self.editingFinished.connect(self._finish)

    def set_hint(self, full: str, brief: str) -> None:
        """What stands in it while it is empty: the full hint where it fits, else the brief one.

        A hint that was cut off would be read by nobody; the name, which is heard, keeps all of it.
        """
        self._hints = (full, brief)
        self._fit_hint()

    def _fit_hint(self) -> None:
        if self._hints is not None:
            full, brief = self._hints
            fits = self.fontMetrics().horizontalAdvance(full) <= line_room(self)
            self.setPlaceholderText(full if fits else brief)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The hint fits the width."""
        super().resizeEvent(event)
        self._fit_hint()

    def changeEvent(self, event: QEvent) -> None:
        """The hint fits larger letters too."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_hint()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now it has the padding of its style."""
        super().showEvent(event)
        self._fit_hint()

    def value(self) -> str:
        """What is written."""
        return self.text().strip()

    def set_value(self, value: str | None) -> None:
        """Show a text, from its beginning."""
        if self.text() != (value or ""):  # a caret told of before the focus would keep the field from being spoken
            self.setText(value or "")
            self.setCursorPosition(0)
        self._before = self.value()

    def problem(self) -> str:
        """Any text is a value."""
        return ""

    def naming_target(self) -> QWidget:
        """Itself."""
        return self

    def set_label(self, label: str) -> None:
        """Nothing inside needs a name."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """As a line does; where there is nothing to select, nothing is selected.

        Qt would tell of the selection before it tells of the focus; Orca then takes the field for one it has spoken
        of already, and is silent.
        """
        super().focusInEvent(event if self.text() else QFocusEvent(event.type(), Qt.FocusReason.OtherFocusReason))

    def _finish(self) -> None:
        if self.value() != self._before:
            self._before = self.value()
            self.committed.emit()


class MultiLineEdit(QPlainTextEdit):
    """Several lines of plain text; Tab leaves it."""

    changed = Signal()
    committed = Signal()

    def __init__(self, placeholder: str = "", lines: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = ""
        self._setting = False
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.textChanged.connect(self._edited)

    def sizeHint(self) -> QSize:
        """High enough for its lines in the current font."""
        return QSize(super().sizeHint().width(), self.fontMetrics().lineSpacing() * self._lines + 28)

    def minimumSizeHint(self) -> QSize:
        """Two lines at least."""
        return QSize(120, self.fontMetrics().lineSpacing() * 2 + 28)

    def value(self) -> str:
        """What is written."""
        return self.toPlainText().strip()

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self._setting = True
        self.setPlainText(value or "")
        self._setting = False
        self._before = self.value()

    def problem(self) -> str:
        """Any text is a value."""
        return ""

    def naming_target(self) -> QWidget:
        """Itself."""
        return self

    def set_label(self, label: str) -> None:
        """Nothing inside needs a name."""

    def _edited(self) -> None:
        if not self._setting:
            self.changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving it commits."""
        super().focusOutEvent(event)
        if self.value() != self._before:
            self._before = self.value()
            self.committed.emit()


class ChoiceField(QComboBox):
    """One of several; options are (value, text). Only a buddy label can name a combo box, so use Field."""

    changed = Signal()
    committed = Signal()

    def __init__(
        self,
        options: Iterable[tuple[Any, str]] = (),
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(12)
        self.set_options(options)
        self.activated.connect(self._picked)

    def set_options(self, options: Iterable[tuple[Any, str]]) -> None:
        """Replace the options, keeping the value where it is still among them."""
        kept = self.value()
        self.clear()
        for value, text in options:
            self.addItem(text, value)
        self.set_value(kept)

    def value(self) -> Any:
        """The chosen value, None while nothing is chosen."""
        return self.currentData()

    def set_value(self, value: Any) -> None:
        """Choose; a value that is not an option leaves nothing chosen."""
        # findData compares QVariants, in which a str and an Enum of it differ; plain == is what is meant.
        places = [row for row in range(self.count()) if self.itemData(row) == value]
        self.setCurrentIndex(places[0] if places else -1)

    def problem(self) -> str:
        """Any option is a value."""
        return ""

    def naming_target(self) -> QWidget:
        """Itself."""
        return self

    def set_label(self, label: str) -> None:
        """Nothing inside needs a name."""

    def _picked(self, _row: int) -> None:
        self.changed.emit()
        self.committed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a form must not change a value it passes over."""
        event.ignore()

    def showPopup(self) -> None:
        """Rows of the list are as high as a finger needs."""
        height = max(look().target, self.fontMetrics().height() + 18)
        self.view().setProperty("choice", "true")
        for row in range(self.count()):
            self.setItemData(row, QSize(0, height), Qt.ItemDataRole.SizeHintRole)
        super().showPopup()

    def changeEvent(self, event: QEvent) -> None:
        """A new font or theme measures the box again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
