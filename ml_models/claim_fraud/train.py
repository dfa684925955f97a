"""Trains the claim fraud model: `python -m ml_models.claim_fraud.train --data FILE [--target COLUMN] [--out DIR]`.

Any CSV file with a yes-or-no column will do: claims that were settled, or what the app saves of reviewed ones. Without
`--data` the synthetic prior is written, which is what the product brings along. Same file and seed, same bytes out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ml_models.boosting  # noqa: F401  # before scikit-learn, which asks once how many threads to use

# isort: split

import numpy as np

from ml_models import measures
from ml_models.additive import AdditiveModel, Floats, Slots, logistic
from ml_models.any_table import telltale
from ml_models.any_table import train as any_table
from ml_models.any_table.choosing import choice_of
from ml_models.any_table.train import Data, baseline, by_splits, equal
from ml_models.boosting.parity import made_rows
from ml_models.boosting.train import vector
from ml_models.card import said_choice
from ml_models.claim_fraud import card, prior
from ml_models.claim_fraud.features import COLUMNS, NAME
from ml_models.fairness import compared
from ml_models.labelled_table import TableFault
from ml_models.model_file import write
from ml_models.table_columns import groups_of, rows_of, weights_of

HERE = Path(__file__).parent
LOAD = 0.05
"""The stated review load: the share of claims that people look at. What scores above it is in the band "high"."""
LOADS = (0.05, 0.1, 0.2)
ENOUGH = 0.5
DRAWN = 5_000


def examine(data: Data, seen: Slots, unseen: Slots, seed: int) -> dict[str, Any]:
    """Train on some rows, measure on others: the model, its baseline, the bundled rules where they apply, fairness."""
    _, model, _ = any_table.learn(data, seen, seed)
    rows, happened = rows_of(data.part(unseen)), data.happened[unseen]
    chance = logistic(model.answers(rows))
    figures = {"model": measured(happened, chance)}
    figures["baseline"] = measured(happened, baseline(data, seen, unseen))
    if data.chosen.bundled:
        figures["prior"] = measured(happened, logistic(prior.model().answers(rows)))
    groups = {name: [values[at] for at in unseen] for name, values in groups_of(data.table).items()}
    return figures | {"fairness": compared(groups, happened, chance, weights_of(len(unseen)))}


def measured(happened: Floats, chance: Floats) -> dict[str, Any]:
    """The figures of a ranking for review."""
    return {
        **measures.of_chances(happened, chance),
        "average_precision": measures.average_precision(happened, chance),
        "review": measures.of_review(happened, chance, LOADS),
        "load_for_90_recall": measures.load_for(happened, chance, 0.9),
    }


def train(
    data: Data, out: Path, seed: int, order: str | None = None, vector_file: Path | None = None
) -> dict[str, Any]:
    """Measure on held-out rows, train on all, write weights and card. Returns what the card says, as figures."""
    figures = by_splits(data, seed, order, examine)
    fitted, model, slots = any_table.learn(data, np.arange(len(data.table)), seed)
    figures |= {"parity": equal(fitted, model, slots), "choice": choice_of(fitted)}
    if vector_file is not None:
        _write_vector(vector_file, vector(fitted, model, slots, weights_of(len(slots))))
    settings = {
        "inputs": "claim" if data.chosen.bundled else "columns",
        "bands": _bands(logistic(fitted.aside)),
        "target": data.target,
        "positive": data.positive,
        "kinds": data.chosen.kinds,
        **({"dates": dict(data.chosen.dates)} if data.chosen.dates else {}),
        "fairness": figures["random"]["fairness"],
        **({"choice": figures["choice"]} if figures["choice"] else {}),
    }
    figures |= {"rows": len(data.table), "source": data.table.source, "positive_rate": float(data.happened.mean())}
    figures |= {"left_out": data.chosen.left_out, "bundled": data.chosen.bundled}
    return _save(out, model, settings, figures | {"seed": seed})


def write_prior(out: Path, seed: int, vector_file: Path | None = None) -> dict[str, Any]:
    """Write the synthetic prior, with figures on synthetic claims drawn from itself: they say that it runs, no more."""
    rows, happened = prior.drawn(DRAWN, seed)
    model = prior.model()
    chance = logistic(model.answers(rows))
    if vector_file is not None:
        made = [_sayable(row) for row in made_rows(model.axes, 200, seed + 1)]
        _write_vector(vector_file, [{"row": row, "answer": prior.answer(row)} for row in made])
    settings = {
        "inputs": "claim", "bands": _bands(chance), "target": "fraud", "positive": "yes", "kinds": dict(COLUMNS),
        "fairness": {}, "prior": True,
    }  # fmt: skip
    return _save(out, model, settings, {"random": {"model": measured(happened, chance)}, "rows": DRAWN, "seed": seed})


def _sayable(row: dict[str, Any]) -> dict[str, Any]:
    """A row that JSON can hold: numbers it cannot say are written as text, which reads as no number just the same."""
    return {k: v if not isinstance(v, float) or np.isfinite(v) else str(v) for k, v in row.items()}


def _bands(chance: Floats) -> dict[str, float]:
    """High: what the stated load can look at. Medium: four times as many."""
    medium, high = (round(float(each), 4) for each in np.quantile(chance, [1 - 4 * LOAD, 1 - LOAD]))
    return {"medium": medium, "high": high}


def _save(out: Path, model: AdditiveModel, settings: dict[str, Any], figures: dict[str, Any]) -> dict[str, Any]:
    own = figures["random"]["model"]
    said = {"enough": ENOUGH, "review_load": LOAD, "review": own["review"], "auc": round(own["auc"], 4)}
    file = write(out / "weights.json", NAME, model, {**settings, **said})
    (out / "CARD.md").write_text(card.text(file, figures), encoding="utf-8", newline="\n")
    return figures


def _write_vector(path: Path, made: list[dict[str, Any]]) -> None:
    path.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when the file cannot be trained on (said on the error stream)."""
    parser = argparse.ArgumentParser(prog="python -m ml_models.claim_fraud.train", description=__doc__)
    parser.add_argument("--data", type=Path, help="CSV file with a head line (.gz as well); without it: the prior")
    parser.add_argument("--target", help="the yes-or-no column to predict")
    parser.add_argument("--positive", help="the value of it that counts as fraud")
    parser.add_argument("--drop", action="append", default=[], metavar="COLUMN", help="a column not to learn from")
    parser.add_argument("--order", metavar="COLUMN", help="a date or a number that grows, for a split by time")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for weights.json and CARD.md")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vector", type=Path, help="also write made rows with the library's answers here, for tests")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}")
    try:
        if options.data is None:
            print("no --data: the synthetic prior is written")
            figures = write_prior(options.out, options.seed, options.vector)
        else:
            figures = _train_on(options)
    except TableFault as fault:
        print(fault, file=sys.stderr)
        return 2
    own = figures["random"]["model"]
    first = own["review"][0]
    print(
        f"held-out AUC {own['auc']:.4f}; looking at {first['load']:.0%} of the claims: precision "
        f"{first['precision']:.1%}, recall {first['recall']:.1%}; 90 % are found among {own['load_for_90_recall']:.0%}"
    )
    print(f"written: {options.out / 'weights.json'}, {options.out / 'CARD.md'}")
    return 0


def _train_on(options: argparse.Namespace) -> dict[str, Any]:
    data = any_table.prepare(options.data, options.target, options.positive, options.drop, COLUMNS)
    print(f"{len(data.table)} rows; {data.target} is {data.positive!r} in {data.happened.mean():.1%}")
    for name, kind in data.chosen.kinds.items():
        print(f"  {name}: {kind}")
    for name, why in data.chosen.left_out.items():
        print(f"  {name}: left out, {why}")
    for line in telltale.said(telltale.telltales(data)):
        print(line)
    figures = train(data, options.out, options.seed, options.order, options.vector)
    print(said_choice(figures["choice"]))
    return figures


if __name__ == "__main__":
    sys.exit(main())
