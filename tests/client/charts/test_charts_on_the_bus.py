"""A chart over the real accessibility bus: another process finds its points, and follows the keys through them."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.accessibility.bus import ON_THE_BUS
from tests.accessibility.listener import listening_to

pytestmark = [
    *ON_THE_BUS,
]

#: What newer and older buses call the role of a graphic.
GRAPHIC = ("graphic", "image")


def main() -> int:
    """The program that is listened to: a card with a chart, and words that tell what was opened."""
    from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

    from accessibility.widgets import Text
    from client import theme
    from client.charts import BarChart, ChartCard
    from tests.client.charts.sample_data import BARS, TWO

    application = QApplication(["Charted"])
    theme.apply(application)
    window, page, opened = QMainWindow(), QWidget(), Text("Nothing opened")
    window.setWindowTitle("Charted")
    card = ChartCard(BARS.title, BarChart(BARS))
    card.opened.connect(opened.setText)
    card.opened.connect(lambda _key: card.show_data(TWO))
    column = QVBoxLayout(page)
    column.addWidget(card)
    column.addWidget(opened)
    window.setCentralWidget(page)
    window.resize(600, 500)
    window.show()
    window.activateWindow()
    return application.exec()


def test_points_are_found_and_followed(tmp_path: Path) -> None:
    start = "from tests.client.charts.test_charts_on_the_bus import main; raise SystemExit(main())"
    with listening_to([sys.executable, "-c", start], tmp_path, "Charted") as listener:
        chart = listener.find("Sales a month", "chart")
        points = [node.name for node in listener.all() if "sales" in node.name and node.role in GRAPHIC]
        assert points == [
            "January, 7 sales", "February, 9 sales, 2 more than January", "March, 12 sales, 3 more than February",
            "April, 12 sales, the same as March",
        ]  # fmt: skip
        listener.go_to(chart)
        listener.key("Down")
        listener.at("January, 7 sales")
        listener.key("Down")
        assert "selected" in listener.at("February, 9 sales, 2 more than January").states
        listener.key("Return")
        listener.find("2026-02", "label")
        listener.find("Sales and returns", "chart")
        listener.find("Returns, March, 2 sales, 2 more than February")
        listener.key("End")
        listener.at("Sales, March, 12 sales, 3 more than February")
