"""The window to practise in, with the tour above its pages and inside the dialog that a step leads to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete

from client.screens.dialogs.sell_vehicle import SellVehicle
from client.settings import Preferences
from client.window.main_window import MainWindow
from client.window.practice_window import PracticeWindow
from client.workspace import Mode, Place
from tests.client.screens.opening_states import State, until, view
from tests.client.screens.small_house import House

_WHO: tuple[Mode, str] = ("showroom", "salesperson")


def _practising(house: House, window: MainWindow, place: Place) -> PracticeWindow:
    shown = PracticeWindow(house.workspace, Preferences("showroom"))
    shown.resize(window.size())
    shown.show()
    shown.activateWindow()
    until(shown.isActiveWindow)
    assert shown.show_place(place)
    shown.guide.begin()
    return shown


def _at(place: Place) -> Callable[[House, MainWindow], QWidget]:
    return lambda house, window: _practising(house, window, place)


def _left(house: House, window: MainWindow) -> QWidget:
    shown = _practising(house, window, Place("today"))
    shown.guide.leave()
    return shown


def _selling(house: House, window: MainWindow) -> QWidget:
    shown = _practising(house, window, Place("record", "vehicle", house.id("car")))
    dialog = SellVehicle(house.workspace, view(house, "vehicle", "car"), shown)
    dialog.open()
    shown.guide.look()
    return dialog


def close_windows() -> None:
    """Take away the windows that were practised in."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, PracticeWindow):
            window.guide.stop()
            delete(window)


PRACTISED: tuple[State, ...] = (
    State("practice: the tour begins", _WHO, _at(Place("today")), "practice"),
    State("practice: the tour at the search", _WHO, _at(Place("list", "vehicle")), "practice"),
    State("practice: the tour in a dialog", _WHO, _selling, "practice"),
    State("practice: the tour is left", _WHO, _left, "practice"),
)
