"""Trains the band of the demand forecast: `python -m ml_models.demand.train --data FILE [--target COLUMN] [--out DIR]`.

The forecast itself learns from each series alone; what is learned across series is how far such forecasts are off,
by months ahead. The file holds monthly sales by make, model or store. Same file and seed, same bytes out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ml_models.additive import Floats
from ml_models.demand import card
from ml_models.demand.evaluate import cuts, figures_of
from ml_models.demand.features import NAME, Series, from_table, year_and_month
from ml_models.demand.methods import YEAR, mean_of_three
from ml_models.demand.model import ENOUGH, answers, usual_change
from ml_models.labelled_table import TableFault, read_table
from ml_models.model_file import write

HERE = Path(__file__).parent
LEAST_SERIES = 5
FOLDS = 5
SOLD = 20
"""Sold in a month, on average, by a series the band is learned from, if there are enough of them."""


def prepare(path: Path, target: str | None = None, by: str | None = None) -> list[Series]:
    """Read and check a file. Raises TableFault in words that say the way out."""
    series = from_table(read_table(path), target, by)
    long = [each for each in series if len(each.values) >= ENOUGH + YEAR]
    if len(long) < LEAST_SERIES:
        raise TableFault(
            f"{path.name}: {len(long)} series have {ENOUGH + YEAR} months or more; at least {LEAST_SERIES} are needed "
            "to learn how far forecasts are off. The forecast itself needs no training: use the bundled band."
        )
    return series


def learn(series: Sequence[Series]) -> dict[str, list[float]]:
    """How far forecasts of these series were off, in units of the usual change: the ends of 80 %, by months ahead.

    Neighbouring months are taken together and the band never narrows with time: few series make rough quantiles.
    """
    large = [each for each in series if each.values.mean() >= SOLD]
    counted = large if len(large) >= LEAST_SERIES else series
    found = [(came - mean_of_three(seen, YEAR)) / usual_change(seen) for _, seen, came in cuts(counted)]
    errors: Floats = np.array(found)
    low, high = [], []
    for at in range(YEAR):
        near = errors[:, max(0, at - 2) : at + 3]
        below, above = np.quantile(near, [0.1, 0.9])
        low.append(float(below))
        high.append(float(above))
    return {
        "low": [round(each, 4) for each in np.minimum.accumulate(low).tolist()],
        "high": [round(each, 4) for each in np.maximum.accumulate(high).tolist()],
    }


def examine(series: Sequence[Series], seed: int) -> dict[str, Any]:
    """Each fifth of the series measured with a band that the others gave; and the longest half of them by itself."""
    order = np.random.default_rng(seed).permutation(len(series))
    found, weight = [], []
    for part in np.array_split(order, FOLDS):
        rest = [series[at] for at in range(len(series)) if at not in set(part.tolist())]
        figures = figures_of([series[at] for at in part], learn(rest))
        if figures is not None:
            found.append(figures["band_covers"])
            weight.append(figures["forecasts"])
    figures = figures_of(series, learn(series)) or {}
    large = sorted(series, key=lambda each: (-each.values.sum(), each.name))[:24]
    return {
        "model": {**figures, "band_covers": float(np.average(found, weights=weight))},
        "large": figures_of(large, learn(series)),
    }


def train(
    series: Sequence[Series], source: str, out: Path, seed: int, vector_file: Path | None = None
) -> dict[str, Any]:
    """Measure, learn the band from all series, write weights and card. Returns what the card says, as figures."""
    figures = examine(series, seed)
    band = learn(series)
    file = write(out / "weights.json", NAME, None, band)
    if vector_file is not None:
        rows = [{"values": each.values[:count].tolist()} for each in series for count in (30, 47, len(each.values))]
        made = [{"row": row, "answer": float(told)} for row, told in zip(rows, answers(file, rows), strict=True)]
        vector_file.write_text(json.dumps(made) + "\n", encoding="utf-8", newline="\n")
    months = [each.start for each in series] + [each.start + len(each.values) - 1 for each in series]
    figures |= {"series": len(series), "seed": seed, "sold": SOLD}
    figures |= {"first": year_and_month(min(months)), "last": year_and_month(max(months))}
    (out / "CARD.md").write_text(card.text(file, source, figures), encoding="utf-8", newline="\n")
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when the file cannot be trained on (said on the error stream)."""
    parser = argparse.ArgumentParser(prog="python -m ml_models.demand.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="CSV file of monthly sales (.gz as well)")
    parser.add_argument("--target", help="the column that counts what was sold")
    parser.add_argument("--by", metavar="COLUMN", help="the column that names a series (default: make, model or store)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for weights.json and CARD.md")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vector", type=Path, help="also write series with their forecasts here, for tests")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}")
    try:
        series = prepare(options.data, options.target, options.by)
        print(f"{len(series)} series")
        figures = train(series, options.data.name, options.out, options.seed, options.vector)
    except TableFault as fault:
        print(fault, file=sys.stderr)
        return 2
    model = figures["model"]
    print(
        f"MASE {model['mase']:.3f} (seasonal naive {model['mase_seasonal_naive']:.3f}), "
        f"80 % band covers {model['band_covers']:.1%} of series it was not learned from"
    )
    print(f"written: {options.out / 'weights.json'}, {options.out / 'CARD.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
