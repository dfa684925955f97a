"""The wall board: what is out and what comes, by itself in step, and no name but the first of who drives along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.commands import Edit
from client.replica.worker import wait
from client.screens import wall as wall_module
from client.screens.parts.wall_board import WallBoard, WallRow, letters
from client.screens.wall import Wall
from client.workspace import Place
from tests.client.screens.small_house import House, _at, open_house, show


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[House]:
    """A showroom with a drive of Jonas Weber at three in the afternoon."""
    made = open_house(tmp_path_factory.mktemp("wall"), "showroom", "salesperson")
    yield made
    made.workspace.close()
    made.workspace.replica.close()


def move(house: House, status: str) -> None:
    """The drive is somewhere else now."""
    held = house.values("test_drive", "drive")
    edit = Edit("test_drive", house.id("drive"), {"status": held["status"]}, {"status": status})
    wait(house.workspace.replica.execute(edit))


def test_it_follows_changes_and_the_clock_and_names_no_customer(
    house: House, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [_at(0, 14)]
    monkeypatch.setattr(wall_module, "utc_now", lambda: now[0])
    window = show(house, qtbot)
    window.show_place(Place("wall", "test_drive"))
    screen = window.current_screen()
    assert isinstance(screen, Wall)
    qtbot.waitUntil(lambda: screen.board.shown()[1:] == ["15:00–16:00, Toyota Corolla, with Anna, Booked"])
    assert screen.board.shown()[0].endswith("14:00")
    screen.fill_screen()
    assert screen._window is not None
    qtbot.waitUntil(screen.filling)
    full = screen._window
    now[0] = _at(0, 15) - timedelta(minutes=20)
    screen._next_minute()
    qtbot.waitUntil(lambda: full.shown()[1:] == ["15:00–16:00, Toyota Corolla, with Anna, Next"])
    move(house, "out")
    qtbot.waitUntil(lambda: full.shown()[1:] == ["15:00–16:00, Toyota Corolla, with Anna, Out until 16:00"])
    now[0] = _at(0, 16) + timedelta(minutes=1)
    screen._next_minute()
    qtbot.waitUntil(lambda: full.shown()[1:] == ["15:00–16:00, Toyota Corolla, with Anna, Back was due 16:00"])
    assert screen.board.shown() == full.shown()
    assert not any("Jonas" in line or "Weber" in line or "Berg" in line for line in full.shown())
    move(house, "returned")
    qtbot.waitUntil(lambda: full.shown()[1:] == ["No more test drives today"])
    qtbot.keyClick(full, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not screen.filling())
    delete(window)
    house.window = None


def test_what_does_not_fit_is_counted(qtbot: QtBot) -> None:
    board = WallBoard()
    qtbot.addWidget(board)
    board.resize(1280, 720)
    rows = [WallRow(f"{hour}:00", "Toyota Camry", "", "Booked", "neutral") for hour in range(8, 18)]
    board.take(rows, "Mon 1 Jan", "07:55")
    shown = board.shown()
    assert shown[0] == "Mon 1 Jan 07:55"
    assert shown[-1] == f"and {len(rows) - len(shown) + 2} more later today"
    board.take(rows[:2], "Mon 1 Jan", "07:56")
    assert len(board.shown()) == 3
    assert letters(1080) == 60
