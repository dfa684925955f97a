"""How a state of the app is said: whose app, in which house, and what is done to have it before one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from accessibility.widgets import Dialog
from client.reading.queries import RecordView
from client.window.main_window import MainWindow
from client.workspace import Mode, Place
from tests.client.screens.small_house import House
from tests.support.processes import wait_until

SHOWROOM: tuple[Mode, str] = ("showroom", "sales_manager")
OFFICE: tuple[Mode, str] = ("fleet", "fleet_manager")


@dataclass(frozen=True)
class State:
    """One thing a person may have before them: whose app, and how it is opened; returns what is to be audited.

    ``house`` is one of ``other_houses.HOUSES``; ``at`` tells the place, where it is a screen.
    """

    name: str
    who: tuple[Mode, str]
    open: Callable[[House, MainWindow], QWidget]
    house: str = "small"
    at: Callable[[House], Place] | None = None


def until(there: Callable[[], object]) -> None:
    """Let Qt work until something is there; it may take a minute."""

    def come() -> object:
        if not (found := there()):
            QApplication.processEvents()
        return found

    wait_until(come, "what was to come", every=0.001)


def place(name: str, who: tuple[Mode, str], where: Callable[[House], Place], house: str = "small") -> State:
    """A place of the app."""

    def go(at: House, window: MainWindow) -> QWidget:
        assert window.show_place(where(at))
        return window

    return State(f"{who[0]}: {name}", who, go, house, where)


def always(where: Place) -> Callable[[House], Place]:
    """The same place in every house."""
    return lambda _house: where


def record(who: tuple[Mode, str], record_type: str, key: str, house: str = "small") -> State:
    """The page of a record."""
    name = f"page of a {record_type}" if house == "small" else f"page of a {record_type}, {house}"
    return place(name, who, lambda at: Place("record", record_type, at.id(key)), house)


def view(house: House, record_type: str, key: str) -> RecordView:
    """A record as the replica holds it now."""
    found = house.workspace.reader.record(record_type, house.id(key))
    assert found is not None
    return found


def dialog(
    name: str, who: tuple[Mode, str], make: Callable[[House, MainWindow], Dialog], house: str = "small"
) -> State:
    """A dialog, opened over the window."""

    def show(at: House, window: MainWindow) -> QWidget:
        made = make(at, window)
        made.open()
        return made

    return State(f"{who[0]}: {name}", who, show, house)


def after(state: State, name: str, press: Callable[[Any], object]) -> State:
    """The same once something has been pressed in it."""

    def show(house: House, window: MainWindow) -> QWidget:
        shown = state.open(house, window)
        press(shown)
        return shown

    return State(f"{state.name}, {name}", state.who, show, state.house, state.at)


def once_there(state: State, name: str, there: Callable[[Any], object], press: Callable[[Any], object]) -> State:
    """A screen on which something was pressed after its content had come."""

    def do(window: MainWindow) -> None:
        until(lambda: there(window.current_screen()))
        press(window.current_screen())

    return after(state, name, do)


class _Shown(Exception):
    """A dialog is before the person, and the answer will not come."""


@contextmanager
def _shown_at_once() -> Iterator[list[Dialog]]:
    """Within it, a dialog that would wait for an answer is shown instead, and what asked is left."""
    shown: list[Dialog] = []
    waiting = QDialog.exec

    def show(asked: Dialog) -> int:
        shown.append(asked)
        asked.open()
        raise _Shown

    QDialog.exec = show  # type: ignore[method-assign,assignment]
    try:
        yield shown
    finally:
        QDialog.exec = waiting  # type: ignore[method-assign]


def asked(name: str, state: State, ask: Callable[[House, MainWindow], object]) -> State:
    """The dialog that the app waits for when something is done in a state."""

    def show(house: House, window: MainWindow) -> QWidget:
        state.open(house, window)
        with _shown_at_once() as shown, suppress(_Shown):
            ask(house, window)
        return shown[0]

    return State(f"{state.who[0]}: {name}", state.who, show, state.house)
