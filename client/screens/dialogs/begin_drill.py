"""The dialog that begins an outage drill: for how long."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Button, ChoiceField, Dialog, Field, Text
from client.text import drills as words


class BeginDrill(Dialog):
    """``agreed`` tells how many minutes; 0: until somebody ends it."""

    agreed = Signal(int)

    def __init__(self, unsent: int, parent: QWidget | None) -> None:
        super().__init__(words.TITLE, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body.addWidget(Text(words.HELP))
        if unsent:
            self.body.addWidget(Banner(words.BEFORE_BEGIN.format(count=unsent), "info"))
        self.length = Field(words.HOW_LONG, ChoiceField(words.LENGTHS), required=True)
        self.length.set_value(words.LENGTHS[0][0])
        self.body.addWidget(self.length)
        self.add_button(Button(words.CANCEL), self.reject)
        self.begin_button = self.add_button(Button(words.BEGIN_NOW, kind="primary"), self._agree)
        self.length.setFocus()

    def _agree(self) -> None:
        minutes = self.length.value()
        self.accept()
        self.agreed.emit(minutes)
