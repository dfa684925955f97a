"""The dialog that asks of which days an evidence pack is to be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, DateField, Dialog, Field, Text
from client.text import audit as words


class EvidencePeriod(Dialog):
    """``agreed`` is called with the first and the last day once the dialog is gone."""

    def __init__(self, today: date, agreed: Callable[[date, date], object], parent: QWidget | None) -> None:
        super().__init__(words.PERIOD_TITLE, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._agreed = agreed
        self.since = Field(words.PERIOD_SINCE, DateField(), required=True)
        self.until = Field(words.PERIOD_UNTIL, DateField(), required=True)
        self.since.set_value(today.replace(day=1))
        self.until.set_value(today)
        for part in (Text(words.PERIOD_TEXT, "soft"), self.since, self.until):
            self.body.addWidget(part)
        self.add_button(Button(words.CANCEL), self.reject)
        self.make_button = self.add_button(Button(words.PERIOD_MAKE, kind="primary"), self.confirm)
        self.since.setFocus()

    def confirm(self) -> None:
        """Say what is wrong with the days, or have the pack made."""
        if not self.summary.check([self.since, self.until]):
            return
        since, until = self.since.value(), self.until.value()
        if until < since:
            self.until.set_error(words.PERIOD_BACKWARDS, say=False)
            self.summary.show_problems([(self.until, words.PERIOD_BACKWARDS)])
            return
        self.accept()
        self._agreed(since, until)
