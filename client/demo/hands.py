"""The demonstration's hands and eyes: uses a real window by the words people read, and takes its picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from accessibility.widgets import Field, SearchBox
from client.app import App
from client.demo.hub_process import DemoFailed, wait_for
from client.settings import Preferences
from client.window.main_window import MainWindow

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)


def turn_events() -> None:
    """Let the windows do what is waiting."""
    QApplication.processEvents()


class Station:
    """One device with its window open. ``look`` dresses the application before a picture is taken."""

    def __init__(self, app: App, size: tuple[int, int], pictures: Path) -> None:
        self.app = app
        self.window = MainWindow(app.workspace, Preferences(app.workspace.mode))
        self.window.resize(*size)
        self.window.show()
        self._size = size
        self._pictures = pictures

    def until(self, holds: Callable[[], T | None], what: str, seconds: float = 60) -> T:
        """Keep the windows going until a condition holds."""
        try:
            found: T = wait_for(holds, what, seconds, turn_events)
        except DemoFailed:
            self.picture("stopped-here")
            raise
        return found

    def button(self, words: str) -> QAbstractButton:
        """The visible button with these words, once it is there."""
        found: QAbstractButton = self.until(lambda: self._button(words), f"a button '{words}'")
        return found

    def press(self, words: str) -> None:
        """Click a button."""
        self.button(words).click()
        turn_events()

    def field(self, label: str) -> Field:
        """The visible field with this label, in the window in front."""
        return self.until(
            lambda: next((f for f in self._seen(Field) if f.label == label and f.isVisible()), None),
            f"a field '{label}'",
        )

    def fill(self, label: str, value: Any) -> None:
        """Write into a field as the keyboard would where it is a line, else give it the value."""
        field = self.field(label)
        inner = field.editor if isinstance(field.editor, QLineEdit) else field.editor.findChild(QLineEdit)
        if isinstance(value, str) and isinstance(inner, QLineEdit):
            inner.setFocus()
            inner.selectAll()
            QTest.keyClicks(inner, value)
        else:
            field.set_value(value)
            field.changed.emit()
        turn_events()

    def search(self, text: str) -> None:
        """Type into the search box of the screen in sight and press Enter."""
        box = self.until(lambda: next((b for b in self._screen(SearchBox) if b.isVisible()), None), "a search box")
        box.edit.setFocus()
        box.edit.selectAll()
        QTest.keyClicks(box.edit, text)
        QTest.keyClick(box.edit, Qt.Key.Key_Return)
        turn_events()

    def cards(self) -> list[QAbstractButton]:
        """The cards of a list: buttons whose name begins as a card's does."""
        return [b for b in self._screen(QAbstractButton) if b.isVisible() and b.accessibleName().startswith("View")]

    def reads(self, words: str) -> bool:
        """Whether these words stand anywhere in sight."""
        texts = (getattr(widget, "text", None) for widget in self._seen(QWidget) if widget.isVisible())
        return any(callable(text) and words in str(text()) for text in texts)

    def picture(self, name: str) -> Path:
        """Save what the window shows (with the dialog in front of it, if there is one)."""
        self.app.workspace.zone()
        Preferences(self.app.workspace.mode).wear()
        self.window.resize(*self._size)
        end = time.monotonic() + 0.4
        while time.monotonic() < end:
            turn_events()
        self._pictures.mkdir(parents=True, exist_ok=True)
        path = self._pictures / f"{name}.png"
        dialog = self._dialog()
        if not (dialog or self.window).grab().save(str(path)):
            raise DemoFailed(f"the picture {path} could not be written")
        return path

    def close(self) -> None:
        """Close window and app, without the question a form with unsaved work would ask."""
        self.window.hide()
        self.app.close()
        self.window.deleteLater()
        turn_events()

    def _dialog(self) -> QWidget | None:
        front = QApplication.activeModalWidget()
        return front if front is not None and front.isVisible() and front.parent() is self.window else None

    def _seen(self, kind: type[W]) -> list[W]:
        return (self._dialog() or self.window).findChildren(kind)

    def _screen(self, kind: type[W]) -> list[W]:
        shown = self.window.stack.currentWidget()
        return shown.findChildren(kind) if shown is not None else []

    def _button(self, words: str) -> QAbstractButton | None:
        fitting = (b for b in self._seen(QAbstractButton) if words in (b.text(), b.accessibleName()))
        return next((b for b in fitting if b.isVisible() and b.isEnabled()), None)
