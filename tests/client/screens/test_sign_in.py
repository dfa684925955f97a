"""Connecting a device and signing in: what is checked here, what the hub answers, and that nothing blocks."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from client.screens.sign_in import EnrolDialog, SignInDialog
from shared_models.errors import ForecourtError
from tests.client.screens.pressing import press


class Door:
    """A hub that opens for one code and one password, when it is let."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.let.set()
        self.asked: list[tuple[str, ...]] = []

    def enrol_now(self, hub: str, code: str, device_name: str) -> None:
        self.let.wait(10)
        self.asked.append((hub, code, device_name))
        if hub == "http://nowhere":
            raise ConnectionError
        if code != "GOOD":
            raise ForecourtError("This code has been used already.")

    def sign_in_now(self, login: str, password: str) -> None:
        self.asked.append((login, password))
        if password != " secret ":
            raise ForecourtError("Name or password is wrong.")


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
