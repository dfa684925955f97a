"""Readiness and the outage drill on the screen, by keyboard; their papers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from client.care.drills import Figures
from client.care.readiness import Check, look
from client.screens.dialogs.begin_drill import BeginDrill
from client.screens.drill_report import DrillReport
from client.screens.readiness import ReadinessScreen
from client.window.main_window import MainWindow
from client.window.navigation import READINESS
from client.workspace import Place
from shared_models.clock import utc_now
from tests.client.screens.pressing import Heard, opened, press, toast
from tests.client.screens.small_house import House, manager, office, show, showroom

__all__ = ["manager", "office", "showroom"]

PATIENCE = 30_000


def readiness_of(house: House, qtbot: QtBot) -> tuple[MainWindow, ReadinessScreen]:
    """The screen, looked through."""
    window = show(house, qtbot)
    window.show_place(READINESS)
    screen = window.current_screen()
    assert isinstance(screen, ReadinessScreen)
    qtbot.waitUntil(lambda: bool(screen.checks), timeout=PATIENCE)
    return window, screen


def checks_of(house: House) -> dict[str, Check]:
    """The points by their key."""
    return {check.key: check for check in look(house.workspace.ground)}


def test_each_point_says_what_was_found_and_what_to_do(office: House) -> None:
    found = checks_of(office)
    assert set(found) == {
        "complete", "age", "whole", "sent", "photos", "models", "sign_in", "backup", "disk", "clock", "cover", "papers",
        "neighbours",
    }  # fmt: skip
    ready = {key for key, check in found.items() if check.ready}
    assert {"whole", "photos", "models", "sign_in", "cover", "papers"} <= ready
    assert not {"complete", "age", "sent", "backup", "clock", "neighbours"} & ready
    unsent = office.workspace.reader.unsent().changes
    assert found["sent"].found == f"{unsent:,} changes are only on this device."
    assert all(check.to_do for check in found.values() if not check.ready)
    assert not any("{" in check.found + check.to_do for check in found.values())


def test_points_follow_what_is_there(office: House) -> None:
    workspace = office.workspace
    workspace.safekeeping.make()
    assert checks_of(office)["backup"].ready
    forgotten = "UPDATE policy SET expires_on = NULL WHERE number = 'POL200'"  # as an older program may have left it
    workspace.replica.write(lambda writer: writer.execute(forgotten)).result(60)
    assert not checks_of(office)["cover"].ready
    assert "1 of 4 policies" in checks_of(office)["cover"].found
    reference = workspace.files.add_bytes(b"a picture", "damage.jpg")
    office.add("seen", "claim", number="CLM-2", status="reported", photos={"a": {"file": reference, "alt": "Bumper"}})
    assert checks_of(office)["photos"].found == "All 1 that records name are here."
    workspace.files.path(reference.digest).unlink()
    assert checks_of(office)["photos"].found == "1 of 1 are not here yet."
    workspace.ground.spaces = lambda: ["house/stock"]
    assert checks_of(office)["complete"].found == "0 of 1 parts of the house's records are here so far."
    workspace.ground.missing = lambda: ["The key of this device"]
    assert "The key of this device" in checks_of(office)["sign_in"].found


def test_the_report_is_shown_said_and_printed(
    manager: House, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "ready.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(paper), ""))
    heard = Heard()
    window, screen = readiness_of(manager, qtbot)
    assert len(screen.points.rows()) == len(screen.checks)
    assert any(row.title == "Document numbers" for row in screen.points.rows())
    qtbot.waitUntil(lambda: screen.standing.text() in heard.words, timeout=PATIENCE)
    press(qtbot, screen, "Save as PDF…")
    qtbot.waitUntil(lambda: paper.exists() and not screen.press.busy, timeout=PATIENCE)
    assert paper.read_bytes().startswith(b"%PDF")
    screen.points.card("backup").click()
    assert window.history.current == Place("backups")


def test_a_drill_is_begun_by_keyboard_marked_everywhere_and_ended_by_anybody(manager: House, qtbot: QtBot) -> None:
    window, screen = readiness_of(manager, qtbot)
    heard, drills = Heard(), manager.workspace.drills
    qtbot.waitUntil(screen.drill.begin_button.isVisible, timeout=PATIENCE)
    screen.drill.begin_button.setFocus()
    qtbot.keyClick(screen.drill.begin_button, Qt.Key.Key_Return)
    dialog = opened(qtbot, BeginDrill)
    dialog.length.set_value(1_440)
    qtbot.keyClick(dialog.begin_button, Qt.Key.Key_Return)
    qtbot.waitUntil(window.drill_line.isVisible, timeout=PATIENCE)
    drill = drills.current()
    assert drill is not None
    assert drill.until is not None
    assert timedelta(hours=23) < drill.until - utc_now() <= timedelta(hours=24)
    assert window.drill_line.banner.text().startswith("Outage drill: your work is safe here")
    qtbot.waitUntil(lambda: any(said.startswith("Outage drill") for said in heard.words), timeout=PATIENCE)
    assert window.windowTitle().startswith("Outage drill – ")
    for stop in window.stops[:3]:
        window.show_place(stop.place)
        assert window.drill_line.isVisible()
    window.drill_line.end_button.setFocus()
    qtbot.keyClick(window.drill_line.end_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.drill_line.isVisible(), timeout=PATIENCE)
    assert not window.windowTitle().startswith("Outage drill")
    qtbot.waitUntil(lambda: "The drill has ended" in toast(window), timeout=PATIENCE)
    assert [one.ended_by for one in drills.past()] == ["Anna Berg"]


def test_a_salesperson_cannot_begin_a_drill_but_ends_one(showroom: House, qtbot: QtBot) -> None:
    window, screen = readiness_of(showroom, qtbot)
    qtbot.waitUntil(screen.drill.may_not.isVisible, timeout=PATIENCE)
    assert not screen.drill.begin_button.isVisible()
    showroom.workspace.drills.begin(None, showroom.id("me"), "A manager")
    qtbot.waitUntil(screen.drill.end_button.isVisible, timeout=PATIENCE)
    press(qtbot, screen, "End the drill")
    qtbot.waitUntil(lambda: not window.drill_line.isVisible(), timeout=PATIENCE)
    assert not showroom.workspace.drills.on()


def test_the_report_of_a_drill_waits_for_the_hub_and_is_printed(
    manager: House, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "drill.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(paper), ""))
    drills = manager.workspace.drills
    drills.begin(None, manager.id("me"), "Anna Berg")
    drills.end("Sam")
    (held,) = drills.past()
    window = show(manager, qtbot)
    window.show_place(Place("drill_report", record=held.id))
    screen = window.current_screen()
    assert isinstance(screen, DrillReport)
    assert not screen.pdf.isEnabled()
    assert held.ended is not None
    settled = held.ended + timedelta(minutes=5)
    drills.report(held.id, Figures(settled, 12, 7, 2, 3, 1, 4, 2, 0))
    qtbot.waitUntil(screen.pdf.isEnabled, timeout=PATIENCE)
    assert screen.result.text() == (
        "Everything done during the drill reached the hub, 5 min after it ended. "
        "These need a person: 2 values that somebody else changed too and 1 claim that somebody else had first."
    )
    assert (screen.done.value("Sales recorded"), screen.outcome.value("All on the hub after")) == ("2", "5 min")
    press(qtbot, screen, "Save as PDF…")
    qtbot.waitUntil(lambda: paper.exists() and not screen.press.busy, timeout=PATIENCE)
    assert paper.read_bytes().startswith(b"%PDF")
