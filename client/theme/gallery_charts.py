"""The charts of the gallery: one of each kind, with sample numbers of its own."""

from __future__ import annotations

from accessibility.widgets import CardGrid, Heading, Panel
from client.charts import (
    BarChart,
    Chart,
    ChartCard,
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
    plain,
)

TITLE = "Charts"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
INSURERS = ("Allianz", "AXA", "Northern Mutual", "Zurich")


def euros(value: float) -> str:
    """Whole euros."""
    return f"€{plain(value)}"


def _series(name: str, labels: tuple[str, ...], numbers: tuple[float, ...]) -> Series:
    return Series(name, tuple(Point(*pair) for pair in zip(labels, numbers, strict=True)))


def _bars() -> ChartData:
    showrooms = (_series("North", MONTHS, (9, 12, 17, 14, 12, 18)), _series("Harbour", MONTHS, (6, 7, 11, 9, 13, 12)))
    return ChartData("Cars sold by showroom", showrooms, "June was the best month: 30 cars.", "Month", "Cars")


def _line() -> ChartData:
    costs = (18_200, 21_400, 26_100, 25_700, 31_900, 38_300)
    points = tuple(
        Point(month, cost, low=cost * 0.88, high=cost * 1.1) for month, cost in zip(MONTHS, costs, strict=True)
    )
    said = "Claims cost twice as much in June as in January."
    return ChartData("Cost of claims", (Series("Cost", points),), said, "Month", "Cost", euros)


def _lines() -> ChartData:
    channels = (
        _series("Walk-in", MONTHS, (5, 12, 9, 13, 8, 8)), _series("Web", MONTHS, (28, 21, 24, 28, 22, 26)),
        _series("Phone", MONTHS, (14, 17, 20, 12, 16, 23)),
    )  # fmt: skip
    return ChartData("Leads by channel", channels, "Most people come by the web.", "Month", "Leads")


def _heatmap() -> ChartData:
    weeks = tuple(f"W{week}" for week in range(45, 53))
    counts = (
        (1, 12, 3, 5, 10, 6, 9, 8),
        (0, 5, 2, 7, 0, 3, 5, 6),
        (0, 8, 0, 10, 1, 0, 6, 10),
        (9, 7, 5, 4, 0, 6, 0, 0),
    )
    rows = tuple(_series(name, weeks, row) for name, row in zip(INSURERS, counts, strict=True))
    return ChartData("Policies that expire", rows, "Week 46 has most: 32 policies.", "Week", "Policies")


def _pie() -> ChartData:
    kinds = ("Collision", "Third party", "Glass", "Weather", "Theft")
    claims = (_series("Claims", kinds, (42, 31, 23, 14, 9)),)
    return ChartData("Claims by kind", claims, "Every third claim is a collision.", "Kind", "Claims")


def _radar() -> ChartData:
    measures = ("Speed", "Braking", "Cornering", "Night driving", "Phone use", "Fatigue")
    drivers = (
        _series("This driver", measures, (82, 74, 88, 61, 72, 93)),
        _series("All", measures, (78, 70, 46, 87, 48, 54)),
    )
    return ChartData(
        "How the driver drives", drivers, "Calmer than most, but for nights.", up="Score", least=0, most=100
    )


def _scatter() -> ChartData:
    cars = ((9, 40), (2, 71), (4, 66), (6, 52), (11, 38), (3, 58), (7, 61), (12, 30), (1, 77), (8, 47))
    vans = ((5, 55), (10, 49), (2, 64), (13, 41), (6, 72))
    both = tuple(
        Series(
            name,
            tuple(
                Point(f"{name[:-1]} {place}", risk, key=name, across=age) for place, (age, risk) in enumerate(pairs, 1)
            ),
        )
        for name, pairs in (("Cars", cars), ("Vans", vans))
    )
    return ChartData("Risk by age", both, "The newer the vehicle, the higher the risk.", "Age in years", "Risk")


def _gauge() -> ChartData:
    rate = (Series("", (Point("Renewal rate", 83.4),)),)
    return ChartData("Renewal rate", rate, "Of policies that expired this quarter.", write=per_cent, target=90)


def _progress() -> ChartData:
    states = (("Paid in time", 412), ("Up to 30 days late", 61), ("Later", 27))
    points = tuple(Point(name, count, f"{count} of 500", high=500) for name, count in states)
    return ChartData("Instalments", (Series("", points),), "Five in six are paid in time.", "State", "Instalments")


def _sparkline() -> ChartData:
    weeks = tuple(f"Week {week}" for week in range(1, 13))
    sold = (_series("Sold", weeks, (7, 9, 6, 11, 12, 8, 13, 10, 15, 14, 12, 17)),)
    return ChartData("Sales of twelve weeks", sold, "17 in the last week.", "Week", "Sold")


def _funnel() -> ChartData:
    steps = (_series("", ("Leads", "Contacted", "Test drive", "Offer", "Sold"), (128, 97, 44, 31, 19)),)
    return ChartData("From lead to sale", steps, "Three in twenty leads buy.", "Step", "People")


def charts() -> list[Chart]:
    """One chart of each kind."""
    return [
        BarChart(_bars()), LineChart(_line()), LineChart(_lines()), HeatmapChart(_heatmap()), PieChart(_pie()),
        RadarChart(_radar()), ScatterChart(_scatter()), GaugeChart(_gauge()), ProgressChart(_progress()),
        FunnelChart(_funnel()), Sparkline(_sparkline()),
    ]  # fmt: skip


def section() -> Panel:
    """The section of the gallery."""
    panel = Panel(TITLE)
    panel.body.addWidget(Heading(TITLE, 2))
    grid = CardGrid(least_width=330, spacing=16, most_columns=3)
    for chart in charts():
        grid.addWidget(ChartCard(chart.data.title, chart))
    panel.body.addLayout(grid)
    return panel
