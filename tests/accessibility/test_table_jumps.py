"""A table that is read as one looks at it: after a jump it waits for its rows, but never long."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QStringListModel
from pytestqt.qtbot import QtBot

from accessibility.widgets import DataTable


@pytest.fixture
def table(qtbot: QtBot) -> DataTable:
    made = DataTable("Numbers")
    qtbot.addWidget(made)
    made.setModel(QStringListModel([str(number) for number in range(1000)]))
    made.resize(400, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def _painting(table: DataTable) -> bool:
    return table.viewport().updatesEnabled()


def test_after_a_jump_the_rows_in_sight_are_painted_once_they_are_there(table: DataTable) -> None:
    asked, there = list[tuple[int, int]](), list[bool]()

    def ready(first: int, last: int) -> bool:
        asked.append((first, last))
        return bool(there)

    table.rows_ready = ready
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() // 2)
    assert not _painting(table)
    first, last = asked[-1]
    assert first == table.rowAt(0) > 100
    assert last == table.rowAt(table.viewport().height() - 1) > first
    table.rows_arrived()
    assert not _painting(table), "other rows arrived"
    there.append(True)
    table.rows_arrived()
    assert _painting(table)


def test_what_does_not_come_is_not_waited_for(table: DataTable, qtbot: QtBot) -> None:
    table.rows_ready = lambda _first, _last: False
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() // 2)
    assert not _painting(table)
    qtbot.waitUntil(lambda: _painting(table))


def test_a_short_way_and_other_rows_altogether_are_painted_at_once(table: DataTable) -> None:
    table.rows_ready = lambda _first, _last: False
    table.verticalScrollBar().setValue(1)
    assert _painting(table)
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() // 2)
    table.setModel(QStringListModel(["other"]))
    assert _painting(table)
