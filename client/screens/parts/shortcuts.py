"""The sheet of keyboard shortcuts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, Details, Dialog
from client.text import window as words


class ShortcutSheet(Dialog):
    """What can be done without a pointer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(words.SHORTCUTS, parent)
        self.body.addWidget(Details(words.SHORTCUT_ROWS))
        self.add_button(Button(words.SHORTCUT_CLOSE, kind="primary"), self.accept).setFocus()
