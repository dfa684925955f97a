"""Alarms in the window: they ring once, are spoken, listed, put off and done, all of it by keyboard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from accessibility.audit import audit
from client.business.alarm_reading import gather, marks_of
from client.commands import Edit
from client.screens.alarms import Alarms
from client.sync_state import Phase, SyncState
from client.window import ringing
from client.window.main_window import MainWindow
from client.window.ringing import Ringing
from client.workspace import Place
from tests.client.screens.pressing import Heard, button, press, toast
from tests.client.screens.small_house import House, office, show, showroom

__all__ = ["office", "showroom"]


@pytest.fixture(autouse=True)
def no_drives_today(request: pytest.FixtureRequest) -> None:
    """The small house has a drive at a fixed hour, which would ring when the tests run at that hour."""
    for name in {"showroom", "office"} & set(request.fixturenames):
        workspace = request.getfixturevalue(name).workspace
        for view in workspace.reader.find("test_drive", status="booked"):
            workspace.replica.execute(Edit("test_drive", view.id, {"status": "booked"}, {"status": "cancelled"}))


def _marks(house: House) -> list[str]:
    return [view.values["deed"] for view in house.workspace.reader.find("alarm_mark", order="ordinal")]


def _alarms(window: MainWindow) -> Alarms:
    screen = window.current_screen()
    assert isinstance(screen, Alarms)
    return screen


def _offered(inside: QWidget, text: str) -> bool:
    return any(one.isVisible() and one.accessibleName() == text for one in inside.findChildren(QAbstractButton))


def _rung(house: House, window: MainWindow, qtbot: QtBot) -> Ringing:
    rings = Ringing(house.workspace, window, settle=0)
    rings.start()
    qtbot.waitUntil(lambda: bool(toast(window)))
    return rings


def test_what_was_missed_rings_once_also_after_a_restart(showroom: House, qtbot: QtBot) -> None:
    window, heard = show(showroom, qtbot), Heard()
    rings = _rung(showroom, window, qtbot)
    assert toast(window).startswith("Follow up with Maria Lopez: 3 days overdue")
    qtbot.waitUntil(lambda: any("Maria Lopez" in words for words in heard.words))
    assert _marks(showroom) == ["rung"]
    press(qtbot, window, "Show")
    assert window.history.current == Place("record", "lead", showroom.id("lead_maria"))
    rings.deleteLater()
    again = Ringing(showroom.workspace, window, settle=0)
    looked: list[Any] = []
    again._looked = looked.append  # type: ignore[method-assign, assignment]
    again.start()
    qtbot.waitUntil(lambda: bool(looked))
    assert looked[0].standing.to_ring == ()
    assert len(looked[0].standing.waiting) == 1


def test_several_ring_as_one_notice_that_opens_the_list(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    due = gather(office.workspace).standing.to_ring
    assert len(due) > 1
    rings = _rung(office, window, qtbot)
    assert toast(window).startswith(f"{len(due)} alarms. First: Policy ")
    press(qtbot, window, "Show all")
    qtbot.waitUntil(lambda: len(_alarms(window).cards) == len(due))
    assert rings._claims == {}


def test_an_alarm_is_put_off_and_done_by_keyboard(showroom: House, qtbot: QtBot) -> None:
    window = show(showroom, qtbot)
    _rung(showroom, window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    screen = _alarms(window)
    qtbot.waitUntil(lambda: len(screen.cards) == 1)
    said = next(iter(screen.cards.values())).row.title
    qtbot.waitUntil(lambda: _offered(screen, f"Put off: {said}"))
    menu = button(screen, f"Put off: {said}").menu()  # type: ignore[attr-defined]
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: _marks(showroom) == ["rung", "snoozed"])
    found = gather(showroom.workspace)
    assert [len(part) for part in (found.standing.to_ring, found.standing.waiting, found.standing.put_off)] == [0, 0, 1]
    marks = next(iter(marks_of(showroom.workspace).values()))
    until = max(mark.until for mark in marks if mark.until)
    assert len(gather(showroom.workspace, until + timedelta(seconds=1)).standing.to_ring) == 1
    qtbot.waitUntil(lambda: not _offered(screen, f"Put off: {said}") and _offered(screen, f"Done: {said}"))
    done = button(screen, f"Done: {said}")
    done.setFocus()
    qtbot.keyClick(done, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: screen.cards == {})
    later = gather(showroom.workspace, until + timedelta(days=3)).standing
    assert showroom.id("lead_maria") not in {alarm.record for alarm in (*later.to_ring, *later.waiting)}


def test_the_audit_finds_nothing_in_the_list_of_alarms(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    _rung(office, window, qtbot)
    window.show_place(Place("alarms"))
    qtbot.waitUntil(lambda: len(_alarms(window).cards) > 1)
    assert audit(window).violations == []


def test_in_touch_with_the_hub_it_waits_for_the_hubs_order_but_not_for_ever(
    showroom: House, qtbot: QtBot, monkeypatch: Any
) -> None:
    window = show(showroom, qtbot)
    showroom.workspace.set_sync_state(SyncState(Phase.LIVE))
    qtbot.waitUntil(lambda: showroom.workspace.sync_state.phase is Phase.LIVE)
    rings = Ringing(showroom.workspace, window, settle=0)
    rings.start()
    qtbot.waitUntil(lambda: _marks(showroom) == ["rung"])
    assert toast(window) == ""
    monkeypatch.setattr(ringing, "PATIENCE", 0.0)
    qtbot.waitUntil(lambda: toast(window).startswith("Follow up"))
    assert rings._claims == {}
