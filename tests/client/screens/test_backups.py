"""The screen of backups, by keyboard: making one, checking it, and getting a damaged device's work back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.replica import backups
from client.replica.worker import open_or_recover
from client.screens.backups import BackupsScreen
from client.screens.dialogs.backups import OneBackup, PutBack
from client.window.main_window import MainWindow
from client.workspace import Workspace
from tests.client.screens.pressing import Heard, opened, press, toast
from tests.client.screens.small_house import House, manager, open_house, show

__all__ = ["manager"]

PATIENCE = 30_000
_CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def backups_of(house: House, qtbot: QtBot) -> tuple[MainWindow, BackupsScreen]:
    """The screen, opened by its keys and filled."""
    window = show(house, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_B, _CONTROL_SHIFT)
    screen = window.current_screen()
    assert isinstance(screen, BackupsScreen)
    qtbot.waitUntil(screen.standing.isVisible, timeout=PATIENCE)
    qtbot.waitUntil(screen.back_up.hasFocus, timeout=PATIENCE)
    return window, screen


def test_a_damaged_device_gets_its_work_back_by_keyboard(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> None:
    house = open_house(tmp_path, "showroom", "sales_manager")
    _, screen = backups_of(house, qtbot)
    assert "no backup" in screen.standing.text()
    qtbot.keyClick(screen.back_up, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(screen.here.rows()) == 1, timeout=PATIENCE)
    assert screen.here.rows()[0].status == "Checked, whole"
    counts = {kind: house.workspace.reader.count(kind) for kind in ("vehicle", "lead", "customer", "test_drive")}
    assert house.window is not None
    delete(house.window)
    house.workspace.close()
    house.workspace.replica.close()
    path, me = house.workspace.replica.database.path, house.workspace.identity
    path.write_bytes(b"\xff" * path.stat().st_size)

    replica, _ = open_or_recover(path, me)
    again = House(Workspace(replica, "showroom"), house.ids)
    try:
        window, screen = backups_of(again, qtbot)
        assert again.workspace.reader.count("vehicle") == 0
        qtbot.waitUntil(lambda: len(screen.here.rows()) == 1, timeout=PATIENCE)
        card = screen.here.card(screen.here.rows()[0].key)
        qtbot.waitUntil(card.isVisible, timeout=PATIENCE)
        qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(card.hasFocus, timeout=PATIENCE)
        qtbot.keyClick(card, Qt.Key.Key_Return)
        qtbot.keyClick(opened(qtbot, OneBackup), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not screen.work.busy, timeout=PATIENCE)
        preview = opened(qtbot, PutBack)
        assert preview.agree_button.isVisible()
        qtbot.keyClick(preview, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "Nothing that is here was taken away" in toast(window), timeout=PATIENCE)
        assert {kind: again.workspace.reader.count(kind) for kind in counts} == counts
    finally:
        if again.window is not None:
            delete(again.window)
        again.workspace.close()
        replica.close()


def test_a_backup_that_went_bad_is_found_by_checking_and_is_not_put_back(manager: House, qtbot: QtBot) -> None:
    made = manager.workspace.safekeeping.make()
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2_000] = b"\xee" * 2_000
    made.path.write_bytes(data)
    _, screen = backups_of(manager, qtbot)
    qtbot.waitUntil(lambda: len(screen.here.rows()) == 1, timeout=PATIENCE)
    screen.open_backup(screen.here.rows()[0].key)
    heard = Heard()
    press(qtbot, opened(qtbot, OneBackup), "Check it")
    qtbot.waitUntil(lambda: screen.here.rows()[0].status == "Damaged", timeout=PATIENCE)
    assert screen.problem.isVisible()
    qtbot.waitUntil(lambda: any("damaged" in said for said in heard.words), timeout=PATIENCE)
    screen.open_backup(screen.here.rows()[0].key)
    assert not opened(qtbot, OneBackup).put_back_button.isVisible()


def test_the_second_place_is_chosen_by_dialog_and_gets_its_copy(
    manager: House, qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    usb = tmp_path_factory.mktemp("usb")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(usb))
    manager.workspace.safekeeping.use_key(lambda: bytes(32))
    manager.workspace.safekeeping.make(backups.DAILY)
    _, screen = backups_of(manager, qtbot)
    assert not screen.away_section.isVisible()
    press(qtbot, screen, "Choose a folder or disk…")
    qtbot.waitUntil(lambda: len(screen.away.rows()) == 1, timeout=PATIENCE)
    assert screen.away.rows()[0].status == "Checked, whole"
    assert str(usb) in screen.place_section.standing.text()
    usb.rename(usb.with_name(f"{usb.name} pulled out"))
    qtbot.waitUntil(lambda: "no trouble" in screen.place_section.standing.text(), timeout=PATIENCE)
    press(qtbot, screen, "Use no second place")
    qtbot.waitUntil(lambda: "None chosen" in screen.place_section.standing.text(), timeout=PATIENCE)


def test_a_file_that_is_none_is_told_on_the_page(
    manager: House, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = tmp_path / "letter.sqlite"
    letter.write_text("Dear customer")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(letter), ""))
    _, screen = backups_of(manager, qtbot)
    press(qtbot, screen, "Put back from a file…")
    qtbot.waitUntil(screen.problem.isVisible, timeout=PATIENCE)
    assert "no backup that this version" in screen.problem.text()


def test_making_a_backup_can_be_stopped(manager: House, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "_PAGES", 1)
    window, screen = backups_of(manager, qtbot)
    screen.make()
    assert screen.work.panel is not None
    screen.work.panel.cancel_button.click()
    qtbot.waitUntil(lambda: not screen.work.busy, timeout=PATIENCE)
    qtbot.waitUntil(lambda: "Stopped" in toast(window), timeout=PATIENCE)
    assert not list(backups.folder_of(manager.workspace.replica.database.path).iterdir())
