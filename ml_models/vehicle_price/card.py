"""The card of the price model, written by its training: data and terms, figures, band, limits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ml_models.card import CAUSES, table, with_interval
from ml_models.model_file import ModelFile
from ml_models.vehicle_price.level import ENOUGH, LEAST

DATA = """{rows:,} different vehicles with an asking price ({source}); {dropped:,} rows were left out, as repeated or
without a price. The bundled model was trained on used-car listings of the United Kingdom of 2020 (nine makes, pounds
sterling), a public listing set marked CC0 by its publisher. The data are not in this repository; these weights are
derived from them. A table given to the training command has the terms of whoever gave it."""

MODEL = """Gradient-boosted trees (scikit-learn) over the logarithm of the price, carried as ONNX in the model file and
answered by onnxruntime. They may not answer dearer for an older vehicle, or for one driven further, all else equal.
Make, model, gearbox and fuel enter as places (mean of the logarithm of the price, age and mileage taken off, shrunk
where few were seen), so a new category needs no new trees. Every second row was shown once more with tax and
consumption (and at times other things) left out, for a showroom seldom records them. ONNX and library over 10,000 rows
with odd values: {equal:.2%} equal to 1e-5 relative, means {mean:.0e} apart, largest difference {largest:.0e}: ONNX
adds in float32. Seed {seed}; {size:.0f} kB."""

LEVEL = """The model knows the prices of its training data. A house's own level (another year, country, currency) is the
median ratio of its own asking prices to the model's; below {least} priced vehicles there is no proposal, from {enough}
on the band is the house's own spread."""

BAND = "Split-conformal on the logarithm, by age. All known: {full}. Without tax and consumption: {usual}."

LIMITS = """- Not an appraisal: it knows nothing of condition, damage, history, equipment or number of owners. The band
  and the comparable cars beside it say more than the number.
- Asking prices, not what was paid. A person sets the price; the app proposes and never changes one by itself.
- A make it never saw has no price. Electric vehicles are hardly in the bundled data.
- Shifting all prices by one level does not follow markets in which makes or fuels moved apart: train it on your own."""


def text(file: ModelFile, source: str, figures: Mapping[str, Any]) -> str:
    """The card as Markdown. ``figures`` are those `train` returns."""
    model = figures["model"]
    bars = (("MAPE 7.0 %", model["mape"] <= 0.07), ("80 % band 77 to 83 %", 0.77 <= model["band_covers"] <= 0.83))
    parts = [
        "# Vehicle price",
        f"Version {file.version}. An asking price with a band that holds four in five, and reasons that add up to it.",
        "## Data",
        DATA.format(rows=figures["rows"], dropped=figures["dropped"], source=source),
        "## Model",
        MODEL.format(**figures["parity"], seed=figures["seed"], size=figures["size"] / 1000),
        "## How good",
        "Four folds: every row is estimated by trees that had not seen it, with a band learned from the other folds. "
        "The weights shipped are then trained on all rows. Intervals are bootstrap percentiles.\n\n"
        + _measured(figures),
        "Bars: " + ", ".join(f"{name} {'reached' if held else 'not reached'}" for name, held in bars) + ".",
        "## Band",
        BAND.format(full=_bands(file, "bands"), usual=_bands(file, "bands_usual")),
        "## The house's own level",
        LEVEL.format(least=LEAST, enough=ENOUGH),
        "## Fairness",
        "No attribute of people is in the data or the model. `evaluate` prints the error by make, fuel and gearbox.",
        "## Must not be used for",
        LIMITS,
        CAUSES,
    ]
    return "\n\n".join(parts) + "\n"


def _bands(file: ModelFile, name: str) -> str:
    return "; ".join(
        f"{'below ' + format(band['below'], '.0f') + ' years' if band['below'] < 1e6 else 'older'} "
        f"{_percent(band['low'])} to {_percent(band['high'])}"
        for band in file.settings[name]
    )


def _percent(log: float) -> str:
    return f"{100 * (math.exp(log) - 1):+.1f} %"


def _measured(figures: Mapping[str, Any]) -> str:
    rows = []
    for which, name in (
        ("model", "this model"), ("usual", "this model without tax and consumption"),
        ("baseline", "ridge regression, same columns"),
    ):  # fmt: skip
        found = figures[which]
        rows.append([
            name, with_interval(found, "mape", percent=True), f"{found['median_ape']:.1%}", f"{found['mae']:,.0f}",
            f"{found['within_10_percent']:.0%}", f"{found['r2']:.3f}",
            with_interval(found, "band_covers", percent=True),
        ])  # fmt: skip
    return table(["model", "MAPE (95 %)", "median error", "mean error", "within 10 %", "R2", "80 % band covers"], rows)
