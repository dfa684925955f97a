"""Connecting a device and signing in: what is checked here, what the hub answers, and that nothing blocks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from client.care.second_factor import NEEDED, SETUP, Offer, Standing
from client.hub.hub_connection import HubRefused
from client.screens.settings_second_factor import SecondFactorSection
from client.screens.sign_in import EnrolDialog, SignInDialog
from client.screens.sign_in.let_in import BrowserDialog, LetInDialog
from client.screens.sign_in.second_factor import AskCode, SetUpSecondFactor, ShowCodes
from shared_models.errors import ForecourtError
from tests.client.screens.pressing import press
from tests.client.screens.small_house import House, showroom

__all__ = ["showroom"]

OFFER = Offer("JBSWY3DPEHPK3PXP", "otpauth://totp/Forecourt:anna?secret=JBSWY3DPEHPK3PXP", ("ABCD-EFGH-JKLM",))


class Door:
    """A hub that opens for one code and one password, when it is let."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.let.set()
        self.asked: list[tuple[str, ...]] = []
        self.wants = ""

    def enrol_now(self, hub: str, code: str, device_name: str) -> None:
        assert self.let.wait(120)
        self.asked.append((hub, code, device_name))
        if hub == "http://nowhere":
            raise ConnectionError
        if code != "GOOD":
            raise ForecourtError("This code has been used already.")

    def sign_in_now(self, login: str, password: str, code: str = "") -> None:
        self.asked.append((login, password, *([code] if code else [])))
        if password != " secret ":
            raise ForecourtError("Name or password is wrong.")
        if self.wants and not code:
            raise HubRefused(401, self.wants, "A code is wanted.")
        if self.wants and code != "123456":
            raise HubRefused(401, "second_factor_wrong", "This code is not right.")

    def offer_second_factor_now(self, login: str, password: str) -> Offer:
        self.asked.append(("offer", login, password))
        return OFFER


def enrolling(qtbot: QtBot, door: Door) -> EnrolDialog:
    """The dialog, shown."""
    dialog = EnrolDialog(door, "Showroom tablet")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_address_is_checked_before_anybody_is_asked(qtbot: QtBot) -> None:
    door = Door()
    dialog = enrolling(qtbot, door)
    press(qtbot, dialog, "Connect")
    assert dialog.address.error() == "Fill in Hub address."
    dialog.address.set_value("hub.example.com")
    dialog.code.set_value("GOOD")
    press(qtbot, dialog, "Connect")
    assert "http" in dialog.address.error()
    assert not door.asked


def test_a_device_is_connected(qtbot: QtBot) -> None:
    door = Door()
    dialog = enrolling(qtbot, door)
    dialog.address.set_value("https://hub.example.com")
    dialog.code.set_value("GOOD")
    door.let.clear()
    press(qtbot, dialog, "Connect")
    assert dialog.progress.isVisible()
    assert not dialog.confirm_button.isEnabled()
    with qtbot.waitSignal(dialog.accepted):
        door.let.set()
    assert door.asked == [("https://hub.example.com", "GOOD", "Showroom tablet")]


def test_what_the_hub_says_is_shown_and_can_be_tried_again(qtbot: QtBot) -> None:
    door = Door()
    dialog = enrolling(qtbot, door)
    dialog.address.set_value("http://nowhere")
    dialog.code.set_value("OLD")
    press(qtbot, dialog, "Connect")
    qtbot.waitUntil(dialog.summary.isVisible)
    qtbot.waitUntil(dialog.confirm_button.isEnabled)
    assert (
        dialog.summary.findChildren(type(dialog.confirm_button))[0]
        .text()
        .startswith("The hub at http://nowhere does not answer")
    )
    dialog.address.set_value("http://hub")
    press(qtbot, dialog, "Connect")
    qtbot.waitUntil(lambda: len(door.asked) == 2 and dialog.confirm_button.isEnabled())
    texts = [b.text() for b in dialog.summary.findChildren(type(dialog.confirm_button)) if b.isVisible()]
    assert texts == ["This code has been used already."]
    dialog.reject()


def test_signing_in_takes_the_password_as_it_stands(qtbot: QtBot) -> None:
    door = Door()
    dialog = SignInDialog(door, "https://hub.example.com", "anna")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.password.editor.echoMode() == QLineEdit.EchoMode.Password
    dialog.show_password.click()
    assert dialog.password.editor.echoMode() == QLineEdit.EchoMode.Normal
    dialog.password.editor.setText("wrong")
    press(qtbot, dialog, "Sign in")
    qtbot.waitUntil(dialog.summary.isVisible)
    dialog.password.editor.setText(" secret ")
    qtbot.waitUntil(dialog.confirm_button.isEnabled)
    with qtbot.waitSignal(dialog.accepted):
        press(qtbot, dialog, "Sign in")
    assert door.asked == [("anna", "wrong"), ("anna", " secret ")]


def signing_in(qtbot: QtBot, wants: str) -> tuple[SignInDialog, Door]:
    """A dialog in which the right password was given, at a hub that wants more."""
    door = Door()
    door.wants = wants
    dialog = SignInDialog(door, "https://hub.example.com", "anna")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.password.editor.setText(" secret ")
    press(qtbot, dialog, "Sign in")
    return dialog, door


def test_the_code_is_asked_for_when_the_hub_wants_it(qtbot: QtBot) -> None:
    dialog, door = signing_in(qtbot, NEEDED)
    qtbot.waitUntil(dialog.code.isVisible)
    assert dialog.code.editor.hasFocus()
    assert not dialog.summary.isVisible()
    press(qtbot, dialog, "Sign in")
    assert dialog.code.error()
    dialog.code.set_value("999999")
    press(qtbot, dialog, "Sign in")
    qtbot.waitUntil(lambda: dialog.summary.isVisible() and dialog.confirm_button.isEnabled())
    assert not dialog.code.value()
    dialog.code.set_value("123456")
    with qtbot.waitSignal(dialog.accepted):
        press(qtbot, dialog, "Sign in")
    assert door.asked == [("anna", " secret "), ("anna", " secret ", "999999"), ("anna", " secret ", "123456")]


def test_another_name_is_not_asked_for_the_code_of_the_first(qtbot: QtBot) -> None:
    dialog, _ = signing_in(qtbot, NEEDED)
    qtbot.waitUntil(dialog.code.isVisible)
    dialog.code.set_value("123456")
    qtbot.keyClicks(dialog.login.editor, "e")
    assert not dialog.code.isVisible()
    assert not dialog.code.value()


def test_a_second_factor_is_set_up_where_the_house_asks_for_one(qtbot: QtBot) -> None:
    dialog, door = signing_in(qtbot, SETUP)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(SetUpSecondFactor)))
    (setting_up,) = dialog.findChildren(SetUpSecondFactor)
    assert setting_up.key.value() == "JBSW Y3DP EHPK 3PXP"
    setting_up.code.set_value("123456")
    press(qtbot, setting_up, "Use it from now on")
    assert "Keep the recovery codes" in setting_up.code.error()
    press(qtbot, setting_up, "Copy the recovery codes")
    assert QGuiApplication.clipboard().text() == "ABCD-EFGH-JKLM"
    QGuiApplication.clipboard().clear()
    setting_up.kept.click()
    with qtbot.waitSignal(dialog.accepted):
        press(qtbot, setting_up, "Use it from now on")
    assert door.asked[1:] == [("offer", "anna", " secret "), ("anna", " secret ", "123456")]


@dataclass(frozen=True)
class Shown:
    """What a device shows that asks to be let in."""

    user_code: str = "BCDF-GHJK"
    page: str = "https://hub.example.com/device"
    link: str = "https://hub.example.com/device?user_code=BCDF-GHJK"
    letters: str = "12AB 34CD 56EF"


class FrontDoor:
    """Lets devices in, or not, when it is told."""

    def __init__(self) -> None:
        self.decided = threading.Event()
        self.refusal = ""
        self.asked: list[tuple[str, str]] = []

    def ask(self, hub: str, name: str) -> Shown:
        """A code."""
        self.asked.append((hub, name))
        return Shown()

    def wait(self, asked: Shown, stop: threading.Event) -> bool:
        """Until it was decided, or is stopped."""
        while not stop.is_set() and not self.decided.wait(0.01):
            pass
        if self.refusal:
            raise ForecourtError(self.refusal)
        return not stop.is_set()


def asking_to_be_let_in(qtbot: QtBot, door: FrontDoor) -> tuple[EnrolDialog, LetInDialog]:
    """The dialog of a device that has no code, which shows one of its own."""
    dialog = EnrolDialog(Door(), "Tablet 7", door=door)
    qtbot.addWidget(dialog)
    dialog.show()
    press(qtbot, dialog, "Connect without a code")
    assert dialog.address.error()
    dialog.address.set_value("https://hub.example.com")
    press(qtbot, dialog, "Connect without a code")
    qtbot.waitUntil(lambda: bool(dialog.findChildren(LetInDialog)))
    return dialog, dialog.findChildren(LetInDialog)[0]


def test_a_device_without_a_code_shows_one_and_goes_on_once_let_in(qtbot: QtBot) -> None:
    door = FrontDoor()
    dialog, waiting = asking_to_be_let_in(qtbot, door)
    assert (waiting.code.value(), waiting.letters.value()) == ("BCDF-GHJK", "12AB 34CD 56EF")
    assert door.asked == [("https://hub.example.com", "Tablet 7")]
    with qtbot.waitSignal(dialog.accepted):
        door.decided.set()


def test_a_device_that_is_turned_away_says_so_and_may_be_put_away(qtbot: QtBot) -> None:
    door = FrontDoor()
    door.refusal = "The device was not let in."
    dialog, waiting = asking_to_be_let_in(qtbot, door)
    door.decided.set()
    qtbot.waitUntil(waiting.waiting.isHidden)
    waiting.reject()
    assert dialog.isVisible()
    dialog.reject()


def test_the_browser_signs_somebody_in(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda address: opened.append(address.toString()))
    come_back = threading.Event()

    def run(open_browser: Callable[[str], object], stop: threading.Event) -> bool:
        open_browser("https://hub.example.com/app")
        while not stop.is_set() and not come_back.wait(0.01):
            pass
        return not stop.is_set()

    dialog = SignInDialog(Door(), "https://hub.example.com", "anna", browser=run)
    qtbot.addWidget(dialog)
    dialog.show()
    press(qtbot, dialog, "Sign in with the browser")
    waiting = dialog.findChildren(BrowserDialog)[0]
    qtbot.waitUntil(lambda: opened == ["https://hub.example.com/app"])
    press(qtbot, waiting, "Open the browser again")
    assert len(opened) == 2
    with qtbot.waitSignal(dialog.accepted):
        come_back.set()


class OwnFactor:
    """A hub's account whose codes are 123456."""

    def __init__(self) -> None:
        self.left = -1

    def standing(self) -> Standing:
        """As it was made."""
        return Standing(self.left >= 0, max(self.left, 0), "offered")

    def begin(self) -> Offer:
        """A secret."""
        return OFFER

    def confirm(self, code: str) -> None:
        """Set up."""
        self._check(code)
        self.left = 1

    def new_recovery_codes(self, code: str) -> tuple[str, ...]:
        """Two of them."""
        self._check(code)
        self.left = 2
        return ("NPQR-STUV-WXYZ", "2345-6789-ABCD")

    def remove(self, code: str) -> None:
        """None any more."""
        self._check(code)
        self.left = -1

    def _check(self, code: str) -> None:
        if code != "123456":
            raise HubRefused(401, "second_factor_wrong", "This code is not right.")


def test_the_second_factor_in_the_settings(showroom: House, qtbot: QtBot) -> None:
    showroom.workspace.second_factor = OwnFactor()
    section = SecondFactorSection(showroom.workspace)
    qtbot.addWidget(section)
    section.show()
    qtbot.waitUntil(lambda: "password alone" in section.state.text())
    section.set_up_button.click()
    qtbot.waitUntil(lambda: bool(section.findChildren(SetUpSecondFactor)))
    setting_up = section.findChildren(SetUpSecondFactor)[0]
    setting_up.kept.click()
    setting_up.code.set_value("123456")
    setting_up.confirm()
    qtbot.waitUntil(lambda: "left: 1" in section.state.text())

    section.codes_button.click()
    asked = section.findChildren(AskCode)[0]
    asked.code.set_value("1")
    asked.confirm()
    qtbot.waitUntil(lambda: asked.summary.isVisible() and asked.confirm_button.isEnabled())
    asked.code.set_value("123456")
    asked.confirm()
    qtbot.waitUntil(lambda: bool(section.findChildren(ShowCodes)))
    shown = section.findChildren(ShowCodes)[0]
    assert shown.codes.text().splitlines() == ["NPQR-STUV-WXYZ", "2345-6789-ABCD"]
    shown.accept()
    qtbot.waitUntil(lambda: "left: 2" in section.state.text())

    section.remove_button.click()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in section.findChildren(AskCode)))
    asked = next(one for one in section.findChildren(AskCode) if one.isVisible())
    asked.code.set_value("123456")
    asked.confirm()
    qtbot.waitUntil(lambda: "password alone" in section.state.text())
    section.close()
