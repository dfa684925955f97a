"""Demand: what was sold of each model, month by month, and what is to be expected, with a band.

Sales count as in `sales`; the month that is not over yet is expected, not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from client.insights.answers import Answer, Figure, Line, Place, Selection
from client.insights.periods import Period, months_later, start_of
from client.insights.question import Counting
from client.insights.sales import standing
from client.scores.released import file_in_use

if TYPE_CHECKING:
    from ml_models.demand.features import Series

#: Whole months shown, months expected, and the models that are shown.
PAST, AHEAD, MODELS = 12, 6, 3
_NAME = "replace(coalesce(vehicle.make, '') || ' ' || coalesce(vehicle.model, ''), '|', ' ')"


def _months(counting: Counting) -> tuple[date, ...]:
    """The first days of the whole months shown."""
    now = start_of(counting.asked.today, "month")
    return tuple(months_later(now, at) for at in range(-PAST, 0))


def _sold(counting: Counting) -> Sequence[Sequence[str | int]]:
    """Model, month ("2026-05") and sales, of all whole months there are."""
    chosen = standing(counting).narrowed(
        "sale.signed_on < :now", now=start_of(counting.asked.today, "month").isoformat()
    )
    statement = (
        f"SELECT {_NAME}, substr(sale.signed_on, 1, 7), count(*) FROM sale "
        f"JOIN vehicle ON vehicle.id = sale.vehicle WHERE {chosen.where} GROUP BY 1, 2"
    )
    return counting.rows(statement, chosen.parameters)


def expected(counting: Counting) -> Answer:
    """The three models sold most in the last twelve whole months: what was sold, and six months of what is to come.

    The headline is what was sold of all models in those twelve months.
    """
    from ml_models.demand.features import month_of, series_of

    months = _months(counting)
    found = _sold(counting)
    shown = {month.isoformat()[:7] for month in months}
    counts: dict[str, int] = {}
    for name, month, count in found:
        if month in shown:
            counts[str(name)] = counts.get(str(name), 0) + int(count)
    if not counts:
        return Answer()
    first = sorted(counts, key=lambda name: (-counts[name], name))[:MODELS]
    last = month_of(months[-1].year, months[-1].month)
    series = series_of(
        (str(name), month_of(int(str(month)[:4]), int(str(month)[5:])), float(count)) for name, month, count in found
    )  # fmt: skip
    by_name = {one.name: one for one in series_of(
        ((one.name, one.start + at, value) for one in series for at, value in enumerate(one.values.tolist())), last,
    )}  # fmt: skip
    total = sum(counts.values())
    return Answer(
        "count", total, total, _places(months), tuple(_line(counting, by_name[name]) for name in first),
        left_out=total - sum(counts[name] for name in first),
    )  # fmt: skip


def _places(months: Sequence[date]) -> tuple[Place, ...]:
    """The months shown, and those to come; nothing lies behind the latter."""
    named = Period("", months[0], months[-1], "month")
    past = [Place(month.isoformat(), named.name(month)) for month in months]
    return (*past, *(Place("", named.name(months_later(months[-1], at))) for at in range(1, AHEAD + 1)))


def _line(counting: Counting, series: Series) -> Line:
    """What was sold of a model and what is expected; where the model cannot be read, what was sold alone."""
    from ml_models.demand.model import forecast
    from ml_models.signing import ModelFileBroken

    sold = ([0.0] * PAST + series.values.tolist())[-PAST:]
    past: tuple[Figure | None, ...] = tuple(round(each) for each in sold)
    none = (None,) * PAST
    try:
        told = forecast(series, AHEAD, file_in_use(counting.reader, "demand"))
    except ModelFileBroken:
        told = None
    if told is None:
        return Line(series.name, series.name, (*past, *(None,) * AHEAD))
    low, high = (tuple(round(each, 1) for each in edge) for edge in (told.low, told.high))
    return Line(
        series.name, series.name, (*past, *(round(each, 1) for each in told.expected)), (*none, *low), (*none, *high)
    )  # fmt: skip


def expected_behind(counting: Counting, line: str, place: str) -> Selection:
    """The sales of a model in a month."""
    month = date.fromisoformat(place)
    last = months_later(month, 1)
    return standing(counting).narrowed(
        "sale.signed_on >= :begins AND sale.signed_on < :ends AND EXISTS "
        f"(SELECT 1 FROM vehicle WHERE vehicle.id = sale.vehicle AND {_NAME} = :named)",
        begins=month.isoformat(), ends=last.isoformat(), named=line,
    )  # fmt: skip
