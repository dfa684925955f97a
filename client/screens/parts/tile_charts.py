"""From the figures of a tile to its chart: its kind, its points in words, and the one number beside its title."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache

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
    per_cent,
    plain,
)
from client.insights.answers import Answer, Figure, Line
from client.insights.tiles import Tile
from client.text import insights as words
from client.text import values
from shared_models.money import Money, decimal_places

_CHARTS: dict[str, Callable[[], Chart]] = {
    "bar": BarChart, "line": LineChart, "heatmap": HeatmapChart, "pie": PieChart, "radar": RadarChart,
    "scatter": ScatterChart, "gauge": GaugeChart, "progress": ProgressChart, "funnel": FunnelChart,
}  # fmt: skip
#: Between the keys of a line and of a place in the key of a point.
_SEAM = "|"


def chart_of(tile: Tile) -> Chart:
    """An empty chart of the tile's kind."""
    return _CHARTS[tile.kind]()


def keys_of(point: str) -> tuple[str, str]:
    """The keys of line and place out of a point's key."""
    line, _, place = point.partition(_SEAM)
    return line, place


@cache
def _money_writer(currency: str) -> Callable[[float], str]:
    """Writes major units of a currency, to its smallest coin."""

    def write(amount: float) -> str:
        minor = round(Decimal(repr(amount)) * 10 ** decimal_places(currency))
        return values.money(Money(minor, currency))

    return write


def _writer(answer: Answer) -> Callable[[float], str]:
    if answer.unit == "money" and answer.currency:
        return _money_writer(answer.currency)
    return per_cent if answer.unit == "percent" else plain


def _painted(answer: Answer, figure: Figure | None) -> float | None:
    """A figure as a chart takes it: major units, and no more decimals than are read."""
    if figure is None:
        return None
    if answer.unit == "money":
        return float(Decimal(figure).scaleb(-decimal_places(answer.currency)))
    return figure if isinstance(figure, int) else round(figure, 2)


def written(answer: Answer, figure: Figure | None) -> str:
    """A figure in words; a dash for none."""
    painted = _painted(answer, figure)
    return values.NOTHING if painted is None else _writer(answer)(painted)


def headline(tile: Tile, answer: Answer) -> str:
    """The one number of a tile; empty for those that are better looked at."""
    if tile.key not in words.HEADLINES or answer.headline is None:
        return ""
    return written(answer, answer.headline)


def data_of(tile: Tile, answer: Answer) -> ChartData:
    """The chart of an answer."""
    empty = words.NOTHING_SCORED if tile.scored else words.NOTHING_COUNTED
    across, up = words.AXIS_NAMES[tile.key]
    common = ChartData(tile.title, (), across=across, up=up, write=_writer(answer), empty=empty)
    if not answer.rests_on or answer.headline is None:
        return common
    series = _KINDS.get(tile.kind, _lines)(tile, answer)
    bounds = {"gauge": (0.0, 100.0), "radar": (0.0, 100.0)}.get(tile.kind, (None, None))
    return ChartData(
        common.title, series, summary(tile, answer), across, up, common.write, plain, bounds[0], bounds[1], empty=empty
    )


def summary(tile: Tile, answer: Answer) -> str:
    """A sentence on what is seen, and what is not."""
    said = []
    if tile.kind in ("gauge", "progress"):
        parts = [
            words.PART.format(name=place.name, count=plain(figure or 0))
            for place, figure in zip(answer.places, answer.lines[0].figures, strict=True)
        ]
        said.append(values.sentence(words.PARTS_JOIN.join(parts)) + ".")
    if tile.kind == "radar":
        said.append(words.STANDS_OUT.format(name=answer.lines[1].name))
    if len(answer.currencies) > 1:
        others = values.listed(answer.currencies[1:])
        said.append(words.OTHER_CURRENCIES.format(currency=answer.currency, others=others))
    if answer.left_out:
        said.append(words.LEFT_OUT.format(count=answer.left_out))
    return " ".join(said)


def _point(answer: Answer, line: Line, at: int) -> Point:
    place, figure = answer.places[at], line.figures[at]
    low, high = (_painted(answer, edge[at]) if edge else None for edge in (line.low, line.high))
    key = f"{line.key}{_SEAM}{place.key}" if figure and place.key else None
    return Point(place.name, _painted(answer, figure), low=low, high=high, key=key)


def _lines(_tile: Tile, answer: Answer) -> tuple[Series, ...]:
    return tuple(
        Series(line.name, tuple(_point(answer, line, at) for at in range(len(answer.places)))) for line in answer.lines
    )


def _gauge(tile: Tile, answer: Answer) -> tuple[Series, ...]:
    """The share, then what it was made of, which the table shows."""
    (line,) = answer.lines
    first = answer.places[0].key
    parts = [
        Point(place.name, float(figure or 0), plain(figure or 0), key=f"{_SEAM}{place.key}" if figure else None)
        for place, figure in zip(answer.places, line.figures, strict=True)
    ]
    key = f"{_SEAM}{first}" if line.figures[0] else None
    return (Series(tile.title, (Point(tile.title, _painted(answer, answer.headline), key=key), *parts)),)


def _progress(tile: Tile, answer: Answer) -> tuple[Series, ...]:
    """Each part of the whole, as its share."""
    (line,) = answer.lines
    whole = sum(figure or 0 for figure in line.figures)
    points = []
    for place, figure in zip(answer.places, line.figures, strict=True):
        share = 100 * (figure or 0) / whole
        shown = words.SHARE_AND_COUNT.format(share=per_cent(share), count=plain(figure or 0))
        points.append(Point(place.name, share, shown, high=100.0, key=f"{_SEAM}{place.key}" if figure else None))
    return (Series(tile.title, tuple(points)),)


def _scatter(tile: Tile, answer: Answer) -> tuple[Series, ...]:
    points = tuple(
        Point(spot.name, round(spot.up, 1), key=f"{_SEAM}{spot.key}", across=round(spot.across, 1))
        for spot in answer.spots
    )
    return (Series(tile.title, points),)


def _radar(_tile: Tile, answer: Answer) -> tuple[Series, ...]:
    """The mean opens nothing: it is nobody."""
    return tuple(
        Series(
            line.name,
            tuple(
                Point(place.name, _painted(answer, figure), key=f"{line.key}{_SEAM}{place.key}" if line.key else None)
                for place, figure in zip(answer.places, line.figures, strict=True)
            ),
        )
        for line in answer.lines
    )


_KINDS: dict[str, Callable[[Tile, Answer], tuple[Series, ...]]] = {
    "gauge": _gauge, "progress": _progress, "scatter": _scatter, "radar": _radar,
}  # fmt: skip
