"""The dialogs of looking after devices: a code for a new one, one device, one change that a revoked device left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from accessibility.widgets import Button, Dialog, Field, LineEdit, Text
from accessibility.widgets.dialogs import confirm
from client.care.keeping import NewCode
from client.screens.parts.comparison import Comparison
from client.screens.parts.qr import qr_picture
from client.screens.parts.row_list import Row
from client.text import devices as words
from shared_models.protocol import DeviceStanding


class AddDevice(Dialog):
    """Shows the code, the link that holds it, and the link's picture."""

    def __init__(self, code: NewCode, when: Callable[[datetime], str], parent: QWidget | None = None) -> None:
        super().__init__(words.ADD, parent)
        until = when(datetime.fromtimestamp(code.expires / 1000, UTC))
        self.body.addWidget(Text(words.ADD_HELP.format(until=until)))
        self.picture = QLabel()
        self.picture.setPixmap(qr_picture(code.link))
        self.picture.setAccessibleName(words.QR)
        self.code, self.link = Field(words.CODE, LineEdit()), Field(words.LINK, LineEdit())
        self.code.set_value(code.code)
        self.link.set_value(code.link)
        for part in (self.picture, self.code, self.link):
            self.body.addWidget(part)
        self.add_button(Button(words.CLOSE, kind="primary"), self.accept)


class OneDevice(Dialog):
    """Name it, or revoke it."""

    renamed = Signal(str)
    revoked = Signal()

    def __init__(self, device: DeviceStanding, parent: QWidget | None = None) -> None:
        super().__init__(device.name, parent)
        self._device = device
        self.name = Field(words.NAME, LineEdit(), required=True)
        self.name.set_value(device.name)
        self.body.addWidget(self.name)
        self.add_button(Button(words.CLOSE), self.reject)
        self.revoke = self.add_button(Button(words.REVOKE, kind="danger"), self._revoke)
        self.revoke.setVisible(not device.revoked)
        self.save = self.add_button(Button(words.RENAME, kind="primary"), self._rename)

    def _rename(self) -> None:
        if self.summary.check([self.name]):
            self.accept()
            self.renamed.emit(self.name.value())

    def _revoke(self) -> None:
        title = words.REVOKE_TITLE.format(name=self._device.name)
        if confirm(self, title, words.REVOKE_TEXT, words.REVOKE, danger=True):
            self.accept()
            self.revoked.emit()


class DecideLeft(Dialog):
    """Shows who made what, when and where; then it is applied or dropped."""

    decided = Signal(str)

    def __init__(
        self, row: Row, change: Mapping[str, Any], rows: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        """``rows``: of each field that changes its label, what it is to be, and what it was."""
        super().__init__(row.title, parent)
        self.body.addWidget(Text(row.detail))
        self.compared = Comparison(words.LEFT_WHAT, (words.LEFT_FIELD, words.LEFT_WANTED, words.LEFT_WAS))
        self.compared.set_rows(rows)
        self.body.addWidget(self.compared if rows else Text(words.LEFT_UNREADABLE))
        for sentence in words.photos_left(int(change.get("photos", 0)), int(change.get("photos_missing", 0))):
            self.body.addWidget(Text(sentence))
        if change["detail"]:
            self.body.addWidget(Text(words.NOT_APPLIED.format(reason=change["detail"])))
        self.add_button(Button(words.CLOSE), self.reject)
        self.drop = self.add_button(Button(words.DROP), lambda: self._decide("dropped"))
        self.apply = self.add_button(Button(words.APPLY, kind="primary"), lambda: self._decide("applied"))

    def _decide(self, decision: str) -> None:
        self.accept()
        self.decided.emit(decision)
