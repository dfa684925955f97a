"""The pipeline: leads by stage, counted as the list counts them, moved by keys, mouse, finger and menu, and live."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.commands import Edit
from client.keys import Keys
from client.replica.worker import wait
from client.screens.dialogs.log_activity import LoseLead
from client.screens.parts.board_column import BoardColumn
from client.screens.pipeline import Pipeline
from client.screens.record_list import ListScreen
from client.workspace import Place
from tests.client.screens.pressing import Heard, opened, press, toast
from tests.client.screens.small_house import House, identity, open_house, show
from tests.support.replicas import open_file

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[House]:
    """One house for the module: each test begins with Maria contacted and Jonas new."""
    made = open_house(tmp_path_factory.mktemp("pipeline"), "showroom", "salesperson")
    yield made
    made.workspace.close()
    made.workspace.replica.close()


@pytest.fixture
def board(house: House, qtbot: QtBot) -> Iterator[Pipeline]:
    """The pipeline of that house in a window of its own."""
    for key, stage in (("lead_maria", "contacted"), ("lead_jonas", "new")):
        held = house.values("lead", key)
        old = {name: held[name] for name in ("status", "lost_reason")}
        wait(house.workspace.replica.execute(Edit("lead", house.id(key), old, {"status": stage, "lost_reason": None})))
    window = show(house, qtbot)
    window.show_place(Place("pipeline", "lead"))
    screen = window.current_screen()
    assert isinstance(screen, Pipeline)
    qtbot.waitUntil(lambda: stands(screen, "contacted") == ["Maria Lopez"] and stands(screen, "new") == ["Jonas Weber"])
    yield screen
    delete(window)
    house.window = None


def column(screen: Pipeline, stage: str) -> BoardColumn:
    """A column that is shown."""
    found = screen.board.column(stage)
    assert found is not None
    return found


def stands(screen: Pipeline, stage: str) -> list[str]:
    """The titles of the cards of a stage that have been read."""
    found = screen.board.column(stage)
    if found is None:
        return []
    cards = [found.model.card(row) for row in range(found.model.rowCount())]
    return [card.texts.title for card in cards if card is not None]


def choose(screen: Pipeline, stage: str, qtbot: QtBot) -> BoardColumn:
    """Give the keyboard to the first card of a stage."""
    one = column(screen, stage)
    screen.board.go_to(one, 0)
    qtbot.waitUntil(one.view.hasFocus)
    return one


def centre(one: BoardColumn) -> QPoint:
    """The middle of the first card."""
    return one.view.visualRect(one.model.index(0)).center()


def in_sql(house: House) -> dict[str, tuple[int, int]]:
    """Count and worth of each stage, by a query of our own."""
    file = open_file(house.workspace.replica.database.path, readonly=True)
    try:
        return {
            row[0]: (row[1], row[2])
            for row in file.execute(
                "SELECT status, count(*), sum(coalesce(budget, (SELECT price FROM vehicle WHERE id = l.vehicle), 0))"
                " FROM lead l WHERE NOT archived GROUP BY status"
            )
        }
    finally:
        file.close()


def test_counts_and_sums_equal_those_of_sql_and_of_the_list(board: Pipeline, house: House, qtbot: QtBot) -> None:
    counted = in_sql(house)
    for one in board.board.columns:
        count, worth = counted.get(one.key, (0, 0))
        assert one.model.rowCount() == count
        assert one.count.text() == ("1 lead" if count == 1 else f"{count} leads")
        assert one.sum.text() == (f"€{worth // 100:,}" if worth else "nothing named yet")
    assert board.head.detail.text() == "Open leads in all: 2. Worth €28,450."
    contacted = column(board, "contacted")
    assert contacted.count.accessibleName() == "1 lead: Contacted. Open the list"
    qtbot.mouseClick(contacted.count, Qt.MouseButton.LeftButton)
    listed = board.window().current_screen()  # type: ignore[attr-defined]
    assert isinstance(listed, ListScreen)
    qtbot.waitUntil(lambda: listed.list.answer() is not None)
    answer = listed.list.answer()
    assert answer is not None
    assert list(answer.ordinals) == list(contacted.model.pages.ordinals)


def test_a_card_says_who_what_when_and_its_place(board: Pipeline) -> None:
    view = column(board, "contacted").view
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.role() == QAccessible.Role.List
    assert interface.text(QAccessible.Text.Name) == "Contacted, 1 lead, €28,450"
    said = str(view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert said.startswith("Maria Lopez, Toyota Camry, €28,450, 3 days overdue")
    assert said.endswith(", 1 of 1")


def test_arrows_go_through_the_cards_and_ctrl_takes_one_along(board: Pipeline, house: House, qtbot: QtBot) -> None:
    new = choose(board, "new", qtbot)
    heard = Heard()
    qtbot.keyClick(new.view, Qt.Key.Key_Right)
    qtbot.waitUntil(column(board, "contacted").view.hasFocus)
    qtbot.keyClick(column(board, "contacted").view, Qt.Key.Key_Right, CONTROL)
    drive = column(board, "test_drive")
    qtbot.waitUntil(drive.view.hasFocus)
    assert house.values("lead", "lead_maria")["status"] == "test_drive"
    assert drive.view.currentIndex().row() == 0
    qtbot.waitUntil(lambda: "Maria Lopez, moved to Test drive, 1 of 1" in " | ".join(heard.words))
    qtbot.waitUntil(lambda: toast(board.window()) == "Maria Lopez, moved to Test drive, 1 of 1")
    press(qtbot, board.window(), "Undo")
    qtbot.waitUntil(lambda: stands(board, "contacted") == ["Maria Lopez"])
    assert house.values("lead", "lead_maria")["status"] == "contacted"


def test_the_sheet_of_keys_names_those_of_the_board(board: Pipeline) -> None:
    held = {one.name for one in board.board.findChildren(Keys)}
    assert held == {"card_ahead", "card_back"}


def test_beyond_the_last_stage_the_board_says_so(board: Pipeline, house: House, qtbot: QtBot) -> None:
    new = choose(board, "new", qtbot)
    qtbot.keyClick(new.view, Qt.Key.Key_Left, CONTROL)
    qtbot.waitUntil(lambda: toast(board.window()) == "There is no stage beyond New.")
    assert house.values("lead", "lead_jonas")["status"] == "new"


def test_a_card_is_carried_by_the_mouse_and_put_back_with_escape(board: Pipeline, house: House, qtbot: QtBot) -> None:
    new, drive = column(board, "new"), column(board, "test_drive")
    aim = new.view.viewport().mapFromGlobal(drive.mapToGlobal(drive.rect().center()))
    port, left = new.view.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(port, left, pos=centre(new))
    QTest.mouseMove(port, centre(new) + QPoint(40, 5))
    QTest.mouseMove(port, aim)
    assert drive.property("chosen") == "true"
    qtbot.keyClick(new.view, Qt.Key.Key_Escape)
    QTest.mouseRelease(port, left, pos=aim)
    assert drive.property("chosen") == "false"
    QTest.mousePress(port, left, pos=centre(new))
    QTest.mouseMove(port, centre(new) + QPoint(40, 5))
    QTest.mouseMove(port, aim)
    QTest.mouseRelease(port, left, pos=aim)
    qtbot.waitUntil(lambda: stands(board, "test_drive") == ["Jonas Weber"])
    assert house.values("lead", "lead_jonas")["status"] == "test_drive"


def test_a_finger_that_holds_still_carries_and_one_that_moves_scrolls(
    board: Pipeline, house: House, qtbot: QtBot
) -> None:
    device = QTest.createTouchDevice()
    contacted, drive = column(board, "contacted"), column(board, "test_drive")
    port, start = contacted.view.viewport(), centre(contacted)
    QTest.touchEvent(port, device).press(0, start, port).commit()
    qtbot.waitUntil(lambda: contacted.view.carrying)
    aim = port.mapFromGlobal(drive.mapToGlobal(drive.rect().center()))
    for step in (QPoint(60, 10), aim - start):
        QTest.touchEvent(port, device).move(0, start + step, port).commit()
    qtbot.waitUntil(lambda: drive.property("chosen") == "true")
    QTest.touchEvent(port, device).release(0, aim, port).commit()
    qtbot.waitUntil(lambda: stands(board, "test_drive") == ["Maria Lopez"])
    assert house.values("lead", "lead_maria")["status"] == "test_drive"


def menu_of(qtbot: QtBot) -> dict[str, QAction]:
    """The entries of the menu that is open."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return {action.text(): action for action in menu.actions() if not action.isSeparator()}


def test_the_menu_key_offers_the_stages_and_a_lost_lead_says_why(board: Pipeline, house: House, qtbot: QtBot) -> None:
    press(qtbot, board, "All stages")
    qtbot.waitUntil(lambda: len(board.board.columns) == 6)
    new = choose(board, "new", qtbot)
    new.view.menu_wanted.emit(new.view.viewport().mapToGlobal(centre(new)))
    entries = menu_of(qtbot)
    assert list(entries)[:2] == ["Open", "Log call"]
    assert not entries["New"].isEnabled()
    entries["Lost"].trigger()
    dialog = opened(qtbot, LoseLead)
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    dialog.asked.set_value("lost_reason", "price")
    dialog.confirm()
    qtbot.waitUntil(lambda: stands(board, "lost") == ["Jonas Weber"])
    assert house.values("lead", "lead_jonas")["lost_reason"] == "price"


def test_what_others_move_is_seen_and_said(board: Pipeline, house: House, qtbot: QtBot) -> None:
    heard = Heard()
    contacted = choose(board, "contacted", qtbot)
    held = house.values("lead", "lead_jonas")
    wait(
        house.workspace.replica.execute(
            Edit("lead", house.id("lead_jonas"), {"status": held["status"]}, {"status": "negotiation"})
        )
    )
    qtbot.waitUntil(lambda: stands(board, "negotiation") == ["Jonas Weber"])
    qtbot.waitUntil(lambda: "Jonas Weber is now in Negotiation" in heard.words)
    assert contacted.view.hasFocus()
    assert contacted.view.currentIndex().row() == 0


def test_a_refused_move_says_why_and_leaves_the_card(board: Pipeline, house: House, qtbot: QtBot) -> None:
    new = choose(board, "new", qtbot)
    here = house.workspace.identity
    house.workspace.replica.sign_in_as(identity("auditor", here.person, here.store))
    try:
        qtbot.keyClick(new.view, Qt.Key.Key_Right, CONTROL)
        qtbot.waitUntil(lambda: toast(board.window()).startswith("Jonas Weber was not moved: "))
    finally:
        house.workspace.replica.sign_in_as(here)
    assert house.values("lead", "lead_jonas")["status"] == "new"
    assert stands(board, "new") == ["Jonas Weber"]


def test_only_looking_is_told_as_such(house: House, qtbot: QtBot) -> None:
    here = house.workspace.identity
    house.workspace.replica.sign_in_as(identity("head_office", here.person, here.store))
    try:
        window = show(house, qtbot)
        window.show_place(Place("pipeline", "lead"))
        screen = window.current_screen()
        assert isinstance(screen, Pipeline)
        qtbot.waitUntil(lambda: sum(one.model.rowCount() for one in screen.board.columns) > 0)
        full = next(one for one in screen.board.columns if one.model.rowCount())
        screen.board.go_to(full, 0)
        assert [one.text() for one in screen.bar.buttons] == ["Open"]
        qtbot.keyClick(full.view, Qt.Key.Key_Right, CONTROL)
        qtbot.waitUntil(lambda: toast(window) == "Your role may look at leads but not change them.")
        delete(window)
    finally:
        house.workspace.replica.sign_in_as(here)
        house.window = None
