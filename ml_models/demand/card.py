"""The card of the demand forecast, written by its training: data and terms, figures, band, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_models.card import table, with_interval
from ml_models.demand.model import ENOUGH
from ml_models.model_file import ModelFile

DATA = """{series} monthly series ({source}), {first} to {last}. The bundled band was learned from new vehicles
registered in Norway by make, a public set whose upstream terms are unclear: it is not redistributed, and nothing of it
is in this repository but the two dozen widths below. Those are no statement about any make."""

MODEL = """The mean of three ways to carry a series on: the same month a year before (seasonal naive), Theta, and a
damped trend, the last two without the season (multiplicative, believed as far as it stands out from
chance). Written in numpy; it learns from each series alone. What is learned across series is the band:
the errors of such forecasts at earlier months, in units of the series' mean change from year to year, of
series that sold {sold} a month or more (in smaller ones most months are nought or one, which any band
holds); a series' own errors weigh in as far as it has them. Below {enough} months there is no such
forecast: the months of last year, or the mean, are shown under that name. Prophet, gradient boosting on
lags and a neural network were left out: on series by make the first two lose to seasonal naive, and the
third would weigh hundreds of megabytes. Seed {seed}."""

HOW = """Every series is cut at up to four months of its last three years, forecast a year ahead and held against what
came. The band of each fifth of the series is that learned from the other four. Intervals are bootstrap percentiles."""

LIMITS = """- Not an order to buy: it carries the past on, and knows of no campaign, price, supply or new model.
- A model that was replaced, a store that moved: the series of the old one says little about the new one.
- Sales are not demand where there was nothing to sell.
- The band holds four months in five, one by one; the sum of a year is another matter."""


def text(file: ModelFile, source: str, figures: Mapping[str, Any]) -> str:
    """The card as Markdown. ``figures`` are those `train` returns."""
    model = figures["model"]
    bars = (
        ("MASE at or below seasonal naive's", model["mase"] <= model["mase_seasonal_naive"]),
        ("MASE below 0.90", model["mase"] < 0.9),
        ("band covers 75 to 85 %", 0.75 <= model["band_covers"] <= 0.85),
    )
    first, last = (f"{year}-{month:02d}" for year, month in (figures["first"], figures["last"]))
    settings = file.settings
    widths = [
        ["low", *(f"{each:.2f}" for each in settings["low"])], ["high", *(f"{each:+.2f}" for each in settings["high"])],
    ]  # fmt: skip
    parts = [
        "# Demand",
        f"Version {file.version}. Vehicles that will sell in each month to come, with a band that holds four in five.",
        "## Data",
        DATA.format(series=figures["series"], source=source, first=first, last=last),
        "## Model",
        MODEL.format(enough=ENOUGH, sold=figures["sold"], seed=figures["seed"]),
        "## How good",
        HOW + "\n\n" + _measured(figures),
        "Bars: " + ", ".join(f"{name} {'reached' if held else 'not reached'}" for name, held in bars) + ".",
        "## Band",
        "By months ahead, in units of the series' mean change from year to year:\n\n"
        + table(["months ahead", *map(str, range(1, 13))], widths),
        "## Fairness",
        "Nothing about people is in the data or the model.",
        "## Must not be used for",
        LIMITS,
    ]
    return "\n\n".join(parts) + "\n"


def _measured(figures: Mapping[str, Any]) -> str:
    rows = []
    for which, name in (("model", "all series"), ("large", "the 24 that sold most")):
        found = figures[which]
        if not found:
            continue
        ways = found["mase_by_way"]
        rows.append([
            name, f"{found['series']}", with_interval(found, "mase"),
            *(f"{ways[way]:.3f}" for way in ("seasonal_naive", "theta", "damped_trend")),
            f"{found['smape']:.1f} / {found['smape_seasonal_naive']:.1f}", f"{found['band_covers']:.1%}",
        ])  # fmt: skip
    head = ["which", "series", "MASE (95 %)", "seasonal naive", "Theta", "damped trend", "sMAPE / naive's", "covered"]
    return table(head, rows)
