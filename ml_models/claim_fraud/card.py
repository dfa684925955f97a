"""The card of a claim fraud model, written by its training: where it comes from, figures, fairness, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_models.card import CAUSES, chosen_by, fairness, learned_by, table, with_interval
from ml_models.claim_fraud.features import subject
from ml_models.claim_fraud.prior import RATE, RULES
from ml_models.model_file import ModelFile

PRIOR = """**A synthetic prior: no claim was learned from.** There are no public data of claims with these values and a
known outcome that may be redistributed, so the product brings rules of the trade. Each weight and each share below is
judgement, and so is the assumed rate of fraud ({rate:.0%}). It orders a queue until the house's own reviewed claims
replace it: `python -m ml_models.claim_fraud.train --data FILE`."""

PRIOR_FIGURES = """Measured on {rows:,} synthetic claims drawn from the prior itself. **These figures are circular: they
say that the code ranks as the rules say, and nothing of real claims.** On real claims nothing is known until
`evaluate` is run on them."""

OWN = "A table given to the training command ({source}, {rows:,} rows). Its terms are those of whoever gave it."

MODEL = """A sum of tables on the logit scale: one per column, and one per block of columns that act together ({joint}).
{learned} One exact reason per column. Largest difference between tables and library over 10,000 made rows:
{parity:.0e}. Seed {seed}."""

LIMITS = """- **Never for rejecting a claim.** It puts claims before a person, in an order, with reasons; that person
  decides, is named, and may say "not a fraud", which later training reads.
- Not a finding of fraud, and not to be shown to the customer as one.
- Not a measure of a person: sex, age and marital status are left out, and it must not be joined with them.
- An outlier detector is no fraud model (on the one public set of claims it is a coin toss); none is in here."""


def text(file: ModelFile, figures: Mapping[str, Any]) -> str:
    """The card as Markdown. ``figures`` are those `train` returns."""
    by_prior = bool(file.settings.get("prior"))
    parts = [
        "# Claim fraud",
        f"Version {file.version}. Chance from 0 to 1 that a claim is fraudulent, with reasons that add up to it.",
        "## Data",
        PRIOR.format(rate=RATE) if by_prior else _own(file, figures),
        "## Model",
        _rules() if by_prior else _model(file, figures),
        _bands(file),
        "## How good",
        PRIOR_FIGURES.format(rows=figures["rows"]) if by_prior else _how_measured(figures),
        _measured(figures),
        "## Fairness",
        "No attribute of people is an input. With no outcomes of real claims nothing can be compared yet."
        if by_prior
        else fairness(figures["random"]["fairness"]),
        "## Must not be used for",
        LIMITS,
        CAUSES,
    ]
    return "\n\n".join(parts) + "\n"


def _rules() -> str:
    rows = []
    for name, rule in RULES.items():
        values: tuple[Any, ...] = rule.categories or (0, *rule.edges)
        for value, cell, share in zip(values, rule.cells, rule.shares, strict=True):
            rows.append([subject(name, value), f"{cell:+.1f}", f"{share:.0%}"])
    return (
        "Rules in words, added up in log odds. Each is against its own average, so a finding that every claim has "
        "weighs nothing.\n\n" + table(["finding (up to the next line)", "log odds", "assumed share of claims"], rows)
    )


def _own(file: ModelFile, figures: Mapping[str, Any]) -> str:
    left_out = ", ".join(f"{name} ({why})" for name, why in figures["left_out"].items()) or "nothing"
    return (
        f"{OWN.format(source=figures['source'], rows=figures['rows'])} {figures['positive_rate']:.1%} of the rows are "
        f"{file.settings['target']} = {file.settings['positive']}. Learned from: {', '.join(file.settings['kinds'])}. "
        f"Left out: {left_out}."
    )


def _model(file: ModelFile, figures: Mapping[str, Any]) -> str:
    names = [axis.name for axis in file.additive.axes]
    joint = ["-".join(names[at] for at in block.axes) for block in file.additive.blocks if len(block.axes) > 1]
    return MODEL.format(
        joint=", ".join(joint) or "none", parity=max(figures["parity"], 1e-15), seed=figures["seed"],
        learned=learned_by(figures.get("choice")),
    ) + chosen_by(figures.get("choice"))  # fmt: skip


def _bands(file: ModelFile) -> str:
    bands, load = file.settings["bands"], file.settings["review_load"]
    return (
        f"Stated review load: {load:.0%} of the claims. High above {bands['high']:.3f}, which that load can look at; "
        f"medium above {bands['medium']:.3f}, four times as many; low below."
    )


def _how_measured(_figures: Mapping[str, Any]) -> str:
    return (
        "Measured on rows held out before training; the weights are then trained on all rows. Intervals are bootstrap "
        "percentiles. Most of the signal of such tables is in few columns: compare precision with the base rate."
    )


def _measured(figures: Mapping[str, Any]) -> str:
    named = (("model", "this model"), ("baseline", "logistic regression"), ("prior", "the bundled rules"))
    rows = []
    for split, said in (("random", "random 75/25, stratified"), ("time", "first 75 % by time / last 25 %")):
        for which, name in named:
            found = figures.get(split, {}).get(which)
            rows += [
                [
                    said, name, with_interval(found, "auc"), f"{found['average_precision']:.3f}", f"{at['load']:.0%}",
                    with_interval(at, "precision", percent=True), with_interval(at, "recall", percent=True),
                    f"{found['load_for_90_recall']:.0%}",
                ]
                for at in (found["review"] if found else ())
            ]  # fmt: skip
    head = [
        "split", "model", "AUC (95 %)", "average precision", "review load", "precision (95 %)", "recall (95 %)",
        "load that finds 90 %",
    ]  # fmt: skip
    return table(head, rows)
