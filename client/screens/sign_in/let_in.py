"""The dialogs that wait for what a person does in a browser: let this device in, or sign in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QWidget

from accessibility.widgets import Button, Dialog, Field, LineEdit, Text, announce
from client.background import Background
from client.screens.parts.qr import qr_picture
from client.text import session as words
from shared_models.errors import ForecourtError


class Shown(Protocol):
    """What a device shows that asks to be let in; ``client.hub.being_let_in.Asked`` is one."""

    @property
    def user_code(self) -> str: ...
    @property
    def page(self) -> str: ...
    @property
    def link(self) -> str: ...
    @property
    def letters(self) -> str: ...


class Waits(Protocol):
    """Waits until it was let in (True) or is stopped; raises ForecourtError with words for people."""

    def __call__(self, stop: threading.Event, /) -> bool: ...


class WaitingDialog(Dialog):
    """Waits for something that happens elsewhere; accepted once it has, and what goes wrong is said."""

    def __init__(self, title: str, waiting: str, wait: Waits, parent: QWidget | None) -> None:
        super().__init__(title, parent)
        self._stop, self._wait = threading.Event(), wait
        self.destroyed.connect(self._stop.set)  # also where nobody closed it: a thread that waits keeps the program
        self._background = Background(self, workers=1)
        self.waiting = Text(waiting, "strong")  # nothing that moves: it may take minutes
        self.add_button(Button(words.CANCEL), self.reject)

    def begin(self) -> None:
        """Wait from now on."""
        self._background.run(lambda: self._wait(self._stop), self._waited, self._failed)

    def _waited(self, come: bool) -> None:
        if come:
            self.accept()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        self.waiting.hide()
        problem = Text(str(error))
        self.body.insertWidget(0, problem)
        announce(self, str(error), assertive=True)

    def done(self, result: int) -> None:
        """Whoever waits is told to stop, and waited for."""
        self._stop.set()
        self._background.close()
        super().done(result)


class LetInDialog(WaitingDialog):
    """Shows code, page, and both as a picture; accepted once the device was let in."""

    def __init__(self, shown: Shown, wait: Waits, parent: QWidget | None = None) -> None:
        super().__init__(words.LET_IN, words.LET_IN_WAITING, wait, parent)
        self.body.addWidget(Text(words.LET_IN_TEXT.format(page=shown.page)))
        self.code = _shown(words.LET_IN_CODE, shown.user_code)
        self.letters = _shown(words.LET_IN_LETTERS, shown.letters)
        self.link = _shown(words.LET_IN_LINK, shown.link)
        self.picture = QLabel()
        self.picture.setPixmap(qr_picture(shown.link))
        self.picture.setAccessibleName(words.LET_IN_QR)
        for part in (self.code, self.letters, self.waiting):
            self.body.addWidget(part)
        self.body.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.link)
        self.code.setFocus()
        self.begin()


class BrowserDialog(WaitingDialog):
    """Waits until somebody has signed in in the browser; ``run`` is given what opens it, and when to stop."""

    def __init__(
        self, run: Callable[[Callable[[str], object], threading.Event], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(words.BROWSER, words.BROWSER_WAITING, lambda stop: run(self._wanted.emit, stop), parent)
        self._wanted.connect(self._open)
        self.link = _shown(words.BROWSER_LINK, "")
        self.again = Button(words.BROWSER_OPEN)
        self.again.clicked.connect(lambda _checked=False: QDesktopServices.openUrl(QUrl(self.link.value() or "")))
        for part in (Text(words.BROWSER_TEXT), self.waiting, self.link):
            self.body.addWidget(part)
        self.body.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.begin()

    #: An address to open; emitted off the window's thread.
    _wanted = Signal(str)

    def _open(self, address: str) -> None:
        self.link.set_value(address)
        QDesktopServices.openUrl(QUrl(address))


def _shown(label: str, text: str) -> Field:
    """A line to be read and copied."""
    field = Field(label, LineEdit())
    field.set_value(text)
    field.editor.setReadOnly(True)
    return field
