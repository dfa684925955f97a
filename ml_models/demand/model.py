"""Demand by month with a band that holds four in five. Numpy alone; what is trained is the width of the band.

The forecast is the mean of seasonal naive, Theta and damped trend (`methods`). Its band is the spread of the errors of
such forecasts: the series' own at earlier months where it is long enough, drawn towards those of the series the model
was trained on, all in units of the series' usual change from year to year. Below 24 months there is no such forecast:
last year's months, or the mean, are given under that name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ml_models import reason_words as words
from ml_models.additive import Floats, Row
from ml_models.demand.features import NAME, Series
from ml_models.demand.methods import YEAR, damped_trend, mean_of_three, seasonal_naive, theta
from ml_models.model_file import InUse, ModelFile
from ml_models.signing import RELEASE, Trusted

BUNDLED = Path(__file__).with_name("weights.json")
ENOUGH = 24
"""Months of history from which on there is a forecast."""
ORIGINS = 8
"""Earlier months from which a series is forecast again to see how far off that was."""
TRUST = 12.0
"""So many errors of its own weigh as much as those of the training series."""

_in_use = InUse(NAME, BUNDLED)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The months after a series' last one. ``low`` to ``high`` holds four in five.

    ``way``: ``mean_of_three``; or ``last_year`` or ``mean`` where the history is too short, and ``note`` says so.
    ``parts`` are what the three ways say by themselves.
    """

    name: str
    start: int
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    way: str
    note: str
    parts: Mapping[str, tuple[float, ...]]


def forecast(series: Series, ahead: int = YEAR, file: ModelFile | None = None) -> Forecast | None:
    """The ``ahead`` months after the last of a series; None for one that is empty.

    Raises ModelFileBroken when the model file cannot be read.
    """
    values = series.values
    start = series.start + len(values)
    if not len(values):
        return None
    if len(values) < ENOUGH:
        return _short(series, start, ahead)
    low, high = relative_band(values, ahead, (file or _in_use.get()).settings)
    expected, scale = mean_of_three(values, ahead), usual_change(values)
    return Forecast(
        series.name, start, _told(expected), _told(expected + low * scale), _told(expected + high * scale),
        "mean_of_three", "",
        {"seasonal_naive": _told(seasonal_naive(values, ahead)), "theta": _told(theta(values, ahead)),
         "damped_trend": _told(damped_trend(values, ahead))},
    )  # fmt: skip


def _short(series: Series, start: int, ahead: int) -> Forecast:
    values, count = series.values, len(series.values)
    by_year = count >= YEAR
    expected = seasonal_naive(values, ahead) if by_year else np.full(ahead, values.mean())
    spread = 1.2816 * max(float(values.std()), float(np.sqrt(values.mean())))
    note = words.DEMAND_LAST_YEAR if by_year else words.DEMAND_MEAN
    return Forecast(
        series.name, start, _told(expected), _told(expected - spread), _told(expected + spread),
        "last_year" if by_year else "mean", note.format(months=count, enough=ENOUGH), {},
    )  # fmt: skip


def _told(values: Floats) -> tuple[float, ...]:
    """As given out: nothing sells below nought."""
    return tuple(np.maximum(values, 0).tolist())


def usual_change(values: Floats) -> float:
    """The mean distance of a month and the same one a year before: what errors are measured in (as MASE does)."""
    change = float(np.mean(np.abs(values[YEAR:] - values[:-YEAR]))) if len(values) > YEAR else 0.0
    return max(change, 0.05 * float(np.mean(np.abs(values))), 1e-6)


def own_errors(values: Floats, ahead: int) -> Floats:
    """Errors of forecasts made at earlier months, in units of the usual change known then; (origins, months ahead)."""
    found = []
    for back in range(1, ORIGINS + 1):
        known = len(values) - 3 * back
        if known < ENOUGH:
            break
        seen = values[:known]
        row = np.full(ahead, np.nan)
        coming = values[known : known + ahead]
        row[: len(coming)] = (coming - mean_of_three(seen, ahead)[: len(coming)]) / usual_change(seen)
        found.append(row)
    return np.array(found).reshape(len(found), ahead)


def relative_band(values: Floats, ahead: int, settings: Mapping[str, Any]) -> tuple[Floats, Floats]:
    """The ends of the band in units of the usual change: the training series' by month ahead, and the series' own."""
    at = np.minimum(np.arange(ahead), YEAR - 1)
    low, high = np.array(settings["low"], float)[at], np.array(settings["high"], float)[at]
    errors = own_errors(values, ahead)
    own = errors[~np.isnan(errors)]
    if len(own) < YEAR:
        return low, high
    share = len(errors) / (len(errors) + TRUST)
    below, above = np.quantile(own, [0.1, 0.9])
    return (1 - share) * low + share * below, (1 - share) * high + share * above


def answers(file: ModelFile, rows: Sequence[Row]) -> Floats:
    """The first month's forecast of each row's ``values`` (a list of months), to hold one program against another."""
    found = []
    for row in rows:
        values = np.array([float(each) for each in row["values"]], float)
        told = forecast(Series("", 0, values), 1, file)
        found.append(told.expected[0] if told else float("nan"))
    return np.array(found)


def use(path: Path, trusted: Trusted = RELEASE) -> str:
    """Forecast with this model file from now on; returns its version. ``trusted``: who must have signed it."""
    return _in_use.replace(path, trusted).version


def in_use() -> ModelFile:
    """The file it answers with where nothing else was released. Raises ModelFileBroken."""
    return _in_use.get()


def use_bundled() -> None:
    """Forecast with the bundled model again."""
    _in_use.restore()


def version() -> str:
    """The version of the model in use, made from its content."""
    return _in_use.get().version
