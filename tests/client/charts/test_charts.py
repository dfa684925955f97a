"""Charts of every kind: what assistive technology meets, where the keys go, what a pointer opens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.charts import BarChart, Chart, ChartData
from tests.client.charts.sample_data import BARS, KINDS


def shown(qtbot: QtBot, kind: str, data: ChartData | None = None) -> Chart:
    """A chart of a kind in a window of its own."""
    make, sample = KINDS[kind]
    chart = make(sample if data is None else data)
    qtbot.addWidget(chart)
    chart.resize(520, 360)
    chart.show()
    qtbot.waitExposed(chart)
    return chart


def children(chart: Chart) -> list[str]:
    """The names of a chart's points, as assistive technology gets them."""
    interface = QAccessible.queryAccessibleInterface(chart)
    return [interface.child(number).text(QAccessible.Text.Name) for number in range(interface.childCount())]


@pytest.mark.parametrize("kind", KINDS)
def test_every_point_is_a_child_with_a_name_a_value_and_a_place(themed: QApplication, qtbot: QtBot, kind: str) -> None:
    chart = shown(qtbot, kind)
    interface = QAccessible.queryAccessibleInterface(chart)
    assert interface.role() == QAccessible.Role.Chart
    assert interface.text(QAccessible.Text.Name) == chart.data.title
    assert interface.childCount() == chart.count() > 0
    for number in range(interface.childCount()):
        child = interface.child(number)
        point = chart.point(number)
        assert child.role() == QAccessible.Role.Graphic
        assert child.parent().object() is chart
        assert interface.indexOfChild(child) == number
        assert point.label in child.text(QAccessible.Text.Name)
        assert child.text(QAccessible.Text.Value) == chart.data.shown(point) != ""
        assert chart.data.shown(point) in child.text(QAccessible.Text.Name)
        assert not child.rect().isEmpty()


def test_a_point_says_how_it_compares(themed: QApplication, qtbot: QtBot) -> None:
    assert children(shown(qtbot, "bar")) == [
        "January, 7 sales",
        "February, 9 sales, 2 more than January",
        "March, 12 sales, 3 more than February",
        "April, 12 sales, the same as March",
    ]


def test_arrow_keys_go_from_point_to_point_and_enter_opens(themed: QApplication, qtbot: QtBot) -> None:
    chart = shown(qtbot, "bar")
    came: list[int] = []
    chart.moved.connect(came.append)
    for key in ("Right", "Right", "Right", "Right", "Right", "Left", "Home", "End"):
        qtbot.keyClick(chart, getattr(Qt.Key, f"Key_{key}"))
    assert came == [0, 1, 2, 3, 3, 2, 0, 3]
    with qtbot.waitSignal(chart.opened) as opened:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert opened.args == ["2026-04"]


def test_nothing_to_show_is_said(themed: QApplication, qtbot: QtBot) -> None:
    chart = BarChart(ChartData("Sales", (), empty="No sale yet this year"))
    qtbot.addWidget(chart)
    assert chart.accessibleDescription() == "No sale yet this year"
    assert chart.focusPolicy() == Qt.FocusPolicy.NoFocus
    chart.show_data(BARS)
    assert chart.focusPolicy() == Qt.FocusPolicy.StrongFocus
