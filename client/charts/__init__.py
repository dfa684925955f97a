"""Charts painted by ourselves; they know no records. Data goes in as plain numbers with words, keys come out.

chart = BarChart(ChartData("Sales", (Series("Sales", (Point("March", 12, "12 sales", key="2026-03"),)),)))
chart.opened.connect(open_month)                # the key of the point that was pressed, by Enter or pointer
card = ChartCard("Sales", chart)                # with "Show as table" and the files it can be saved as
card.show_data(data)                            # at any time; the point the keys are at stays
"""

from __future__ import annotations

from client.charts.bars import BarChart
from client.charts.card import ChartCard
from client.charts.chart import Chart
from client.charts.data import ChartData, Point, Series
from client.charts.funnel import FunnelChart
from client.charts.gauge import GaugeChart
from client.charts.heatmap import HeatmapChart
from client.charts.lines import LineChart
from client.charts.numbers import compact, per_cent, plain
from client.charts.pie import PieChart
from client.charts.progress import ProgressChart
from client.charts.radar import RadarChart
from client.charts.scatter import ScatterChart
from client.charts.sparkline import Sparkline

__all__ = [
    "BarChart", "Chart", "ChartCard", "ChartData", "FunnelChart", "GaugeChart", "HeatmapChart", "LineChart",
    "PieChart", "Point", "ProgressChart", "RadarChart", "ScatterChart", "Series", "Sparkline", "compact",
    "per_cent", "plain",
]  # fmt: skip
