"""The tour: a newcomer who does what it says, and nothing else, sells the demo car in the real window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from accessibility.widgets import SearchBox
from client import theme
from client.demo.practice import close_practice, demo_car, demo_car_sold, open_practice
from client.screens.dialogs.sell_vehicle import SellVehicle
from client.settings import Preferences
from client.text import tour as words
from client.window.practice_window import PracticeWindow
from tests.client.screens.pressing import Heard, press, toast

PRESS = re.compile(r"Press “([^”]+)”")
TYPE = re.compile(r"Type “([^”]+)” into “([^”]+)”")
CHOOSE = re.compile(r"choose “([^”]+)” with Down and Enter")


@pytest.fixture(scope="module")
def data(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a device."""
    folder = tmp_path_factory.mktemp("device")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "preferences"))
    theme.apply(qapp, motion=False)
    yield folder
    theme.apply(qapp, motion=False)


@pytest.fixture
def window(data: Path, qtbot: QtBot) -> Iterator[PracticeWindow]:
    """The window to practise in, with the tour begun."""
    shown = PracticeWindow(open_practice(data, "0.1.0"), Preferences("showroom"))
    workspace = shown.workspace
    shown.resize(1280, 900)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    workspace.catalogue.begin()
    for name in ("vehicle", "customer"):
        workspace.catalogue.wait_ready(name)
    shown.guide.begin()
    yield shown
    if isValid(shown):
        shown.guide.stop()
        delete(shown)
        close_practice(workspace)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def in_front(window: PracticeWindow) -> QWidget:
    """What lies before the person: the dialog that is open, else the window."""
    dialogs = [one for one in QApplication.topLevelWidgets() if isinstance(one, SellVehicle) and one.isVisible()]
    return dialogs[0] if dialogs else window


def named(inside: QWidget, name: str) -> QWidget | None:
    """What can be pressed and has these words; a card says more than its title."""
    buttons = [one for one in inside.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
    exact = [one for one in buttons if name in (one.text().replace("&&", "&"), one.accessibleName())]
    return next(iter(exact or [one for one in buttons if name in one.accessibleName()]), None)


def obey(window: PracticeWindow, said: str, qtbot: QtBot) -> None:
    """Do what the tour says, knowing nothing but its words."""
    if typing := TYPE.search(said):
        text, field = typing.groups()
        lines = [one for one in in_front(window).findChildren(QLineEdit) if field in one.accessibleName()]
        lines += [one.edit for one in in_front(window).findChildren(SearchBox) if one.accessibleName() == field]
        qtbot.keyClicks(lines[0], text)
        if chosen := CHOOSE.search(said):
            box = next(one for one in in_front(window).findChildren(SearchBox) if one.edit is lines[0])
            qtbot.waitUntil(lambda: box.popup.isVisible() and box.popup.item(0).text().startswith(chosen[1]))
            qtbot.keyClick(lines[0], Qt.Key.Key_Down)
            qtbot.keyClick(box.popup, Qt.Key.Key_Return)
    elif pressing := PRESS.search(said):
        name = pressing[1]
        qtbot.waitUntil(lambda: named(in_front(window), name) is not None)
        widget = named(in_front(window), name)
        assert widget is not None
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(widget, Qt.Key.Key_Return)


def test_a_newcomer_sells_the_demo_car_by_what_the_tour_says(window: PracticeWindow, qtbot: QtBot) -> None:
    heard, car = Heard(), demo_car(window.workspace)
    steps: list[str] = []
    while not demo_car_sold(window.workspace):
        said = window.guide.text()
        if not steps or steps[-1] != said:
            steps.append(said)
        assert len(steps) < 10, steps
        sell_again = window.guide.text
        obey(window, said, qtbot)
        qtbot.waitUntil(
            lambda: sell_again() != said or demo_car_sold(window.workspace) or _asked_back(window)  # noqa: B023
        )
    assert len(steps) == len(words.STEPS) - 1
    qtbot.waitUntil(lambda: window.guide.text().startswith("The car is sold"))
    qtbot.waitUntil(lambda: any(f"Step {len(words.STEPS)} of {len(words.STEPS)}" in one for one in heard.words))
    view = window.workspace.reader.record("vehicle", car)
    assert view is not None
    assert view.values["status"] == "sold"
    workspace = window.workspace
    press(qtbot, window, words.FINISH)
    qtbot.waitUntil(lambda: not isValid(window))
    assert workspace.background.closed


def _asked_back(window: PracticeWindow) -> bool:
    """Whether a caution is shown, which the tour says to read and to press again."""
    dialog = in_front(window)
    return isinstance(dialog, SellVehicle) and dialog.caution.isVisible()


def test_it_starts_anew_with_a_car_to_sell(window: PracticeWindow) -> None:
    """After the test before, which sold it."""
    assert not demo_car_sold(window.workspace)
    assert window.guide.text().startswith("Let us sell a car")


def test_it_can_be_left_and_taken_up_wherever_one_is(window: PracticeWindow, qtbot: QtBot) -> None:
    window.workspace.open_record("vehicle", demo_car(window.workspace))
    qtbot.waitUntil(lambda: "Mark as sold" in window.guide.text())
    press(qtbot, window, words.SKIP)
    assert not window.guide.under_way()
    assert toast(window) == words.LEFT
    assert not window.guide.line.isVisible()
    window.do("tour")
    assert window.guide.under_way()
    assert "Mark as sold" in window.guide.text()
    window.show_place(window.stops[0].place)  # somebody wanders off
    qtbot.waitUntil(lambda: window.guide.text().startswith("Let us sell a car"))
    press(qtbot, window, words.SHOW_ME_NAME)
    focus = window.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Stock"


def test_what_is_practised_stays_here(window: PracticeWindow, data: Path) -> None:
    names = {action.name for action in window.actions_now.standing.values()}
    assert not names & {"sign_out", "customer_mode", "lock", "switch_person"}
    assert window.workspace.replica.database.path.parent == data / "practice"
    assert window.workspace.people is None
