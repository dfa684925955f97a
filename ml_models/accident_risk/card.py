"""The card of the accident risk, written by its training: data and terms, figures, decision, fairness, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_models.accident_risk.telematics import BOUND, CREDIBLE_KM, LEAST_KM, REFERENCE_PER_100_KM
from ml_models.card import CAUSES, fairness, table, with_interval
from ml_models.model_file import ModelFile

DATA = """Claims of motor third-party policies in France: freMTPL2freq of the CASdatasets collection (C. Dutang and
A. Charpentier; A. Noll, R. Salzmann and M. V. Wüthrich, "Case study: French motor third-party liability claims"), in
a copy marked CC0; {rows:,} policies ({source}). Claims above 4 and exposures above a year are cut, as is usual with
this set. Telematics: fretelematic of CASdatasets (package licence GPL-2 or later), {telematics[rows]:,} policies,
{telematics[claims]} with a claim. The data are not in this repository; these weights are derived from them."""

PUBLIC = "freMTPL2freq"
"""Part of the name of the public file; of other portfolios nothing else is known."""

SCALE = """With r = expected claims per year over the portfolio's average ({average:.4f} a year), value = r / (1 + r):
0.5 is the average, 0.7 is 2.3 times it. log(value / (1 - value)) = log r, so the reasons add up to it on the log-rate
scale. High is above 0.7, medium above 0.5; both are settings of the tenant. {high:.1%} of the training policies are
high by their policy alone, before telematics."""

TELEMATICS = """The claim rate is multiplied by a factor between 1 - {bound:.0%} and 1 + {bound:.0%} from speeding and
harsh braking per 100 km, rising in both. Weights per standard deviation: {weights}, from a logistic regression on the
telematics data (5-fold AUC {auc:.3f}, spread {spread:.3f}: the signal is real but small, which is why it is bounded).
The data hold scores of braking and acceleration, no counts and no speeding: harsh acceleration stands in for speeding,
and the event rates that count as average ({reference}) are assumptions a fleet should replace with its own medians.
Below {least:.0f} km there is no score; what was driven counts with distance / (distance + {credible:.0f} km)."""

LIMITS = """- Not for refusing cover, cancelling, or pricing by itself: a named person decides, and sees the reasons.
- Not for judging or dismissing a driver: it compares claims of groups of policies, not the person.
- Not outside motor third-party cover. Region, density, brand groups and power classes are French; elsewhere leave them
  out (they then count as the average).
- The driver's age is used here as motor tariffs use it; a tenant may switch it off. Sex is never used.
- What is missing counts as the average of the training portfolio. With too little known there is no score."""

MODEL = """A sum of tables on the log-rate scale: one per feature, and one per block ({joint}). Learned by bags of
Poisson gradient boosting (scikit-learn) whose trees may not mix features of different blocks, then read off as tables,
so every reason is exact. {learned}

The bonus-malus is also read backwards: the fewest claims, and the years since the last, that the French rule needs to
reach the coefficient. Free boosting through ONNX was the alternative: its D2 on the same rows is {free:.1%} against
{own:.1%} here, and its reasons would not be exact, so tables it is. Exposure weighs a policy and is no feature.
Largest difference between tables and library over 10,000 made rows: {parity:.0e}. Seed {seed}."""

EXPECTED = """What they learn from is not the claims, most of which are chance, but the rates that two averages
of boosted trees expect of each policy, one held to the same blocks and one free. These take {entered:,} policies
apart, numbered before the first one without a claim: they stand in the file because they had one, so how long they
ran says nothing of their claims. Their chance per policy is learned, and the years that policies like them run; all
others by claims per year. The number of a policy and the years it ran serve the training alone and are no features."""

BY_CLAIMS = "They learn from the claims as they stand."

FIGURES = """{folds} folds, each held out once: every policy is predicted by a model trained on all the others.
The weights shipped are then trained on all rows. Settings were chosen by other splits of the same rows.

{table}

Bars: {bars}. More policies help (first fold): trained on {curve}. The intervals say how far chance alone moves each."""

TRIED = """On 2026-11-22 other ways were tried on the public set by five folds of their own, 96,000 policies each,
all learning from the claims as they stand. Each D2 has a 95 % interval of about half a point either way:

| way | D2 | Gini |
| --- | --- | --- |
| tables of the same blocks, learned from the claims | 7.5% | 0.324 |
| LightGBM, the same blocks | 7.5% | 0.325 |
| LightGBM, wider blocks (up to five features) | 7.6% | 0.328 |
| LightGBM, nothing held apart, best of ten settings | 7.6% | 0.329 |
| neural network, mean of three | 7.3% | 0.323 |
| mean of the first, the fourth and the network | 7.7% | 0.330 |

Nothing came of the commune (density and region together), counts of policies by commune, years of licence implied by
the coefficient, the age at which the vehicle was bought, forced rises with density and past claims, or random cuts.
On 2026-11-23, by five other folds, and four of them for the last two rows (the fifth is harder than the others):

| way | D2 | Gini |
| --- | --- | --- |
| tables learned from the claims, eight bags | 7.5% | 0.326 |
| all claims per policy over the years policies like it run | 7.4% | 0.325 |
| policies entered by a claim apart, both by claims per year | 7.7% | 0.330 |
| the same, their chance per policy (held to blocks; four folds: 7.9%) | 7.8% | 0.330 |
| mean of that and of free trees, no tables (four folds) | 8.1% | 0.336 |
| tables learned from that mean, one bag (four folds; from the claims 7.7%, 0.327) | 8.0% | 0.334 |"""


def text(file: ModelFile, figures: Mapping[str, Any]) -> str:
    """The card as Markdown. ``figures`` are those `train` returns."""
    seen = file.settings["telematics"]
    parts = [
        "# Accident risk",
        f"Version {file.version}. Risk from 0 to 1 of a driver and vehicle, with reasons that add up to it.",
        "## Data",
        DATA.format(rows=figures["rows"], source=figures["source"], telematics=seen),
        "## Scale and bands",
        SCALE.format(average=figures["average_rate"], high=figures["high_share"]),
        "## Model",
        _model(file, figures),
        "## How good",
        _measured(figures),
        *(("### Other ways", TRIED) if PUBLIC in str(figures["source"]) else ()),
        "## Telematics",
        TELEMATICS.format(
            bound=BOUND,
            weights=", ".join(f"{name} {weight:.3f}" for name, weight in seen["weights"].items()),
            auc=seen["auc"],
            spread=seen["auc_spread"],
            reference=", ".join(f"{name} {rate:g}" for name, rate in REFERENCE_PER_100_KM.items()),
            least=LEAST_KM,
            credible=CREDIBLE_KM,
        ),
        "## Fairness",
        "Claims per year, observed and predicted, on the held-out rows; top fifth: the fifth with the highest risk.",
        fairness(figures["fairness"]),
        "## Must not be used for",
        LIMITS,
        CAUSES,
    ]
    return "\n\n".join(parts) + "\n"


def _model(file: ModelFile, figures: Mapping[str, Any]) -> str:
    names = [axis.name for axis in file.additive.axes]
    joint = ["-".join(names[at] for at in block.axes) for block in file.additive.blocks if len(block.axes) > 1]
    free = next(found for name, found in figures["rivals"].items() if name.startswith("boosted"))
    return MODEL.format(
        joint=", ".join(joint), free=free["d2"], own=figures["model"]["d2"], parity=max(figures["parity"], 1e-15),
        seed=figures["seed"], learned=EXPECTED.format(entered=figures["entered"]) if figures["expected"] else BY_CLAIMS,
    )  # fmt: skip


def _measured(figures: Mapping[str, Any]) -> str:
    models = {"this model": figures["model"], **figures["rivals"]}
    rows = [
        [
            name,
            with_interval(found, "d2", percent=True),
            with_interval(found, "gini"),
            with_interval(found, "balance"),
        ]
        for name, found in models.items()
    ]
    curve = "; ".join(f"{count:,} policies: D2 {d2:.1%}, Gini {gini:.3f}" for count, d2, gini in figures["curve"])
    own = figures["model"]
    bars = (
        ("D2 8 %", own["d2"] >= 0.08),
        ("Gini 0.33", own["gini"] >= 0.33),
        ("balance 1 %", abs(own["balance"] - 1) <= 0.01),
    )  # fmt: skip
    reached = ", ".join(f"{name} {'reached' if held else 'not reached'}" for name, held in bars)
    return FIGURES.format(
        table=table(["model", "D2 (95 %)", "Gini (95 %)", "predicted / observed (95 %)"], rows),
        bars=reached, curve=curve, folds={4: "Four", 10: "Ten"}.get(figures["folds"], figures["folds"]),
    )  # fmt: skip
