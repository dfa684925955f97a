"""Trains the choice model: `python -m ml_models.recommendation.train [--data FILE]`, without a file on made-up sales.

Deterministic: the same file and seed give the same bytes. The first three quarters by time are learned from, the last
is measured on; the weights shipped are then learned from all.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from ml_models.additive import Floats
from ml_models.labelled_table import TableFault
from ml_models.model_file import write
from ml_models.recommendation import card
from ml_models.recommendation.choice import chances, learned
from ml_models.recommendation.features import NAME
from ml_models.recommendation.log import Log, made_log, read_log
from ml_models.recommendation.measuring import figures_of

HERE = Path(__file__).parent
RIDGE = 1.0
SAME = 1e-3


def fit(log: Log) -> Floats:
    """The weights of a log, from nothing."""
    return learned(log.values, log.chosen, log.groups, np.zeros(len(log.columns)), RIDGE)


def by_library(log: Log) -> Floats:
    """The same by SciPy's general minimiser: the comparison for our own Newton steps."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        chance = chances(log.values @ weights, log.groups)
        slope = (log.chosen - chance) @ log.values - RIDGE * weights
        return -float(np.log(chance[log.chosen == 1]).sum()) + RIDGE / 2 * float(weights @ weights), -slope

    found = minimize(loss, np.zeros(len(log.columns)), jac=True, method="BFGS", options={"gtol": 1e-5})
    return np.asarray(found.x)


def train(log: Log, out: Path, seed: int, vector_file: Path | None = None) -> dict[str, Any]:
    """Measure on the last quarter, learn from all, write weights and card. Returns what the card says, as figures."""
    cut = log.count * 3 // 4
    early, late = log.take(0, cut), log.take(cut, log.count)
    figures = figures_of(late, late.values @ fit(early))
    weights, library = fit(log), by_library(log)
    figures["parity"] = float(np.abs(weights - library).max())
    if not figures["parity"] <= SAME:
        raise RuntimeError(f"our weights and the library's differ by {figures['parity']:.2g}, more than {SAME:.0e}")
    settings = {"columns": list(log.columns), "weights": [round(each, 8) for each in weights.tolist()]}
    file = write(out / "weights.json", NAME, None, settings)
    if vector_file is not None:
        rows = log.values[np.random.default_rng(seed).integers(0, len(log.values), 120)]
        made = [
            {"row": dict(zip(log.columns, row, strict=True)), "answer": answer}
            for row, answer in zip(rows.tolist(), (rows @ weights).tolist(), strict=True)
        ]
        vector_file.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8", newline="\n")
    figures |= {"seed": seed, "learned": log.count}
    (out / "CARD.md").write_text(card.text(file, log.source, figures), encoding="utf-8", newline="\n")
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when the file cannot be trained on (said on the error stream)."""
    parser = argparse.ArgumentParser(prog=f"python -m ml_models.{NAME}.train", description=__doc__)
    parser.add_argument(
        "--data", type=Path, help="CSV file: choice, chosen, columns of numbers; else sales are made up"
    )
    parser.add_argument("--target", help="the column that says which row was chosen")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for weights.json and CARD.md")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vector", type=Path, help="also write made rows with the answers here, for tests")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}")
    try:
        log = made_log(seed=options.seed) if options.data is None else read_log(options.data, options.target)
        figures = train(log, options.out, options.seed, options.vector)
    except TableFault as fault:
        print(fault, file=sys.stderr)
        return 2
    popular = figures.get("hit_at_10_most_popular", float("nan"))
    print(f"hit@10 {figures['hit_at_10']:.3f}, most popular {popular:.3f}, chance {figures['hit_at_10_by_chance']:.3f}")
    print(f"written: {options.out / 'weights.json'}, {options.out / 'CARD.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
