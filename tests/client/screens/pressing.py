"""Finding and pressing what a person sees: buttons by their words, dialogs that opened, toasts."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from accessibility.widgets import Dialog, Toast, announcer

D = TypeVar("D", bound=Dialog)


def button(inside: QWidget, text: str) -> QAbstractButton:
    """The visible button with these words or this accessible name."""
    found = [
        one
        for one in inside.findChildren(QAbstractButton)
        if one.isVisible() and text in (one.text().replace("&&", "&"), one.accessibleName())
    ]
    assert found, f"no button '{text}'"
    return found[0]


def press(qtbot: QtBot, inside: QWidget, text: str) -> None:
    """Press the button with these words."""
    qtbot.mouseClick(button(inside, text), Qt.MouseButton.LeftButton)


def opened(qtbot: QtBot, kind: type[D]) -> D:
    """The dialog of a kind that is open."""

    def there() -> bool:
        return any(isinstance(one, kind) and one.isVisible() for one in QApplication.topLevelWidgets())

    qtbot.waitUntil(there)
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def toast(window: QWidget) -> str:
    """The words of the notice in sight; empty without one."""
    return next((one.text() for one in window.findChildren(Toast) if one.isVisible()), "")


class Heard:
    """What a screen reader was given since this was made."""

    def __init__(self) -> None:
        self.words: list[str] = []
        announcer().forget()  # what earlier windows had still to say
        announcer().announced.connect(self._hear)

    def _hear(self, text: str, _assertive: bool) -> None:
        self.words.append(text)
