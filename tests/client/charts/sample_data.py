"""Hand-made data, one for each kind of chart."""

from __future__ import annotations

from collections.abc import Callable

from client.charts import (
    BarChart,
    Chart,
    ChartData,
    FunnelChart,
    GaugeChart,
    HeatmapChart,
    LineChart,
    PieChart,
    Point,
    ProgressChart,
    RadarChart,
    ScatterChart,
    Series,
    Sparkline,
    per_cent,
)

MONTHS = ("January", "February", "March", "April")


def sales(*values: float | None, name: str = "Sales") -> Series:
    """A month each, as counted sales with a key."""
    return Series(
        name,
        tuple(
            Point(month, value, "" if value is None else f"{value:g} sales", key=f"2026-{place + 1:02}")
            for place, (month, value) in enumerate(zip(MONTHS, values, strict=False))
        ),
    )


BARS = ChartData("Sales a month", (sales(7, 9, 12, 12),), "March and April were best.", "Month", "Sales")
TWO = ChartData("Sales and returns", (sales(7, 9, 12), sales(1, 0, 2, name="Returns")), across="Month")
BAND = ChartData(
    "Cost of claims",
    (
        Series(
            "Cost",
            (
                Point("May", 100, low=90, high=120),
                Point("June", 130, low=110, high=140),
                Point("July", 90, low=80, high=95),
            ),
        ),
    ),
    across="Month",
    up="Cost",
)  # fmt: skip
WEEKS = ChartData(
    "Policies that expire",
    tuple(
        Series(name, tuple(Point(f"Week {week}", count, key=f"{name}/{week}") for week, count in enumerate(counts, 10)))
        for name, counts in (("Allianz", (0, 3, 8)), ("AXA", (2, 1, 4)))
    ),
    across="Week",
)
PARTS = ChartData("Claims", (Series("Claims", (Point("Glass", 30), Point("Theft", 10), Point("Storm", 0))),))
SHAPES = ChartData(
    "Behaviour",
    (
        Series(
            "This driver", tuple(Point(name, value) for name, value in (("Speed", 80), ("Braking", 60), ("Night", 20)))
        ),
    ),
    least=0,
    most=100,
)
AGES = ChartData(
    "Risk by age",
    (
        Series(
            "Cars",
            (
                Point("Golf", 40, key="golf", across=9, across_shown="9 years"),
                Point("Camry", 70, key="camry", across=2, across_shown="2 years"),
            ),
        ),
        Series("Vans", (Point("Crafter", 55, key="crafter", across=5, across_shown="5 years"),)),
    ),
    across="Age",
    up="Risk",
)
RATE = ChartData("Renewal rate", (Series("", (Point("Renewal rate", 83),)),), write=per_cent, target=90)
PAID = ChartData("Payments", (Series("", (Point("In time", 40, high=50), Point("Late", 10, high=50))),))
STEPS = ChartData("From lead to sale", (Series("", (Point("Leads", 80), Point("Offers", 20), Point("Sales", 5))),))

KINDS: dict[str, tuple[Callable[[ChartData], Chart], ChartData]] = {
    "bar": (BarChart, BARS),
    "bars": (BarChart, TWO),
    "line": (LineChart, BAND),
    "lines": (LineChart, TWO),
    "heatmap": (HeatmapChart, WEEKS),
    "pie": (PieChart, PARTS),
    "radar": (RadarChart, SHAPES),
    "scatter": (ScatterChart, AGES),
    "gauge": (GaugeChart, RATE),
    "progress": (ProgressChart, PAID),
    "sparkline": (Sparkline, BARS),
    "funnel": (FunnelChart, STEPS),
}
