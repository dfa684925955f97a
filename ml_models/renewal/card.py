"""The card of the renewal model, written by its training: data and terms, figures, price response, fairness, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_models.card import CAUSES, fairness, table, with_interval
from ml_models.model_file import ModelFile
from ml_models.renewal.forecast import SHIFT

DATA = """{rows:,} motor renewals, {rate:.1%} of which lapsed ({source}). The bundled model was trained on
eudirectlapse of the CASdatasets collection (C. Dutang and A. Charpentier; package licence GPL-2 or later): a direct
insurer in Europe. The data are not in this repository; these weights are derived from them. The people are not
identifiable and are no customers of any house that uses the model. A table given to the training command has the terms
of whoever gave it."""

MODEL = """A sum of tables on the logit scale, one per column and one per pair of columns that act together ({joint}).
The mean of two, each a sum over those tables: eight bags of gradient-boosted trees (scikit-learn), each tree within one
table; and a logistic regression with a smooth curve per column, how smooth being found by restricted maximum
likelihood, and a table drawn to nothing per pair. The level of their mean is set by rows neither had seen; then it is
read off as tables. The two columns that an offered premium moves (its change against last year, its ratio to the
market's) may only rise in both: a dearer premium never predicts fewer lapses.
Left out: age, sex and marital status, and what stands for them (occupation, who else may drive). Largest difference
between tables and library over 10,000 made rows: {parity:.0e}, before every cell of the two rising columns was lifted
1e-7 above the one before. Seed {seed}.

Bands: high above {high:.3f} (the fifth most likely to lapse in training), medium above {medium:.3f} (the half)."""

CASH = """Premiums due in a month bring the sum of (1 - chance of a lapse) x premium. On the rows, each held out once,
cut into {parts} parts as if each were a month, that is off by {error:.2%} on average; "everybody renews" is off by
{naive:.2%}.
The band (80 %) held {covers:.0%} of the parts: it also allows the whole year's level of lapses to be off by
{shift:.0%}, which the data, one year, cannot show."""

LIMITS = """- A ranked call list, not a forecast of one person: most of the policies in its highest fifth still renew.
- Not for raising the premiums of those who would stay: the price response is an association (premiums were set by
  risk), some markets forbid it (in the United Kingdom, FCA PS21/11), and the premium proposal caps renewals at the
  new-business price unless a person switches that off.
- Not for refusing a renewal. It knows nothing of age, sex or marital status and must not be joined with them.
- Regions, garages and uses are those of the training data; elsewhere leave them out (they then count as the average).
- Without both premiums there is no score, only a sentence saying so."""


def text(file: ModelFile, source: str, figures: Mapping[str, Any]) -> str:
    """The card as Markdown. ``figures`` are those `train` returns."""
    model = figures["model"]
    names = [axis.name for axis in file.additive.axes]
    joint = ["-".join(names[at] for at in block.axes) for block in file.additive.blocks if len(block.axes) > 1]
    cash = model["cash"]
    parts = [
        "# Renewal",
        f"Version {file.version}. Chance from 0 to 1 that a policy lapses at its renewal; its reasons add up to it.",
        "## Data",
        DATA.format(rows=figures["rows"], rate=figures["lapse_rate"], source=source),
        "## Model",
        MODEL.format(
            joint=", ".join(joint) or "none", parity=max(figures["parity"], 1e-15), seed=figures["seed"],
            **file.settings["bands"],
        ),
        "## How good",
        "Five folds, drawn by lot, stratified: every row is scored by a model that learned from the other four parts "
        "and never saw it, and all rows are measured together; the weights shipped are then trained on all rows. "
        "Intervals are bootstrap percentiles over the rows.\n\n" + _measured(figures),
        _compared(figures),
        "Bars: "
        + ", ".join(
            f"{name} {'reached' if held else 'not reached'}"
            for name, held in (("AUC 0.62", model["auc"] >= 0.62), ("lift 1.6", model["lift_at_20"] >= 1.6))
        )
        + ".",
        "## Price",
        "Mean chance of a lapse, each row held out once, when every offer is multiplied:\n\n"
        + table(list(model["lapse_at_price"]), [[f"{each:.1%}" for each in model["lapse_at_price"].values()]]),
        "## Cash by month",
        CASH.format(
            parts=cash["parts"], error=cash["error"], naive=cash["error_if_everybody_renews"],
            covers=cash["band_covers"], shift=SHIFT,
        ),
        "## Fairness",
        "Attributes of people are compared here and used nowhere in the model. Top fifth: the fifth of all "
        "rows, each scored by a model that had not seen it, most likely to lapse.\n\n" + fairness(figures["fairness"]),
        "## Must not be used for",
        LIMITS,
        CAUSES,
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


_NAMES = {
    "model": "this model", "trees": "its trees alone", "curves": "its curves alone",
    "held": "this model, given only what a policy of the records holds",
    "baseline": "logistic regression, same columns",
}  # fmt: skip


def _measured(figures: Mapping[str, Any]) -> str:
    rows = [
        [
            name, with_interval(found, "auc"),
            with_interval(found, "lift_at_20", 2) if "lift_at_20_interval" in found else f"{found['lift_at_20']:.2f}",
            f"{found['brier']:.4f}", f"{found['calibration_error']:.3f}", f"{found['positive_rate']:.1%}",
            f"{found['predicted_rate']:.1%}",
        ]
        for name, found in ((name, figures[key]) for key, name in _NAMES.items())
    ]  # fmt: skip
    return table(["model", "AUC (95 %)", "lift at 20 %", "Brier", "calibration error", "observed", "predicted"], rows)


def _compared(figures: Mapping[str, Any]) -> str:
    ahead, (low, high) = figures["model"]["auc"] - figures["baseline"]["auc"], figures["gain"]
    folds = sorted(figures["auc_by_fold"])
    return (
        f"Ahead of the logistic regression by {ahead:.3f} of AUC ({low:.3f} to {high:.3f}, the same rows drawn for "
        f"both). Fold by fold this model's AUC is {folds[0]:.3f} to {folds[-1]:.3f}: so much does a fifth of the rows "
        "vary."
    )
