"""Charts of every kind: what assistive technology meets, where the keys go, what a pointer opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client import theme
from client.charts import BarChart, Chart, ChartData, LineChart, Point, Series, plain
from client.charts.axes import span_of
from client.charts.items import Words
from client.charts.numbers import compact, ticks
from tests.client.charts.sample_data import BARS, KINDS, PARTS, RATE, TWO, sales

NAME, VALUE = QAccessible.Text.Name, QAccessible.Text.Value


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
    return [interface.child(number).text(NAME) for number in range(interface.childCount())]


def walked(qtbot: QtBot, chart: Chart, *keys: str) -> list[int]:
    """The numbers of the points the keys come to."""
    came: list[int] = []
    chart.moved.connect(came.append)
    for key in keys:
        qtbot.keyClick(chart, getattr(Qt.Key, f"Key_{key}"))
    chart.moved.disconnect(came.append)
    return came


# --- assistive technology ---


@pytest.mark.parametrize("kind", KINDS)
def test_every_point_is_a_child_with_a_name_a_value_and_a_place(themed: QApplication, qtbot: QtBot, kind: str) -> None:
    chart = shown(qtbot, kind)
    interface = QAccessible.queryAccessibleInterface(chart)
    assert interface.role() == QAccessible.Role.Chart
    assert interface.text(NAME) == chart.data.title
    assert interface.childCount() == chart.count() > 0
    for number in range(interface.childCount()):
        child = interface.child(number)
        point = chart.point(number)
        assert child.role() == QAccessible.Role.Graphic
        assert child.parent().object() is chart
        assert interface.indexOfChild(child) == number
        assert point.label in child.text(NAME)
        assert child.text(VALUE) == chart.data.shown(point) != ""
        assert chart.data.shown(point) in child.text(NAME)
        assert not child.rect().isEmpty()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            "bar",
            [
                "January, 7 sales",
                "February, 9 sales, 2 more than January",
                "March, 12 sales, 3 more than February",
                "April, 12 sales, the same as March",
            ],
        ),
        ("line", ["May, 100, between 90 and 120", "June, 130, 30 more than May, between 110 and 140",
                  "July, 90, 40 less than June, between 80 and 95"]),
        ("pie", ["Glass, 30, 75\u00a0% of all", "Theft, 10, 25\u00a0% of all", "Storm, 0, 0\u00a0% of all"]),
        ("gauge", ["Renewal rate, 83\u00a0%, Target 90\u00a0%: 7\u00a0% short"]),
        ("progress", ["In time, 40, 80\u00a0% of 50", "Late, 10, 20\u00a0% of 50"]),
        ("funnel", ["Leads, 80", "Offers, 20, 25\u00a0% of Leads", "Sales, 5, 25\u00a0% of Offers"]),
        ("scatter", ["Cars, Camry: 2 years, Risk 70", "Cars, Golf: 9 years, Risk 40",
                     "Vans, Crafter: 5 years, Risk 55"]),
    ],
)  # fmt: skip
def test_a_point_says_what_it_is_and_how_it_compares(
    themed: QApplication, qtbot: QtBot, kind: str, told: list[str]
) -> None:
    assert children(shown(qtbot, kind)) == told


def test_the_chart_says_its_summary_and_its_keys(themed: QApplication, qtbot: QtBot) -> None:
    chart = shown(qtbot, "bar")
    assert chart.accessibleDescription() == (
        "March and April were best. Arrow keys go from point to point, Home and End to the first and the last. "
        "Enter opens what a point stands for."
    )


def test_a_limit_is_kept_or_not(themed: QApplication, qtbot: QtBot) -> None:
    limit = ChartData("Late", (Series("", (Point("Late", 7),)),), target=5, lower_is_better=True)
    assert children(shown(qtbot, "gauge", limit)) == ["Late, 7, Limit 5: 2 above"]
    assert "kept" in children(shown(qtbot, "gauge", ChartData("Late", RATE.series, target=90, lower_is_better=True)))[0]


def test_the_point_with_the_focus_is_told_as_focused_and_selected(themed: QApplication, qtbot: QtBot) -> None:
    chart = shown(qtbot, "bar")
    chart.activateWindow()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    interface = QAccessible.queryAccessibleInterface(chart)
    assert interface.focusChild() is None
    walked(qtbot, chart, "Right", "Right")
    assert interface.focusChild().text(NAME).startswith("February")
    states = [interface.child(number).state() for number in range(4)]
    assert [bool(state.focused) for state in states] == [False, True, False, False]
    assert [bool(state.selected) for state in states] == [False, True, False, False]
    centre = chart.mapToGlobal(chart.box_of(3).center())
    assert interface.childAt(centre.x(), centre.y()).text(NAME).startswith("April")


def test_nodes_outlive_changes_of_the_data_and_go_with_the_chart(themed: QApplication) -> None:
    for turn in range(6):
        chart = BarChart(BARS)
        interface = QAccessible.queryAccessibleInterface(chart)
        last = interface.child(3)
        chart.show_data(ChartData("Shorter", (sales(1, 2),)))
        assert interface.childCount() == 2
        assert not last.isValid()
        assert last.text(NAME) == ""
        assert last.rect().isEmpty()
        chart.show_data(BARS)
        assert last.isValid()
        identity = QAccessible.uniqueId(last)
        if turn % 2:
            chart.deleteLater()
            themed.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        del chart, interface, last
        assert QAccessible.accessibleInterface(identity) is None  # struck off: nothing points at what is gone


def test_nothing_to_show_is_said(themed: QApplication, qtbot: QtBot) -> None:
    chart = BarChart(ChartData("Sales", (), empty="No sale yet this year"))
    qtbot.addWidget(chart)
    assert chart.accessibleDescription() == "No sale yet this year"
    assert chart.focusPolicy() == Qt.FocusPolicy.NoFocus
    chart.show_data(BARS)
    assert chart.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_an_axis_that_does_not_begin_at_zero_says_so(themed: QApplication, qtbot: QtBot) -> None:
    chart = shown(qtbot, "line", ChartData("Price", (sales(1005, 1010, 1030),)))
    assert "The axis begins at 1,005, not at zero." in chart.accessibleDescription()
    assert "axis begins" not in shown(qtbot, "bar", chart.data).accessibleDescription()


# --- keys and pointer ---


def test_arrow_keys_go_from_point_to_point_and_enter_opens(themed: QApplication, qtbot: QtBot) -> None:
    chart = shown(qtbot, "bar")
    keys = ("Right", "Right", "Right", "Right", "Right", "Left", "Home", "End", "PageUp", "PageDown")
    assert walked(qtbot, chart, *keys) == [0, 1, 2, 3, 3, 2, 0, 3, 1, 3]
    with qtbot.waitSignal(chart.opened) as opened:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert opened.args == ["2026-04"]


def test_up_and_down_go_between_series(themed: QApplication, qtbot: QtBot) -> None:
    chart = shown(qtbot, "bars")
    assert walked(qtbot, chart, "Right", "Right", "Down", "Down", "Right", "Up") == [0, 1, 4, 4, 5, 2]
    assert chart.spoken(5) == "Returns, March, 2 sales, 2 more than February"
    heat = shown(qtbot, "heatmap")
    assert walked(qtbot, heat, "End", "Down", "Home", "Up") == [2, 5, 3, 0]


def test_a_chart_that_stands_downwards_is_walked_downwards(themed: QApplication, qtbot: QtBot) -> None:
    long = ChartData("Sellers", (Series("", (Point("Maximilian of the long name", 3), Point("Ada", 2))),))
    chart = shown(qtbot, "bar", long)
    assert walked(qtbot, chart, "Down", "Down", "Up") == [0, 1, 0]
    assert chart.box_of(1).top() > chart.box_of(0).bottom()


def test_from_right_to_left_the_first_point_is_at_the_right_and_the_keys_follow(
    themed: QApplication, qtbot: QtBot
) -> None:
    chart = shown(qtbot, "bar")
    assert chart.box_of(0).left() < chart.box_of(3).left()
    chart.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert chart.box_of(0).left() > chart.box_of(3).left()
    assert walked(qtbot, chart, "Left", "Left", "Left", "Right") == [0, 1, 2, 1]


def test_keys_that_lead_nowhere_are_left_to_the_window(themed: QApplication, qtbot: QtBot) -> None:
    chart = shown(qtbot, "bar")
    opened: list[str] = []
    chart.opened.connect(opened.append)
    assert walked(qtbot, chart, "Tab", "A", "Return") == []
    qtbot.keyClick(chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert (chart.current, opened) == (-1, [])


def test_a_press_near_a_point_comes_to_it_and_opens_it(themed: QApplication, qtbot: QtBot) -> None:
    chart = shown(qtbot, "scatter")
    golf = chart.box_of(1).center()
    with qtbot.waitSignal(chart.opened) as opened:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=golf + QPoint(14, -14))
    assert opened.args == ["golf"]
    assert chart.current == 1


def test_the_point_the_keys_are_at_stays_when_the_data_grows(themed: QApplication, qtbot: QtBot) -> None:
    chart = shown(qtbot, "bar", ChartData("Sales", (Series("Sales", BARS.series[0].points[1:]),)))
    walked(qtbot, chart, "Right", "Right")
    assert chart.point(chart.current).label == "March"
    chart.show_data(BARS)
    assert chart.point(chart.current).label == "March"
    chart.show_data(PARTS)
    assert chart.current == -1


def test_what_is_looked_at_is_shown_in_a_bubble_and_escape_puts_it_away(themed: QApplication, qtbot: QtBot) -> None:
    chart = shown(qtbot, "bar")
    chart.activateWindow()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    plain_picture = chart.grab().toImage()
    walked(qtbot, chart, "Right")
    assert chart.grab().toImage() != plain_picture
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.grab().toImage() == plain_picture


# --- data of every shape ---

SHAPES = {
    "empty": (),
    "no values": (sales(None, None),),
    "one": (sales(5),),
    "nothing": (sales(0, 0, 0),),
    "below": (sales(-5, -3, -9),),
    "both sides": (sales(-5, 3, 0),),
    "huge": (sales(1.2e12, 3.4e15),),
    "tiny": (sales(0.0001, 0.002),),
    "gaps": (sales(3, None, None, 7),),
    "uneven": (sales(1, 2, 3), sales(4, name="x" * 80)),
    "many series": tuple(sales(*range(number, number + 4), name=f"Series {number}") for number in range(7)),
    "long": (Series("", (Point("label " * 40, 3), Point("word" * 60, 4))),),
}


@pytest.fixture
def large_text(themed: QApplication) -> Iterator[None]:
    """High contrast and text of twice the size."""
    theme.apply(themed, "contrast", 2.0)
    yield
    theme.apply(themed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("large_text")
def test_data_of_every_shape_is_drawn_at_every_size(kind: str) -> None:
    make, sample = KINDS[kind]
    for name, series in SHAPES.items():
        chart = make(ChartData(name, series, across=sample.across, up="Value"))
        for size in ((1, 1), (40, 44), (200, 90), (700, max(420, chart.minimumSizeHint().height()))):
            chart.resize(*size)
            chart.render(QPixmap(chart.size()))
        boxes = [chart.box_of(number) for number in range(chart.count())]
        assert all(chart.spoken(number) for number in range(chart.count()))
        assert all(not box.isEmpty() and chart.rect().contains(box) for box in boxes), name
        chart.deleteLater()


@pytest.mark.parametrize(
    ("low", "high", "whole", "expected"),
    [
        (0, 19, True, [0, 5, 10, 15, 20]),
        (0, 2, True, [0, 1, 2]),
        (0, 0, True, [0, 1]),
        (-900, 2000, False, [-1000, 0, 1000, 2000]),
        (0, 0.7, False, [0, 0.2, 0.4, 0.6, 0.8]),
    ],
)
def test_an_axis_has_round_numbers(low: float, high: float, whole: bool, expected: list[float]) -> None:
    assert ticks(low, high, 4, whole) == pytest.approx(expected)


def test_bars_begin_at_nothing_and_lines_far_from_it_need_not() -> None:
    assert span_of([90, 100]) == (0, 100)
    assert span_of([90, 100], from_zero=False) == (90, 100)
    assert span_of([40, 100], from_zero=False) == (0, 100)
    assert span_of([-4, -2]) == (-4, 0)


def test_numbers_are_written_in_the_way_of_the_locale(themed: QApplication) -> None:
    assert [plain(one) for one in (1250, 3.5, -2, 0.001)] == ["1,250", "3.5", "−2", "0.001"]
    assert [compact(one) for one in (99_000, 1_200_000)] == ["99,000", "1.2M"]


def test_five_thousand_points_are_laid_out_and_found(themed: QApplication, qtbot: QtBot) -> None:
    points = tuple(Point(f"V{n}", n * 37 % 101, key=str(n), across=n * 53 % 997) for n in range(5000))
    chart = shown(qtbot, "scatter", ChartData("Risk", (Series("", points),)))
    interface = QAccessible.queryAccessibleInterface(chart)
    assert interface.childCount() == 5000
    number = chart.number_at(chart.box_of(2500).center())
    assert (chart.box_of(number).center() - chart.box_of(2500).center()).manhattanLength() <= 2
    assert walked(qtbot, chart, "End", "PageUp") == [4999, 4499]


def test_both_ways_of_telling_series_apart_are_taken(themed: QApplication) -> None:
    chart = LineChart(TWO)
    ink = chart.drawing().ink
    styles = [ink.style(number) for number in range(6)]
    assert len({style.hatch for style in styles}) == len({style.marker for style in styles}) == 6
    pairs = {(ink.style(n).colour.name(), ink.style(n).hatch) for n in range(36)}
    assert len(pairs) == 36


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_steps_in_time_are_named_in_full_or_not_at_all(themed: QApplication, kind: str) -> None:
    months = [f"{name} {year}" for year in (2025, 2026) for name in ("Jan", "Apr", "Jul", "Nov")]
    data = ChartData("Claims", (Series("", tuple(Point(month, 3) for month in months)),))
    chart = KINDS[kind][0](data)
    for width in (320, 420, 520, 700):
        chart.resize(width, 300)
        named = [item.text for item in chart.drawing().items if isinstance(item, Words) and "20" in item.text]
        assert len(named) > 1
        assert set(named) <= set(months), width
    chart.deleteLater()
