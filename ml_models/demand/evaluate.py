"""Measures the demand forecast on any file of monthly sales: `python -m ml_models.demand.evaluate --data FILE`.

Every series is forecast from earlier months, one year ahead, and held against what came. Prints one JSON object.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ml_models.additive import Floats
from ml_models.demand.features import NAME, Series, from_table
from ml_models.demand.methods import YEAR, damped_trend, mean_of_three, seasonal_naive, theta
from ml_models.demand.model import BUNDLED, ENOUGH, relative_band, usual_change
from ml_models.evaluating import Command
from ml_models.labelled_table import TableFault, read_table
from ml_models.model_file import ModelFile

ORIGINS = (0, 6, 12, 18)
"""How many months before its last year a series is cut, for one forecast each."""
WAYS = {
    "mean_of_three": mean_of_three, "seasonal_naive": seasonal_naive, "theta": theta, "damped_trend": damped_trend,
}  # fmt: skip


def evaluate(file: ModelFile, path: Path, target: str | None = None) -> dict[str, Any]:
    """All figures of the forecast on a file. Raises TableFault when the file lacks a column or cannot be read."""
    table = read_table(path)
    series = from_table(table, target)
    figures = figures_of(series, file.settings) if len(table) >= ENOUGH + YEAR else None
    if figures is None:
        raise TableFault(
            f"{table.source}: no series is long enough to measure; one needs {ENOUGH + YEAR} months, its last year new."
        )
    short = sum(len(each.values) < ENOUGH for each in series)
    return {"model": file.model, "version": file.version, "data": table.source, **figures, "series_too_short": short}


def figures_of(series: Sequence[Series], settings: dict[str, Any] | Any) -> dict[str, Any] | None:
    """MASE of each way, sMAPE, and how much the band covers; None when no series is long enough.

    MASE divides by the series' mean change from year to year before the forecast, as Hyndman and Koehler (2006) do.
    """
    mase: dict[str, list[float]] = {name: [] for name in WAYS}
    smape: dict[str, list[float]] = {name: [] for name in WAYS}
    covered: list[float] = []
    measured = set()
    for each, seen, came in cuts(series):
        measured.add(each.name)
        scale = usual_change(seen)
        for name, way in WAYS.items():
            told = way(seen, YEAR)
            mase[name].append(float(np.mean(np.abs(told - came))) / scale)
            smape[name].append(float(np.mean(200 * np.abs(told - came) / np.maximum(told + came, 1e-9))))
        low, high = relative_band(seen, YEAR, settings)
        told = mean_of_three(seen, YEAR)
        inside = (np.maximum(told + low * scale, 0) <= came) & (came <= np.maximum(told + high * scale, 0))
        covered.append(float(inside.mean()))
    if not measured:
        return None
    return {
        "series": len(measured),
        "forecasts": len(covered),
        "mase": float(np.mean(mase["mean_of_three"])),
        "mase_interval": _interval(mase["mean_of_three"]),
        "mase_seasonal_naive": float(np.mean(mase["seasonal_naive"])),
        "mase_by_way": {name: float(np.mean(found)) for name, found in mase.items()},
        "smape": float(np.mean(smape["mean_of_three"])),
        "smape_seasonal_naive": float(np.mean(smape["seasonal_naive"])),
        "band_covers": float(np.mean(covered)),
        "band_covers_interval": _interval(covered),
    }


def _interval(values: Sequence[float]) -> list[float]:
    random = np.random.default_rng(0)
    found = np.asarray(values)
    draws = [found[random.integers(0, len(found), len(found))].mean() for _ in range(200)]
    return [float(each) for each in np.percentile(draws, [2.5, 97.5])]


def cuts(series: Sequence[Series]) -> list[tuple[Series, Floats, Floats]]:
    """Each series cut at each origin: what was known, and the year that came."""
    found = []
    for each in series:
        for back in ORIGINS:
            known = len(each.values) - YEAR - back
            if known >= ENOUGH and each.values[:known].sum() > 0:
                found.append((each, each.values[:known], each.values[known : known + YEAR]))
    return found


main = Command(NAME, __doc__, "CSV file of monthly sales by make, model or store", BUNDLED, evaluate).run

if __name__ == "__main__":
    sys.exit(main())
