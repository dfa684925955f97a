"""The dialogs before there is a workspace: connecting the device to a hub, and signing in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from accessibility.widgets import Button, CheckField, Field, LineEdit, Text, announce
from client.background import Background
from client.care.keeping import read_enrol_link
from client.care.second_factor import NEEDED, SETUP, WRONG, Offer
from client.screens.parts.page import only_if
from client.screens.sign_in.asking import AskingDialog
from client.screens.sign_in.let_in import BrowserDialog, LetInDialog
from client.screens.sign_in.second_factor import SetUpSecondFactor, code_field
from client.text import session as words
from shared_models.errors import ForecourtError

_ASK_EVERY_MS = 60_000


class Hub(Protocol):
    """What the dialogs ask; ``client.hub.session.Session`` is one. Both calls may take seconds.

    They raise ForecourtError with words for people, or OSError and the like when the hub cannot be reached.
    """

    def enrol_now(self, hub: str, code: str, device_name: str) -> None:
        """Make this device known to the hub."""

    def sign_in_now(self, login: str, password: str, code: str = "") -> None:
        """Sign a person in; ``code`` is of their second factor, once the hub has asked for it."""

    def offer_second_factor_now(self, login: str, password: str) -> Offer:
        """What a person needs to set up the second factor without which the house lets nobody in."""


class Door(Protocol):
    """Lets a device in that has no code; ``client.hub.being_let_in.BeingLetIn`` is one. Both calls may take long."""

    def ask(self, hub: str, name: str) -> Any:
        """What the device shows (``let_in.Shown``)."""

    def wait(self, asked: Any, stop: threading.Event) -> bool:
        """Until it was let in; False when stopped."""


class EnrolDialog(AskingDialog):
    """Hub address, code, name of the device."""

    def __init__(
        self, hub: Hub, device_name: str, address: str = "", parent: QWidget | None = None,
        door: Door | None = None,
    ) -> None:  # fmt: skip
        """``door`` is asked to let a device in that has no code."""
        super().__init__(words.ENROL, words.ENROL_HELP, words.ENROL_SAVE, words.ENROLLING, parent)
        self._hub, self._door = hub, door
        self.address = Field(words.HUB, LineEdit(), required=True, help=words.HUB_HELP)
        self.code = Field(words.CODE, LineEdit(), required=True)
        self.device = Field(words.DEVICE, LineEdit(), required=True, help=words.DEVICE_HELP)
        self.address.set_value(address)
        self.address.changed.connect(self._take_link)
        self.device.set_value(device_name)
        self.without_code = Button(words.LET_IN_INSTEAD, kind="link")
        self.without_code.clicked.connect(lambda _checked=False: self._ask_to_be_let_in())
        only_if(self.without_code, door is not None)
        for part in (*self.fields(), self.progress):
            self.body.addWidget(part)
        self.body.addWidget(self.without_code, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        (self.code if address else self.address).setFocus()

    def fields(self) -> list[Field]:
        return [self.address, self.code, self.device]

    def _ask_to_be_let_in(self) -> None:
        """Show a code of this device's own, which somebody approves at the hub's page."""
        door = self._door
        if door is None or not self.summary.check([self.address, self.device]):
            return
        objection = self.objection()
        if objection is not None:
            objection[0].set_error(objection[1], say=False)
            self.summary.show_problems([objection])
            return
        self._set_busy(True)
        address, name = self.address.value(), self.device.value()
        self._background.run(lambda: door.ask(address, name), self._show_code, self._failed)

    def _show_code(self, asked: Any) -> None:
        door = self._door
        assert door is not None
        self._set_busy(False)
        dialog = LetInDialog(asked, lambda stop: door.wait(asked, stop), self)
        dialog.accepted.connect(self.accept)
        dialog.open()

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


class SignInDialog(AskingDialog):
    """Login and password; ``address`` is the hub's, for words only."""

    def __init__(
        self, hub: Hub, address: str, login: str = "", parent: QWidget | None = None,
        revoked: Callable[[], bool] | None = None,
        browser: Callable[[Callable[[str], object], threading.Event], bool] | None = None,
    ) -> None:  # fmt: skip
        """``revoked`` asks, now and every minute, whether the device was revoked; it may take seconds. ``browser``
        signs somebody in by way of the browser (see ``client.hub.browser_sign_in``)."""
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
        self.login.changed.connect(lambda: self._show_code(False))
        self.code_text = Text(words.CODE_NEEDED)
        self.code = code_field(words.FACTOR_CODE_HELP)
        for part in (self.login, self.password, self.show_password, self.code_text, self.code, self.progress):
            self.body.addWidget(part)
        self._show_code(False)
        self.browser = Button(words.BROWSER, kind="link")
        self.browser.clicked.connect(lambda _checked=False: self._by_browser(browser))
        only_if(self.browser, browser is not None)
        self.body.addWidget(self.browser, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        (self.password if login else self.login).setFocus()

    def _by_browser(self, run: Callable[[Callable[[str], object], threading.Event], bool] | None) -> None:
        if run is not None:
            dialog = BrowserDialog(run, self)
            dialog.accepted.connect(self.accept)
            dialog.open()

    def _ask_whether_revoked(self) -> None:
        """Where it was, nobody signs in here any more."""
        if self._revoked is not None:
            self._asked_at_times.run(self._revoked, lambda revoked: self.reject() if revoked else None, lambda _: None)

    def _failed(self, error: BaseException) -> None:
        wanted = error.code if isinstance(error, ForecourtError) else ""
        if wanted == NEEDED:
            self._set_busy(False)
            self._show_code(True)
        elif wanted == SETUP:
            login, password = self.login.value(), self.password.editor.text()
            self._background.run(
                lambda: self._hub.offer_second_factor_now(login, password), self._set_up, super()._failed
            )
        else:
            super()._failed(error)
            self._ask_whether_revoked()
        if wanted == WRONG:
            self.code.set_value("")
            self.summary.show_problems([(self.code, str(error))])

    def _show_code(self, wanted: bool) -> None:
        """The hub wants a code of the second factor, or does not yet."""
        asked = self.code.isHidden()
        for part in (self.code_text, self.code):
            part.setVisible(wanted)
        if not wanted:
            self.code.set_value("")
        elif asked:
            self.summary.hide()
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, words.CODE_NEEDED)

    def _set_up(self, offer: Offer) -> None:
        self._set_busy(False)
        login, password = self.login.value(), self.password.editor.text()
        dialog = SetUpSecondFactor(offer, lambda code: self._hub.sign_in_now(login, password, code), self)
        dialog.accepted.connect(self.accept)
        dialog.open()

    def done(self, result: int) -> None:
        self._again.stop()
        self._asked_at_times.close()
        super().done(result)

    def _reveal(self) -> None:
        shown = self.show_password.value()
        self.password.editor.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def fields(self) -> list[Field]:
        return [self.login, self.password, *([] if self.code.isHidden() else [self.code])]

    def question(self) -> Callable[[], None]:
        # A password may begin or end with a blank, so the text is taken as it stands.
        login, password, code = self.login.value(), self.password.editor.text(), self.code.value() or ""
        return lambda: self._hub.sign_in_now(login, password, code)

    def unreachable(self) -> str:
        return words.UNREACHABLE.format(hub=self._address)
