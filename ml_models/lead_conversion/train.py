"""Trains the lead model: `python -m ml_models.lead_conversion.train --data FILE [--target COLUMN] [--out DIR]`.

Any CSV file with a yes-or-no column will do, a dealer's own export too. Same file and seed, same bytes out.
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
from ml_models.additive import AdditiveModel, Slots, logistic
from ml_models.any_table import telltale
from ml_models.any_table import train as any_table
from ml_models.any_table.choosing import choice_of
from ml_models.any_table.train import Data, baseline, by_splits, equal
from ml_models.boosting.train import Learned, vector
from ml_models.card import said_choice
from ml_models.fairness import compared
from ml_models.labelled_table import TableFault
from ml_models.lead_conversion import card
from ml_models.lead_conversion.features import BLOCKS, CELLS, COLUMNS, NAME, USUAL
from ml_models.model_file import write
from ml_models.table_columns import groups_of, rows_of, weights_of

HERE = Path(__file__).parent
ENOUGH = 0.5
"""Share of what the model goes by that must be known for a score."""


def prepare(path: Path, target: str | None, positive: str | None, drop: Sequence[str]) -> Data:
    """Read and check a file. Raises TableFault in words that say the way out."""
    return any_table.prepare(path, target, positive, drop, COLUMNS, CELLS)


def learn(data: Data, rows: Slots, seed: int) -> tuple[Learned, AdditiveModel, Slots]:
    """Fit on these rows: the library's model, the same as tables, and the rows' slots."""
    return any_table.learn(data, rows, seed, BLOCKS if data.chosen.bundled else ())


def examine(data: Data, seen: Slots, unseen: Slots, seed: int) -> dict[str, Any]:
    """Train on some rows, measure on others: model, baseline, and fairness by groups no model uses."""
    _, model, _ = learn(data, seen, seed)
    rows, happened = rows_of(data.part(unseen)), data.happened[unseen]
    chance = logistic(model.base + model.contributions(model.slots(rows)).sum(axis=1))
    groups = {name: [values[at] for at in unseen] for name, values in groups_of(data.table).items()}
    figures: dict[str, Any] = {}
    if data.chosen.bundled:
        part = [{name: row[name] for name in USUAL} for row in rows]
        usual = logistic(model.base + model.contributions(model.slots(part)).sum(axis=1))
        figures["usual"] = measures.of_chances(happened, usual)
    return figures | {
        "model": measures.of_chances(happened, chance),
        "baseline": measures.of_chances(happened, baseline(data, seen, unseen)),
        "fairness": compared(groups, happened, chance, weights_of(len(unseen))),
    }


def train(
    data: Data, out: Path, seed: int, order: str | None = None, vector_file: Path | None = None
) -> dict[str, Any]:
    """Measure on held-out rows, train on all, write weights and card. Returns what the card says, as figures."""
    figures = by_splits(data, seed, order, examine)
    fitted, model, slots = learn(data, np.arange(len(data.table)), seed)
    figures |= {"parity": equal(fitted, model, slots), "choice": choice_of(fitted)}
    if vector_file is not None:
        made = vector(fitted, model, slots, weights_of(len(slots)))
        vector_file.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8", newline="\n")
    aside = logistic(fitted.aside)
    medium, high = (round(float(each), 4) for each in np.quantile(aside, [0.5, 0.8]))
    settings = {
        "inputs": "lead" if data.chosen.bundled else "columns",
        "bands": {"medium": medium, "high": high},
        "enough": ENOUGH,
        "target": data.target,
        "positive": data.positive,
        "kinds": data.chosen.kinds,
        **({"dates": dict(data.chosen.dates)} if data.chosen.dates else {}),
        "fairness": figures["random"]["fairness"],
        **({"choice": figures["choice"]} if figures["choice"] else {}),
    }
    file = write(out / "weights.json", NAME, model, settings)
    figures |= {"rows": len(data.table), "positive_rate": float(data.happened.mean()), "seed": seed}
    text = card.text(file, data.table.source, data.chosen, figures)
    (out / "CARD.md").write_text(text, encoding="utf-8", newline="\n")
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when the file cannot be trained on (said on the error stream)."""
    parser = argparse.ArgumentParser(prog="python -m ml_models.lead_conversion.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="CSV file with a head line (.gz as well)")
    parser.add_argument("--target", help="the yes-or-no column to predict")
    parser.add_argument("--positive", help="the value of it that counts as yes")
    parser.add_argument("--drop", action="append", default=[], metavar="COLUMN", help="a column not to learn from")
    parser.add_argument("--order", metavar="COLUMN", help="a date or a number that grows, for a split by time")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for weights.json and CARD.md")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vector", type=Path, help="also write made rows with the library's answers here, for tests")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}")
    try:
        data = prepare(options.data, options.target, options.positive, options.drop)
        print(f"{len(data.table)} rows; {data.target} is {data.positive!r} in {data.happened.mean():.1%}")
        for name, kind in data.chosen.kinds.items():
            print(f"  {name}: {kind}")
        for name, why in data.chosen.left_out.items():
            print(f"  {name}: left out, {why}")
        for line in telltale.said(telltale.telltales(data)):
            print(line)
        figures = train(data, options.out, options.seed, options.order, options.vector)
    except TableFault as fault:
        print(fault, file=sys.stderr)
        return 2
    print(said_choice(figures["choice"]))
    model, plain = figures["random"]["model"], figures["random"]["baseline"]
    print(f"held-out AUC {model['auc']:.4f} (logistic regression {plain['auc']:.4f}), parity {figures['parity']:.1e}")
    print(f"written: {options.out / 'weights.json'}, {options.out / 'CARD.md'}")
    return 0


assert set(COLUMNS) == {name for block in BLOCKS for name in block}, "every trained column is in a block"

if __name__ == "__main__":
    sys.exit(main())
