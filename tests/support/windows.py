"""Windows for tests: brought to the front, as people have them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def show_in(window: QWidget, qtbot: QtBot, *widgets: QWidget) -> None:
    """Add widgets to a window with a layout and show it as the active one."""
    column = window.layout()
    assert column is not None
    for widget in widgets:
        column.addWidget(widget)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
