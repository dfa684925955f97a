"""The renewals board: buckets as SQL and the list count them, in the order to call, renewed from where one is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client.finding.catalogue import Catalogue
from client.reading.board_queries import BUCKETS, policies_by_bucket
from client.screens.dialogs.renew_policy import RenewPolicy
from client.screens.record_list import ListScreen
from client.screens.renewals import Renewals
from client.screens.today import Today
from client.workspace import Place
from tests.client.screens.pressing import opened, press, toast
from tests.client.screens.small_house import TODAY, House, open_house, show
from tests.support.replicas import open_file

#: Days from today of the policies made here, beside those of the house (165, 4, 25 and -2).
DAYS = (-1, 0, 7, 8, 30, 31, 60, 61, 90, 91)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[House]:
    """A fleet office with a policy on each edge of each bucket, and some that are no longer in force."""
    made = open_house(tmp_path_factory.mktemp("renewals"), "fleet", "fleet_manager")
    for day in DAYS:
        made.add(f"edge {day}", "policy", number=f"E{day}", status="active", expires_on=TODAY + timedelta(days=day))
    for status in ("cancelled", "draft", "expired"):
        made.add(status, "policy", number=f"X-{status}", status=status, expires_on=TODAY + timedelta(days=5))
    yield made
    made.workspace.close()
    made.workspace.replica.close()


@pytest.fixture
def board(house: House, qtbot: QtBot) -> Iterator[Renewals]:
    """The board in a window of its own."""
    window = show(house, qtbot)
    window.show_place(Place("renewals", "policy"))
    screen = window.current_screen()
    assert isinstance(screen, Renewals)
    qtbot.waitUntil(lambda: len(screen.board.columns) == len(BUCKETS) and numbers(screen, "7") != [])
    yield screen
    delete(window)
    house.window = None


def numbers(screen: Renewals, bucket: str) -> list[str]:
    """The policy numbers of a bucket, in its order, that have been read."""
    column = screen.board.column(bucket)
    assert column is not None
    cards = [column.model.card(row) for row in range(column.model.rowCount())]
    return [card.texts.end for card in cards if card is not None]


def in_sql(house: House) -> dict[str, int]:
    """How many policies in force each bucket has, by a query of our own."""
    low = {"overdue": "0001-01-01"} | {
        key: (TODAY + timedelta(days=days)).isoformat() for key, days in {"7": 0, "30": 8, "60": 31, "90": 61}.items()
    }
    high = {
        key: (TODAY + timedelta(days=days)).isoformat()
        for key, days in {"overdue": -1, "7": 7, "30": 30, "60": 60, "90": 90}.items()
    }
    file = open_file(house.workspace.replica.database.path, readonly=True)
    counted = "SELECT count(*) FROM policy WHERE status IN ('active', 'expiring') AND expires_on BETWEEN ? AND ?"
    try:
        return {key: file.execute(counted, (low[key], high[key])).fetchone()[0] for key in low}
    finally:
        file.close()


def test_counts_equal_sql_the_page_of_today_and_the_list(board: Renewals, house: House, qtbot: QtBot) -> None:
    counted = in_sql(house)
    assert sum(counted.values()) == 12
    assert {one.key: one.model.rowCount() for one in board.board.columns} == counted
    window = board.window()
    window.show_place(Place("today"))  # type: ignore[attr-defined]
    today = window.current_screen()  # type: ignore[attr-defined]
    assert isinstance(today, Today)
    shown = {key: str(count) for key, count in counted.items()}
    qtbot.waitUntil(lambda: {key: today.figures[key].count() for key in counted} == shown)
    for column in board.board.columns:
        column.listed.emit(column.key)
        listed = window.current_screen()  # type: ignore[attr-defined]
        assert isinstance(listed, ListScreen)
        # With the index and before there is one: SQL answers the same.
        qtbot.waitUntil(partial(_lists, listed, sorted(column.model.pages.ordinals)))


def _lists(listed: ListScreen, ordinals: list[int]) -> bool:
    """Whether a list has found these records and no others."""
    answer = listed.list.answer()
    return answer is not None and sorted(answer.ordinals) == ordinals


def test_the_first_to_end_is_called_first(board: Renewals, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: numbers(board, "7") == ["E0", "POL200", "E7"])
    qtbot.waitUntil(lambda: numbers(board, "overdue") == ["POL202", "E-1"])
    column = board.board.column("overdue")
    assert column is not None
    said = column.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Maria Lopez, 2 days overdue, POL202, €1,200, +49 89 5551234 · Allianz, 1 of 2"


def test_a_policy_is_renewed_from_the_board_and_leaves_its_bucket(board: Renewals, house: House, qtbot: QtBot) -> None:
    column = board.board.column("overdue")
    assert column is not None
    board.board.go_to(column, 0)
    press(qtbot, board, "Renew …")
    dialog = opened(qtbot, RenewPolicy)
    dialog.confirm()
    qtbot.waitUntil(lambda: numbers(board, "overdue") == ["E-1"])
    assert policies_by_bucket(house.workspace.reader, TODAY)["overdue"].count == 1
    press(qtbot, board.window(), "Undo")
    qtbot.waitUntil(lambda: numbers(board, "overdue") == ["POL202", "E-1"])


def test_a_policy_is_not_carried_and_the_board_says_what_moves_it(board: Renewals, qtbot: QtBot) -> None:
    column = board.board.column("7")
    assert column is not None
    board.board.go_to(column, 0)
    qtbot.keyClick(column.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: toast(board.window()).startswith("A policy comes into another column when it is renewed"))


def test_before_the_search_index_is_there_sql_answers_the_same(house: House) -> None:
    workspace, counted = house.workspace, in_sql(house)
    fresh = Catalogue(workspace.replica, workspace.reader)
    try:
        for bucket, count in counted.items():
            chosen = {"status": frozenset({"active", "expiring"}), "expires_on": frozenset({bucket})}
            assert fresh.search("policy", "", chosen, today=TODAY).total == count
    finally:
        fresh.close()
