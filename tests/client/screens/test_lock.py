"""The lock: all goes out of sight until a PIN is right; the same person finds it as it was, others their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client import start, theme
from client.hub.people_here import PeopleHere
from client.hub.session import Session, Standing
from client.screens.dialogs.change_price import ChangePrice
from client.screens.settings import Settings
from client.screens.sign_in import SignInDialog
from client.screens.sign_in.unlocking import PinDialog, SetPinDialog, UnlockDialog
from client.settings import Preferences
from client.text import locking as words
from client.window.lock import Lock
from client.window.main_window import MainWindow
from client.workspace import Place
from tests.client.screens.pressing import opened, press, toast
from tests.client.screens.small_house import House, open_house

PIN, OTHER = "190357", "846120"


@pytest.fixture(scope="module")
def house(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A showroom on a device that Anna, who is there, shares with Ben."""
    folder = tmp_path_factory.mktemp("shared")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "preferences"))
    theme.apply(qapp, motion=False)
    filled = open_house(folder, "showroom", "salesperson")
    session = Session(folder, "0.1.0")
    session.become(Standing(hub="https://hub", device="d", person="ben", name="Ben Carter", role="sales_manager"))
    session.people.set_pin(OTHER)
    session.become(
        Standing(hub="https://hub", device="d", person=filled.id("me"), name="Anna Berg", role="salesperson")
    )
    filled.workspace.people = session.people
    filled.workspace.person_name = "Anna Berg"
    yield filled
    filled.workspace.close()
    filled.workspace.replica.close()
    theme.apply(qapp, motion=False)


def people(house: House) -> PeopleHere:
    """Who shares the device."""
    assert house.workspace.people is not None
    return house.workspace.people


@pytest.fixture
def window(house: House, qtbot: QtBot) -> Iterator[MainWindow]:
    """Anna's window; she has a PIN."""
    people(house).set_pin(PIN)
    shown = MainWindow(house.workspace, Preferences("showroom"))
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    yield shown
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, PinDialog):
            dialog.hide()
            delete(dialog)
    delete(shown)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def lock(house: House, window: MainWindow) -> Iterator[Lock]:
    """Locks it by hand only, unless a test says otherwise."""
    made = Lock(window, people(house), house.id("me"), lambda: 0)
    yield made
    made.close()


def enter(dialog: PinDialog, pin: str, qtbot: QtBot) -> None:
    """Type a PIN and press Enter."""
    qtbot.waitUntil(dialog.pin.isEnabled)
    dialog.pin.set_value("")
    qtbot.keyClicks(dialog.pin.editor, pin)
    qtbot.keyClick(dialog.pin.editor, Qt.Key.Key_Return)


def test_everything_goes_and_comes_back_as_it_was(house: House, window: MainWindow, lock: Lock, qtbot: QtBot) -> None:
    view = house.workspace.reader.record("vehicle", house.id("camry"))
    assert view is not None
    half_done = ChangePrice(house.workspace, view, window)
    half_done.open()
    field = next(iter(half_done.named_fields().values()))
    typed = field.value()
    lock.lock()
    dialog = opened(qtbot, UnlockDialog)
    assert not window.isVisible()
    assert not half_done.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()  # Escape is no PIN
    enter(dialog, "424242", qtbot)
    qtbot.waitUntil(dialog.summary.isVisible)
    assert not window.isVisible()
    with qtbot.waitSignal(lock.unlocked):
        enter(dialog, PIN, qtbot)
    assert window.isVisible()
    assert half_done.isVisible()
    assert field.value() == typed
    half_done.reject()


def test_somebody_else_comes_in_with_their_own_pin(window: MainWindow, lock: Lock, qtbot: QtBot) -> None:
    lock.lock()
    dialog = opened(qtbot, UnlockDialog)
    dialog.who.set_value("ben")
    enter(dialog, PIN, qtbot)  # Anna's does not open Ben's
    qtbot.waitUntil(dialog.summary.isVisible)
    with qtbot.waitSignal(lock.switched) as told:
        enter(dialog, OTHER, qtbot)
    assert told.args == ["ben"]
    assert not window.isVisible()


def test_it_locks_by_itself_after_a_while_of_nothing(
    house: House, window: MainWindow, lock: Lock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = [5]
    lock._minutes = lambda: minutes[0]
    lock.idle.touched()
    lock.look()
    assert lock.dialog is None
    lock.idle._last -= 301
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_Shift)  # somebody is there after all
    lock.look()
    assert lock.dialog is None
    lock.idle._last -= 301
    minutes[0] = 0
    lock.look()
    assert lock.dialog is None  # never, as was chosen
    minutes[0] = 5
    lock.look()
    assert opened(qtbot, UnlockDialog).isVisible()


def test_a_pin_is_set_changed_and_removed_in_the_settings(house: House, window: MainWindow, qtbot: QtBot) -> None:
    window.show_place(Place("settings"))
    page = window.current_screen()
    assert isinstance(page, Settings)
    press(qtbot, page, words.CHANGE)
    dialog = opened(qtbot, SetPinDialog)
    for field, pin in ((dialog.before, "424242"), (dialog.pin, "703915"), (dialog.again, "703914")):
        qtbot.keyClicks(field.editor, pin)
    dialog.confirm()
    assert dialog.again.error() == words.PIN_DIFFERS
    dialog.again.set_value("703915")
    dialog.confirm()
    qtbot.waitUntil(dialog.confirm_button.isEnabled)  # the old one was wrong
    people(house).pins.check(house.id("me"), PIN)
    dialog.before.set_value(PIN)
    with qtbot.waitSignal(dialog.accepted):
        dialog.confirm()
    people(house).pins.check(house.id("me"), "703915")
    press(qtbot, page, words.REMOVE)
    asked = opened(qtbot, PinDialog)
    enter(asked, "703915", qtbot)
    qtbot.waitUntil(lambda: not people(house).has(house.id("me")))
    assert page.lock.state.text() == words.LOCK_NONE
    locked: list[bool] = []
    window.lock_wanted.connect(lambda: locked.append(True))
    window.do("lock")
    assert toast(window) == words.NEEDS_PIN
    people(house).set_pin(PIN)
    window.do("lock")
    assert locked == [True]


def test_the_session_follows_whoever_came_in(tmp_path: Path) -> None:
    session = Session(tmp_path, "0.1.0")
    session.become(Standing(hub="https://hub", device="d", person="ben", name="Ben", role="sales_manager"))
    session.people.set_pin(OTHER)
    session.people.put_aside()
    session.become(Standing(hub="https://hub", device="d", person="anna", name="Anna", role="salesperson"))
    session.people.set_pin(PIN)
    assert start._leave(session, "switched ben") == start._OPEN
    assert session.standing.name == "Ben"
    assert start._leave(session, "anew") == start._OPEN
    assert start._leave(session, "switched ") == start._PASSWORD
    assert not session.signed_in
    assert [one.name for one in session.people.all()] == ["Anna", "Ben"]
    assert start._leave(session, "signed out") == start._ASK


def test_the_name_of_who_signed_in_last_is_offered(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    offered: list[str] = []

    def signs_in(dialog: SignInDialog) -> int:
        """As a person does before the window's dialog, which would wait for one."""
        offered.append(dialog.login.value())
        dialog.login.set_value(" anna ")
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(SignInDialog, "exec", signs_in)
    session, preferences = Session(tmp_path, "0.1.0"), Preferences("showroom")
    before = preferences.login()
    try:
        preferences.keep_login("")
        assert start._signed_in(session, preferences)
        assert start._signed_in(session, preferences)
        assert offered == ["", "anna"]
    finally:
        preferences.keep_login(before)
