"""A field: label, editor, help and error as one, with every tie a screen reader needs."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from accessibility.widgets.announcer import announce
from accessibility.widgets.appearance import appearance, look
from accessibility.widgets.buttons import literal
from accessibility.widgets.editors import Editor
from accessibility.widgets.texts import Text
from accessibility.widgets.toggles import CheckField
from accessibility.words import words


class Field(QWidget):
    """Label above an editor, with help below it and its error in words.

    ``changed`` and ``committed`` pass on the editor's. The label is the editor's buddy and name;
    whether it is required, its help and its error are its description.
    """

    changed = Signal()
    committed = Signal()

    def __init__(
        self,
        label: str,
        editor: QWidget,
        required: bool = False,
        help: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``editor`` is any widget that keeps to :class:`Editor`; TypeError if it does not."""
        super().__init__(parent)
        if not isinstance(editor, Editor):
            raise TypeError(f"{type(editor).__name__} is not an editor")
        self.label, self.required, self.help = label, required, help
        self.editor = cast(Any, editor)
        self._error = ""
        self._unit = editor.naming_target().accessibleDescription()
        self._build(editor)
        self.editor.changed.connect(self._edited)
        self.editor.committed.connect(self._committed)
        self.setFocusProxy(editor.naming_target())
        appearance().changed.connect(self._dress)
        self._describe()

    def _build(self, editor: QWidget) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        target = self.editor.naming_target()
        self.label_widget = QLabel(self)
        self.label_widget.setProperty("kind", "label")
        self.label_widget.setTextFormat(Qt.TextFormat.PlainText)
        self.label_widget.setWordWrap(True)
        shown = f"{self.label} {words().required_mark}" if self.required else self.label
        # A button that begins a table or adds a photo is called by its own words too, and stands below what it adds to.
        by_button = isinstance(target, QAbstractButton) and not isinstance(editor, CheckField)
        self.label_widget.setText(shown if by_button else literal(shown))
        if not by_button:
            self.label_widget.setBuddy(target)
        # A check box carries its label itself; showing it twice would have it read twice.
        self.label_widget.setVisible(not isinstance(editor, CheckField))
        self.editor.set_label(self.label)
        if not isinstance(editor, CheckField):
            target.setAccessibleName(f"{self.label}: {target.text()}" if by_button else self.label)
        self._help_label = Text(self.help, "small")
        if not self.help:  # never shown by hand while it has no parent: that would make it a window of its own
            self._help_label.hide()
        self._error_row = QWidget(self)
        self._error_row.hide()
        row = QHBoxLayout(self._error_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._error_icon = QLabel()
        self._error_icon.setProperty("decorative", True)
        self._error_label = Text("", "small")
        self._error_label.setProperty("tone", "bad")
        row.addWidget(self._error_icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._error_label, 1)
        column.addWidget(self.label_widget)
        column.addWidget(editor)
        column.addWidget(self._help_label)
        column.addWidget(self._error_row)
        column.addStretch(1)
        self._dress()

    def _dress(self) -> None:
        self._error_icon.setPixmap(look().icon("problem", "bad", 18).pixmap(look().px(18), look().px(18)))

    def _describe(self) -> None:
        parts = [
            self._unit,
            words().required if self.required else "",
            words().error.format(text=self._error) if self._error else "",
            self.help,
        ]
        self.editor.naming_target().setAccessibleDescription(". ".join(part for part in parts if part))

    def value(self) -> Any:
        """The editor's value."""
        return self.editor.value()

    def set_value(self, value: Any) -> None:
        """Show a value; an error about the former one goes."""
        self.editor.set_value(value)
        self.set_error("")

    def problem(self) -> str:
        """Why what is written cannot be taken, in words; empty when it can."""
        found = str(self.editor.problem())
        if not found and self.required and self.value() in (None, "", [], ()):
            return words().required_problem.format(label=self.label)
        return found

    def error(self) -> str:
        """The error shown now."""
        return self._error

    def set_error(self, text: str, say: bool = True) -> None:
        """Show an error in words, or take it away with an empty text; a new one is announced."""
        if text == self._error:
            return
        self._error = text
        self._error_label.setText(text)
        self._error_row.setVisible(bool(text))
        target = self.editor.naming_target()
        target.setProperty("invalid", "true" if text else "false")
        target.style().unpolish(target)
        target.style().polish(target)
        self._describe()
        if text and say:
            announce(target, words().field_error.format(label=self.label, text=text), assertive=True)

    def check(self) -> bool:
        """Show the problem, if any, and tell whether there is none."""
        self.set_error(self.problem())
        return not self._error

    def _edited(self) -> None:
        if self._error and not self.problem():
            self.set_error("")
        self.changed.emit()

    def _committed(self) -> None:
        # After the editor has tidied what was written, and not while the focus is still on its way.
        QTimer.singleShot(0, self, self._judge)
        self.committed.emit()

    def _judge(self) -> None:
        self.set_error(str(self.editor.problem()))
