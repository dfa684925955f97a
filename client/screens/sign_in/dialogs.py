"""The dialogs that ask the hub something before there is a workspace; the asking happens off the window's thread."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from accessibility.widgets import Button, CheckField, Dialog, Field, LineEdit, ProgressPanel, Text
from client.background import Background
from client.care.keeping import read_enrol_link
from client.text import session as words
from shared_models.errors import ForecourtError

_ASK_EVERY_MS = 60_000


class Hub(Protocol):
    """What the dialogs ask; ``client.hub.session.Session`` is one. Both calls may take seconds.

    They raise ForecourtError with words for people, or OSError and the like when the hub cannot be reached.
    """

    def enrol_now(self, hub: str, code: str, device_name: str) -> None:
        """Make this device known to the hub."""

    def sign_in_now(self, login: str, password: str) -> None:
        """Sign a person in."""


class _AskingDialog(Dialog):
    """Fields, a button, and work that is shown while the hub is asked."""

    def __init__(self, title: str, help_text: str, save: str, working: str, parent: QWidget | None) -> None:
        super().__init__(title, parent)
        self._background = Background(self, workers=1)
        self.body.addWidget(Text(help_text, "soft"))
        self.progress = ProgressPanel(working, can_cancel=False)
        self.progress.hide()
        self.cancel_button = self.add_button(Button(words.CANCEL), self.reject)
        self.confirm_button = self.add_button(Button(save, kind="primary"), self.confirm)

    @abstractmethod
    def fields(self) -> list[Field]:
        """What is asked for."""

    def objection(self) -> tuple[Field, str] | None:
        """What is wrong beyond what each field knows."""
        return None

    @abstractmethod
    def question(self) -> Callable[[], None]:
        """What is asked of the hub, with the values as they are now."""

    def confirm(self) -> None:
        """Check, then ask."""
        if not self.summary.check(self.fields()):
            return
        objection = self.objection()
        if objection is not None:
            objection[0].set_error(objection[1], say=False)
            self.summary.show_problems([objection])
            return
        self._set_busy(True)
        self._background.run(self.question(), lambda _nothing: self.accept(), self._failed)

    def _set_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        for field in self.fields():
            field.setEnabled(not busy)
        self.confirm_button.setEnabled(not busy)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        said = str(error) if isinstance(error, ForecourtError) else self.unreachable()
        self.summary.show_problems([(self.fields()[0], said)])

    def unreachable(self) -> str:
        """What is said when the hub did not answer."""
        return words.UNREACHABLE.format(hub="")

    def done(self, result: int) -> None:
        """What runs is waited for: it writes the device's own files."""
        self._background.close()
        super().done(result)


class EnrolDialog(_AskingDialog):
    """Hub address, code, name of the device."""

    def __init__(self, hub: Hub, device_name: str, address: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words.ENROL, words.ENROL_HELP, words.ENROL_SAVE, words.ENROLLING, parent)
        self._hub = hub
        self.address = Field(words.HUB, LineEdit(), required=True, help=words.HUB_HELP)
        self.code = Field(words.CODE, LineEdit(), required=True)
        self.device = Field(words.DEVICE, LineEdit(), required=True, help=words.DEVICE_HELP)
        self.address.set_value(address)
        self.address.changed.connect(self._take_link)
        self.device.set_value(device_name)
        for part in (*self.fields(), self.progress):
            self.body.addWidget(part)
        self.body.addStretch(1)
        (self.code if address else self.address).setFocus()

    def fields(self) -> list[Field]:
        return [self.address, self.code, self.device]

    def _take_link(self) -> None:
        """A pasted link fills address and code."""
        told = read_enrol_link(self.address.value() or "")
        if told is not None:
            self.address.set_value(told[0])
            self.code.set_value(told[1])

    def objection(self) -> tuple[Field, str] | None:
        known = self.address.value().startswith(("http://", "https://"))
        return None if known else (self.address, words.HUB_WRONG)

    def question(self) -> Callable[[], None]:
        address, code, device = (field.value() for field in self.fields())
        return lambda: self._hub.enrol_now(address, code, device)

    def unreachable(self) -> str:
        return words.UNREACHABLE.format(hub=self.address.value())


class SignInDialog(_AskingDialog):
    """Login and password; ``address`` is the hub's, for words only."""

    def __init__(
        self, hub: Hub, address: str, login: str = "", parent: QWidget | None = None,
        revoked: Callable[[], bool] | None = None,
    ) -> None:  # fmt: skip
        """``revoked`` asks, now and every minute, whether the device was revoked; it may take seconds."""
        super().__init__(words.SIGN_IN, words.SIGN_IN_HELP, words.SIGN_IN_SAVE, words.SIGNING_IN, parent)
        self._hub, self._address, self._revoked = hub, address, revoked
        self._asked_at_times = Background(self, workers=1)
        self._again = QTimer(self)
        self._again.timeout.connect(self._ask_whether_revoked)
        if revoked is not None:
            self._again.start(_ASK_EVERY_MS)
            self._ask_whether_revoked()
        self.login = Field(words.LOGIN, LineEdit(), required=True)
        self.login.set_value(login)
        secret = LineEdit()
        secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.password = Field(words.PASSWORD, secret, required=True)
        self.show_password = CheckField(words.SHOW_PASSWORD)
        self.show_password.changed.connect(self._reveal)
        for part in (self.login, self.password, self.show_password, self.progress):
            self.body.addWidget(part)
        self.body.addStretch(1)
        (self.password if login else self.login).setFocus()

    def _ask_whether_revoked(self) -> None:
        """Where it was, nobody signs in here any more."""
        if self._revoked is not None:
            self._asked_at_times.run(self._revoked, lambda revoked: self.reject() if revoked else None, lambda _: None)

    def _failed(self, error: BaseException) -> None:
        super()._failed(error)
        self._ask_whether_revoked()

    def done(self, result: int) -> None:
        self._again.stop()
        self._asked_at_times.close()
        super().done(result)

    def _reveal(self) -> None:
        shown = self.show_password.value()
        self.password.editor.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def fields(self) -> list[Field]:
        return [self.login, self.password]

    def question(self) -> Callable[[], None]:
        # A password may begin or end with a blank, so the text is taken as it stands.
        login, password = self.login.value(), self.password.editor.text()
        return lambda: self._hub.sign_in_now(login, password)

    def unreachable(self) -> str:
        return words.UNREACHABLE.format(hub=self._address)
