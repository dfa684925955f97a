"""Searching, ticking facets and walking a table, by keyboard and by finger."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest

from accessibility.widgets import (
    Button,
    DataTable,
    FacetList,
    FacetValue,
    LineEdit,
    SearchBox,
    Suggestion,
)
from tests.support.windows import show_in


def test_ten_quick_keys_ask_once(window, qtbot):
    box = SearchBox("Search vehicles")
    show_in(window, qtbot, box)
    asked: list[str] = []
    searched: list[str] = []
    box.suggestion_requested.connect(asked.append)
    box.searched.connect(searched.append)
    box.edit.setFocus()
    box._timer.setInterval(3_600_000)  # as if the keys came as fast as they do from a person
    for key in "toyotacamr":
        QTest.keyClicks(box.edit, key, delay=1)
    assert (asked, searched) == ([], [])
    box._timer.setInterval(0)  # and now the pause
    qtbot.waitUntil(lambda: bool(searched))
    assert asked == searched == ["toyotacamr"]


def test_enter_searches_at_once_and_clearing_searches_for_everything(window, qtbot):
    box = SearchBox("Search", live=False)
    show_in(window, qtbot, box)
    searched: list[str] = []
    box.searched.connect(searched.append)
    box.edit.setFocus()
    QTest.keyClicks(box.edit, "camry")
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    assert searched == ["camry"]
    QTest.mouseClick(box._clear, Qt.MouseButton.LeftButton)
    assert searched == ["camry", ""]
    assert box.edit.hasFocus()


def test_suggestions_are_announced_reached_and_chosen_by_keyboard(window, qtbot, heard):
    box = SearchBox("Search")
    show_in(window, qtbot, box, Button("After"))
    chosen: list[Suggestion] = []
    box.suggestion_chosen.connect(chosen.append)
    box.edit.setFocus()
    QTest.keyClicks(box.edit, "to")
    box.set_suggestions([Suggestion("Toyota Camry", "4", 7), Suggestion("Toyota Corolla", "", 8)])
    qtbot.waitUntil(lambda: any("2 suggestions" in text for text, _ in heard))
    QTest.keyClick(box.edit, Qt.Key.Key_Down)
    assert box.popup.hasFocus()
    QTest.keyClick(box.popup, Qt.Key.Key_Down)
    QTest.keyClick(box.popup, Qt.Key.Key_Return)
    assert [one.data for one in chosen] == [8]
    assert box.text() == "Toyota Corolla"
    assert not box.popup.isVisible()
    assert box.edit.hasFocus()


def test_typing_in_the_suggestions_goes_on_in_the_line_and_escape_closes(window, qtbot):
    box = SearchBox("Search")
    show_in(window, qtbot, box, Button("After"))
    box.edit.setFocus()
    QTest.keyClicks(box.edit, "to")
    box.set_suggestions([Suggestion("Toyota")])
    QTest.keyClick(box.edit, Qt.Key.Key_Down)
    QTest.keyClick(box.popup, Qt.Key.Key_Y)
    assert box.edit.hasFocus()
    assert box.edit.text() == "toy"
    QTest.keyClick(box.edit, Qt.Key.Key_Escape)
    assert not box.popup.isVisible()
    box.set_suggestions([Suggestion("Toyota")])
    assert box.popup.isVisible()
    QTest.keyClick(box.edit, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: not box.popup.isVisible())


def test_facets_are_ticked_by_key_and_by_a_press_anywhere_on_the_row(window, qtbot):
    facet = FacetList("Make", shown=2)
    facet.set_values([FacetValue(make, make, count) for make, count in (("Kia", 3), ("Volvo", 1200), ("Seat", 1))])
    show_in(window, qtbot, facet)
    changes: list[set[str]] = []
    facet.changed.connect(changes.append)
    rows = facet.list
    assert rows.count() == 2
    assert rows.item(1).text() == "Volvo, 1,200"
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(rows.item(1)).center())
    rows.setFocus()
    rows.setCurrentRow(0)
    QTest.keyClick(rows, Qt.Key.Key_Space)
    assert changes == [{"Volvo"}, {"Volvo", "Kia"}]
    facet.set_ticked({"Seat"})
    assert rows.count() == 3, "a ticked value is shown even where it would stand behind the button"
    facet.set_values([FacetValue("Kia", "Kia", 2), FacetValue("Seat", "Seat", 0)])
    assert facet.ticked() == {"Seat"}
    assert len(changes) == 2


def test_a_table_is_left_by_tab_and_opens_rows_by_enter(window, qtbot):
    table, after = DataTable("Stock"), LineEdit()
    model = QStandardItemModel(0, 2, table)
    for row in range(50):
        model.appendRow([QStandardItem(f"A-{row}"), QStandardItem("Camry")])
    table.setModel(model)
    show_in(window, qtbot, table, after)
    opened = []
    table.row_activated.connect(lambda index: opened.append(index.row()))
    table.setFocus()
    table.selectRow(3)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == [3]
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert after.hasFocus()
    table.scrollToBottom()
    model.setRowCount(0)
    model.beginResetModel()
    model.endResetModel()
    assert table.verticalScrollBar().value() == 0
    assert table.rowHeight(0) >= 44 or model.rowCount() == 0
