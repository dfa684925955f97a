"""What a chart is given: points in series, with the words they are read in. Nothing here knows records or Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from client.charts.numbers import plain

#: Writes a value for people, such as 12 or €1,250.
Write = Callable[[float], str]


@dataclass(frozen=True)
class Point:
    """One value and where it stands.

    ``label`` is its place in words (March, Allianz, a vehicle); ``value`` None means nothing is known, which leaves a
    gap. ``shown`` is the value as it is read, with what is counted ("12 sales"); else the chart writes it.
    ``low`` and ``high`` bound it (the band of a line; of progress ``high`` is the whole). ``key`` is what ``opened``
    gives; without one nothing opens. ``across`` places the point of a scatter along the other axis, ``across_shown``
    is that in words.
    """

    label: str
    value: float | None
    shown: str = ""
    low: float | None = None
    high: float | None = None
    key: str | None = None
    across: float | None = None
    across_shown: str = ""


@dataclass(frozen=True)
class Series:
    """Points that belong together: a line, the bars of one colour, a row of a heatmap, a shape of a radar."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class ChartData:
    """A whole chart. Series of bars, lines, heatmaps and radars have the same labels in the same order.

    ``summary`` says in a sentence what the picture shows. ``across`` and ``up`` name the axes and the columns of the
    table ("Month", "Sales"). ``write`` writes values and ticks, ``write_across`` those along the other axis of a
    scatter. ``least`` and ``most`` are the range of gauges, progress and radars; ``target`` is a value to reach, or
    with ``lower_is_better`` one not to pass; ``target_name`` is what it is called. ``empty`` is said where there
    is nothing to show.
    """

    title: str
    series: tuple[Series, ...]
    summary: str = ""
    across: str = ""
    up: str = ""
    write: Write = plain
    write_across: Write = plain
    least: float | None = None
    most: float | None = None
    target: float | None = None
    target_name: str = ""
    lower_is_better: bool = False
    empty: str = ""

    def labels(self) -> tuple[str, ...]:
        """The labels of the longest series."""
        longest = max(self.series, key=lambda one: len(one.points), default=None)
        return tuple(point.label for point in longest.points) if longest else ()

    def places(self) -> Iterator[tuple[int, int]]:
        """(series, point) of every point that has a value."""
        for number, series in enumerate(self.series):
            for place, point in enumerate(series.points):
                if point.value is not None:
                    yield number, place

    def point(self, number: int, place: int) -> Point:
        """A point by its series and its place in it. Raises IndexError."""
        return self.series[number].points[place]

    def shown(self, point: Point) -> str:
        """A point's value as it is read; empty for none."""
        return point.shown or ("" if point.value is None else self.write(point.value))

    def values(self) -> list[float]:
        """Every value there is."""
        return [value for series in self.series for point in series.points if (value := point.value) is not None]
