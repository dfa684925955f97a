"""Every screen in pseudo-English: whatever is still said in plain English does not come from the words' places."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from client import languages
from client.languages.sources import english
from client.window.main_window import MainWindow
from client.window.navigation import ABOUT, ALARMS, CASES, WHAT_I_DID, further, stops
from client.workspace import Place
from shared_models.records import RECORD_TYPES
from tests.client.screens.small_house import House, manager, office, show


@pytest.fixture
def plain(qapp: QApplication) -> Iterator[set[str]]:
    """Every English text of two words or more, without what is filled in; pseudo-English is spoken meanwhile."""
    said = {text for text in english().values() if " " in text and "{" not in text}
    languages.speak(languages.PSEUDO)
    yield said
    languages.speak("en")


def texts(widget: QWidget) -> Iterator[str]:
    for part in widget.findChildren(QWidget):
        yield from (part.accessibleName(), part.accessibleDescription(), part.toolTip())
        if isinstance(part, QLabel | QAbstractButton):
            yield part.text()


def places(house: House) -> list[Place]:
    """Where the rail leads, and a record of each type that has one."""
    mode, role = house.workspace.mode, house.workspace.identity.role
    rail = [stop.place for stop in (*stops(mode, role), *further(mode, role))]
    records = []
    for type_name in RECORD_TYPES:
        ids = house.workspace.reader.ids(type_name)[:1]
        records += [Place("record", type_name, one) for one in ids]
    return [*rail, ABOUT, ALARMS, CASES, WHAT_I_DID, *records]


def walk(window: MainWindow, house: House, qtbot: QtBot, plain: set[str]) -> list[str]:
    left = []
    for place in places(house):
        window.show_place(place)
        QApplication.processEvents()
        left += [f"{place}: {text}" for text in texts(window) if text in plain]
    return left


__all__ = ["manager", "office"]


def test_a_sales_managers_screens(manager: House, qtbot: QtBot, plain: set[str]) -> None:
    left = walk(show(manager, qtbot), manager, qtbot, plain)
    assert not left, sorted({one.rpartition(": ")[2] for one in left})


def test_a_fleet_managers_screens(office: House, qtbot: QtBot, plain: set[str]) -> None:
    left = walk(show(office, qtbot), office, qtbot, plain)
    assert not left, sorted({one.rpartition(": ")[2] for one in left})
