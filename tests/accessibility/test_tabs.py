"""Tabs: one page in sight, reached by pointer, keys and readers alike."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QLabel, QPushButton

from accessibility.widgets import Tabs


@pytest.fixture
def tabs(qtbot):
    made = Tabs("Views of the stock")
    qtbot.addWidget(made)
    for key, text in (("table", "Table"), ("cards", "Cards & photos"), ("none", "Nothing")):
        made.add(key, text, QLabel(text))
    made.resize(500, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def _tabs(tabs):
    return tabs.findChildren(QPushButton)


def _in_sight(tabs):
    return [label.text() for label in tabs.findChildren(QLabel) if label.isVisible()]


def test_the_first_page_is_shown_and_a_press_shows_another(tabs, qtbot):
    assert (tabs.current(), _in_sight(tabs)) == ("table", ["Table"])
    with qtbot.waitSignal(tabs.chosen) as told:
        qtbot.mouseClick(_tabs(tabs)[1], Qt.MouseButton.LeftButton)
    assert told.args == ["cards"]
    assert _in_sight(tabs) == ["Cards & photos"]
    tabs.choose("none")
    assert (tabs.current(), _in_sight(tabs)) == ("none", ["Nothing"])


@pytest.mark.parametrize(
    ("keys", "reached"),
    [("R", "cards"), ("RR", "none"), ("RRR", "table"), ("L", "none"), ("E", "none"), ("EH", "table")],
)
def test_arrows_go_round_and_home_and_end_to_the_ends(tabs, qtbot, keys, reached):
    meant = {"R": Qt.Key.Key_Right, "L": Qt.Key.Key_Left, "H": Qt.Key.Key_Home, "E": Qt.Key.Key_End}
    tab = _tabs(tabs)[0]
    for key in keys:
        qtbot.keyClick(tab, meant[key])
        tab = next(one for one in _tabs(tabs) if one.isChecked())
    assert tabs.current() == reached


def test_a_reader_hears_a_list_of_tabs_one_selected_and_can_press_them(tabs, qtbot):
    said = [QAccessible.queryAccessibleInterface(tab) for tab in _tabs(tabs)]
    assert [one.role() for one in said] == [QAccessible.Role.PageTab] * 3
    assert [one.text(QAccessible.Text.Name) for one in said] == ["Table", "Cards & photos", "Nothing"]
    assert [bool(one.state().selected) for one in said] == [True, False, False]
    row = said[0].parent()
    assert (row.role(), row.text(QAccessible.Text.Name)) == (QAccessible.Role.PageTabList, "Views of the stock")
    said[2].actionInterface().doAction(QAccessibleActionInterface.pressAction())
    qtbot.waitUntil(lambda: tabs.current() == "none")


def test_a_narrow_window_wraps_the_tabs_and_hides_none(tabs, qtbot):
    tabs.resize(180, 300)
    qtbot.waitUntil(lambda: len({tab.y() for tab in _tabs(tabs)}) > 1)
    assert all(tab.x() >= 0 and tab.x() + tab.width() <= tabs.width() for tab in _tabs(tabs))


def test_tabs_may_share_a_page(qtbot):
    made, page = Tabs("Boards"), QLabel("Figures")
    qtbot.addWidget(made)
    for key in ("sales", "leads"):
        made.add(key, key.title(), page)
    made.show()
    qtbot.waitExposed(made)
    with qtbot.waitSignal(made.chosen) as taken:
        made.tab("leads").click()
    assert taken.args == ["leads"]
    assert (made.current(), page.isVisible()) == ("leads", True)
    assert [made.tab(key).isChecked() for key in ("sales", "leads")] == [False, True]
