"""The card of a lead model, written by its training: data and terms, figures, fairness, mapping, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_models.card import CAUSES, chosen_by, fairness, learned_by, table, with_interval
from ml_models.model_file import ModelFile
from ml_models.table_columns import Chosen

BANK = """Telephone sales contacts of a bank and whether the customer bought: UCI Bank Marketing (S. Moro, P. Cortez and
P. Rita, "A data-driven approach to predict the success of bank telemarketing", Decision Support Systems 62, 2014),
licence CC BY 4.0, of which {rows:,} rows were used. The data are not in this repository; these weights are derived from
them. The people are not identifiable and are no customers of any dealer."""

OWN = "A table given to the training command ({source}, {rows:,} rows). Its terms are those of whoever gave it."

MAPPING = """The bundled model was trained on calls of a bank. A lead gives it what the two have in common; all else a
showroom knows (source, vehicle wanted, test drive, budget) is not in these data and has no part in the score until the
model is trained on the dealer's own outcomes.

| a lead's value | trained column | how |
|---|---|---|
| channel | contact | cellular, telephone; in person and e-mail are not in the data and count as the average |
| month, day of the last contact | month, day | as they are |
| contacts_now | campaign | as it is |
| contacts_before | previous | as it is; none: pdays is -1 and poutcome unknown, as in the data |
| days_since_earlier_contact | pdays | days since the last contact about an earlier purchase |
| previous_outcome | poutcome | success, failure, other; nonexistent is unknown |
| home_loan, other_loan, payment_default | housing, loan, default | yes or no |
| account_balance | balance | euro |

What is not known counts as the average over the training data. Below {enough:.0%} of what the model usually goes by
(its columns weighted by their mean effect) there is no score, only a sentence saying so."""

LIMITS = """- Not for refusing anybody an offer, credit or service; it orders a call list, nothing else.
- Not a measure of a person. It knows nothing of sex, age or marital status, and must not be joined with them.
- Not a forecast of sales. {drift}
- The effect of month and day is that of the waves of calls in the training data, not of a season."""


MEASURED = (
    ("model", "this model"),
    ("usual", "this model, given only what a showroom usually knows"),
    ("baseline", "logistic regression, same columns"),
)


def text(file: ModelFile, source: str, chosen: Chosen, figures: Mapping[str, Any]) -> str:
    """The card as Markdown. ``figures`` are those `train` returns."""
    bundled = chosen.bundled
    parts = [
        "# Lead conversion",
        f"Version {file.version}. Chance from 0 to 1 that a lead becomes a sale, with reasons that add up to it.",
        "## Data",
        (BANK if bundled else OWN).format(rows=figures["rows"], source=source),
        _columns(file, chosen, figures),
        "## Model",
        _model(file, figures),
        "## How good",
        _measured(figures),
        "## Fairness",
        "Attributes of people are compared here and used nowhere in the model. Top fifth: the best-scored fifth of the "
        "held-out rows.\n\n" + fairness(figures["random"]["fairness"]),
        "## From a lead to the model",
        MAPPING.format(enough=file.settings["enough"]) if bundled else _own_columns(file),
        "## Must not be used for",
        LIMITS.format(drift=_drift(figures)),
        CAUSES,
    ]
    return "\n\n".join(parts) + "\n"


def _columns(file: ModelFile, chosen: Chosen, figures: Mapping[str, Any]) -> str:
    return (
        f"{figures['positive_rate']:.1%} of the rows are {file.settings['target']} = {file.settings['positive']}. "
        f"Learned from: {', '.join(chosen.kinds)}. Left out: {_left_out(chosen)}."
    )


def _left_out(chosen: Chosen) -> str:
    if chosen.bundled:
        held = [
            "duration (known only after the call)", "age, marital status", "job and education (they stand in for age)",
            "the row number",
        ]  # fmt: skip
        return ", ".join(held)
    return ", ".join(f"{name} ({why})" for name, why in chosen.left_out.items()) or "nothing"


def _model(file: ModelFile, figures: Mapping[str, Any]) -> str:
    bands = file.settings["bands"]
    names = [axis.name for axis in file.additive.axes]
    joint = ["-".join(names[at] for at in block.axes) for block in file.additive.blocks if len(block.axes) > 1]
    return (
        "A sum of tables on the logit scale: one per column, and one per block of columns that act together "
        f"({', '.join(joint) or 'none'}). {learned_by(figures.get('choice'))} "
        "A cell shared by several columns is split evenly among them: one reason per column. "
        f"Largest difference between tables and library over 10,000 made rows: {max(figures['parity'], 1e-15):.0e}. "
        f"Seed {figures['seed']}.\n\n"
        f"Bands: high above {bands['high']:.3f} (the best fifth in training), medium above {bands['medium']:.3f} "
        "(the better half), low below." + chosen_by(figures.get("choice"))
    )


def _measured(figures: Mapping[str, Any]) -> str:
    rows = []
    for split, said in (("random", "random 75/25, stratified"), ("time", "first 75 % by time / last 25 %")):
        for which, name in MEASURED:
            found = figures.get(split, {}).get(which)
            if found:
                rows.append([
                    said, name, with_interval(found, "auc"), f"{found['lift_at_20']:.2f}", f"{found['brier']:.4f}",
                    f"{found['calibration_error']:.3f}", f"{found['positive_rate']:.1%}",
                    f"{found['predicted_rate']:.1%}",
                ])  # fmt: skip
    head = ["split", "model", "AUC (95 %)", "lift at 20 %", "Brier", "calibration error", "observed", "predicted"]
    return (
        "Measured on rows held out before training; the weights shipped are then trained on all rows. Intervals are "
        "bootstrap percentiles.\n\n" + table(head, rows)
    )


def _drift(figures: Mapping[str, Any]) -> str:
    if "time" not in figures:
        return "No split by time was measured."
    later = figures["time"]["model"]
    plain = figures["time"]["baseline"]["auc"]
    order = (
        f"the plain logistic regression then orders better (AUC {plain:.3f} against {later['auc']:.3f})"
        if plain > later["auc"]
        else f"its order still beats the logistic regression's (AUC {later['auc']:.3f} against {plain:.3f})"
    )
    return (
        f"Trained on the earlier rows it predicts {later['predicted_rate']:.1%} for the later ones, where "
        f"{later['positive_rate']:.1%} came true, and {order}: under drift retrain, and do not trust the chances."
    )


def _own_columns(file: ModelFile) -> str:
    return (
        f"A lead gives the table's own columns by name: {', '.join(axis.name for axis in file.additive.axes)}. "
        f"What is not known counts as training found it, or as the average. Below {file.settings['enough']:.0%} of "
        "what the model usually goes by there is no score, only a sentence saying so."
    )
