"""A chart's card: the table with the same numbers, the files, and what is left of a chart without its colours."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow
from pytestqt.qtbot import QtBot

from accessibility.audit import audit
from accessibility.contrast import ratio_of
from accessibility.report import as_text
from client import theme
from client.charts import BarChart, ChartCard, ChartData, Point, Series
from client.charts.drawing import Drawing
from client.charts.export import export
from client.charts.heatmap import cell_colours
from client.charts.ink import ink_of
from client.reports.refusals import Refused
from client.theme import MODES, gallery_charts, make_tokens
from tests.client.charts.sample_data import AGES, BAND, KINDS, TWO


def card_of(qtbot: QtBot, kind: str) -> ChartCard:
    """A card with a chart of a kind."""
    make, data = KINDS[kind]
    card = ChartCard(data.title, make(data))
    qtbot.addWidget(card)
    card.resize(560, 480)
    card.show()
    qtbot.waitExposed(card)
    return card


def table_of(card: ChartCard) -> list[list[str]]:
    """Headings and cells of the card's table as they are read."""
    model, show = card.table.model(), Qt.ItemDataRole.DisplayRole
    heads = [str(model.headerData(c, Qt.Orientation.Horizontal, show)) for c in range(model.columnCount())]
    return [heads] + [
        [str(model.index(row, c).data(show)) for c in range(model.columnCount())] for row in range(model.rowCount())
    ]


# --- the table ---


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_has_every_value_of_the_chart_in_the_same_words(
    themed: QApplication, qtbot: QtBot, kind: str
) -> None:
    card = card_of(qtbot, kind)
    cells = [cell for row in table_of(card)[1:] for cell in row]
    for number in range(card.chart.count()):
        point = card.chart.point(number)
        assert point.label in cells
        assert card.chart.value_shown(number) in cells
    card.switch.click()
    assert (card.as_table, card.table.isVisible(), card.chart.isVisible()) == (True, True, False)
    assert card.switch.accessibleName() == f"Show as chart: {card.chart.data.title}"
    card.switch.click()
    assert (card.as_table, card.chart.isVisible()) == (False, True)


def test_the_table_of_bounds_series_and_two_measures(themed: QApplication, qtbot: QtBot) -> None:
    assert table_of(card_of(qtbot, "line")) == [
        ["Month", "Cost", "At least", "At most"],
        ["May", "100", "90", "120"], ["June", "130", "110", "140"], ["July", "90", "80", "95"],
    ]  # fmt: skip
    assert table_of(card_of(qtbot, "bars")) == [
        ["Month", "Sales", "Returns"], ["January", "7 sales", "1 sales"], ["February", "9 sales", "0 sales"],
        ["March", "12 sales", "2 sales"],
    ]  # fmt: skip
    assert table_of(card_of(qtbot, "scatter")) == [
        ["Item", "Series", "Age", "Risk"], ["Golf", "Cars", "9 years", "40"], ["Camry", "Cars", "2 years", "70"],
        ["Crafter", "Vans", "5 years", "55"],
    ]  # fmt: skip


def test_a_row_of_the_table_opens_what_the_point_opens(themed: QApplication, qtbot: QtBot) -> None:
    card = card_of(qtbot, "heatmap")
    card.switch.click()
    card.table.setCurrentIndex(card.model.index(2, 2))
    with qtbot.waitSignal(card.opened) as opened:
        qtbot.keyClick(card.table, Qt.Key.Key_Return)
    assert opened.args == ["AXA/12"]


def test_new_data_reaches_chart_and_table(themed: QApplication, qtbot: QtBot) -> None:
    card = card_of(qtbot, "bar")
    card.show_data(TWO)
    assert card.chart.accessibleName() == "Sales and returns"
    assert len(table_of(card)) == 4
    assert card.save_button.accessibleName() == "Save: Sales and returns"


# --- files ---


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_saved_as_picture_drawing_and_numbers(themed: QApplication, tmp_path: Path, kind: str) -> None:
    make, data = KINDS[kind]
    chart = make(data)
    for ending in ("png", "svg", "csv"):
        export(chart, tmp_path / f"chart.{ending}")
    picture = QImage(str(tmp_path / "chart.png"))
    assert (picture.width(), picture.height()) >= (1920, 1200)
    assert picture.pixelColor(2, 2) == QColor("white")
    root = ElementTree.parse(tmp_path / "chart.svg").getroot()
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == data.title
    assert b"<image" not in (tmp_path / "chart.svg").read_bytes()
    assert QSvgRenderer(str(tmp_path / "chart.svg")).isValid()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chart.csv", "chart.png", "chart.svg"]
    chart.deleteLater()


def test_numbers_are_plain_in_the_file(themed: QApplication, tmp_path: Path) -> None:
    with_formula = ChartData("T", (Series("=sum(A1)", (Point("=1+1", 1250.5), Point("b", None))),))
    for name, data in (("band", BAND), ("ages", AGES), ("formula", with_formula)):
        export(BarChart(data), tmp_path / f"{name}.csv")

    def read(name: str) -> list[list[str]]:
        with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))

    assert read("band")[:2] == [["Month", "Cost", "At least", "At most"], ["May", "100", "90", "120"]]
    assert read("ages")[3] == ["Crafter", "Vans", "5", "55"]
    assert read("formula") == [["Item", "'=sum(A1)"], ["'=1+1", "1250.5"], ["b", ""]]


def test_a_file_that_cannot_be_written_is_said_and_leaves_nothing(themed: QApplication, tmp_path: Path) -> None:
    for ending in ("png", "svg", "csv"):
        with pytest.raises(Refused, match="does not exist"):
            export(BarChart(BAND), tmp_path / "gone" / f"chart.{ending}")
    assert not list(tmp_path.iterdir())


def test_the_card_asks_where_and_saves(
    themed: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, asked = card_of(qtbot, "bar"), []

    def choose(_parent: object, _title: str, suggested: str, kinds: str) -> tuple[str, str]:
        asked.append((Path(suggested).name, kinds))
        return str(tmp_path / "mine.svg"), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    assert card.save("svg") == tmp_path / "mine.svg"
    assert asked == [("Sales a month.svg", "Drawing (*.svg)")]
    assert (tmp_path / "mine.svg").stat().st_size > 1000


# --- without colours ---


def _grey(mode: theme.Mode, number: int, size: int = 42) -> Any:
    """A field of one series' pattern, in shades of grey."""
    ink = ink_of(make_tokens(mode))
    drawing, path = Drawing(QSizeF(size, size), ink), QPainterPath()
    path.addRect(4, 4, size - 8, size - 8)
    drawing.patterned(path, ink.style(number))
    image = QImage(size, size, QImage.Format.Format_Grayscale8)
    image.fill(ink.colour("surface"))
    painter = QPainter(image)
    drawing.paint(painter)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(size, image.bytesPerLine())[:, :size]
    return pixels.astype(int)


@pytest.mark.parametrize("mode", MODES)
def test_no_two_of_six_series_look_alike_without_colour(themed: QApplication, mode: theme.Mode) -> None:
    fields = [_grey(mode, number) for number in range(6)]
    for one in range(6):
        for other in range(one):
            apart = (abs(fields[one] - fields[other]) > 40).mean()
            assert apart > 0.12, (one, other, apart)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("product", theme.PRODUCTS)
def test_series_and_cells_stand_out_in_every_theme(themed: QApplication, mode: theme.Mode, product: str) -> None:
    ink = ink_of(make_tokens(mode, product))  # type: ignore[arg-type]
    for number in range(6):
        for ground in ("surface", "canvas"):
            colour = ink.style(number).colour
            assert _ratio(colour, ink.colour(ground)) >= 3, (number, ground)
    for step in range(5):
        under, written = cell_colours(ink, step)
        assert _ratio(written, under) >= 7, step


def _ratio(one: QColor, other: QColor) -> float:
    return ratio_of(one.name(), other.name())


# --- the audit ---


@pytest.fixture
def dark(themed: QApplication) -> Iterator[None]:
    """The dark theme."""
    theme.apply(themed, "dark")
    yield
    theme.apply(themed)


@pytest.mark.usefixtures("dark")
def test_the_bubble_and_the_tables_pass_the_audit(qtbot: QtBot) -> None:
    card = ChartCard("From lead to sale", gallery_charts.charts()[9])
    window = QMainWindow()
    window.setCentralWidget(card)
    qtbot.addWidget(window)
    window.setWindowTitle("Charts")
    window.resize(700, 520)
    window.show()
    qtbot.waitExposed(window)
    card.chart.go_to(1)
    assert not (found := audit(window)).violations, as_text(found)
    card.turn_over()
    assert not (found := audit(window)).violations, as_text(found)
    assert card.table.accessibleName() == "From lead to sale, as a table"
