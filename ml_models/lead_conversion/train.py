"""Trains the lead model: `python -m ml_models.lead_conversion.train --data FILE [--target COLUMN] [--out DIR]`.

Any CSV file with a yes-or-no column will do, a dealer's own export too. Same file and seed, same bytes out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ml_models.boosting  # noqa: F401  # before scikit-learn, which asks once how many threads to use

# isort: split

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from ml_models import measures
from ml_models.additive import AdditiveModel, Floats, Slots, category, logistic
from ml_models.boosting.axes import pairs_worth_a_table
from ml_models.boosting.train import Fitted, Plan, fit, lookups_for, parity, vector
from ml_models.labelled_table import LabelledTable, TableFault, enough_to_train, outcomes, read_table, target_of
from ml_models.lead_conversion import card
from ml_models.lead_conversion.dataset import Chosen, axes_for, choose, columns_of, groups_of, rows_of, weights_of
from ml_models.lead_conversion.features import BLOCKS, COLUMNS, NAME, USUAL
from ml_models.model_file import write

HERE = Path(__file__).parent
PAIRS = 12
"""Pairs of columns that may get a table of their own, where the blocks are not given."""
ENOUGH = 0.5
"""Share of what the model goes by that must be known for a score."""
PARITY = 1e-6


@dataclass(frozen=True)
class Data:
    """A table ready to learn from."""

    table: LabelledTable
    target: str
    positive: str
    happened: Floats
    chosen: Chosen
    columns: dict[str, list[Any]]

    def part(self, rows: Slots) -> dict[str, list[Any]]:
        """The chosen columns of these rows."""
        return {name: [values[at] for at in rows] for name, values in self.columns.items()}


def prepare(path: Path, target: str | None, positive: str | None, drop: Sequence[str]) -> Data:
    """Read and check a file. Raises TableFault in words that say the way out."""
    table = read_table(path)
    name = target_of(table, target)
    happened, yes = outcomes(table, name, positive)
    enough_to_train(table, happened, name)
    chosen = choose(table, name, drop)
    return Data(table, name, yes, happened, chosen, columns_of(table, chosen.kinds))


def learn(data: Data, rows: Slots, seed: int) -> tuple[Fitted, AdditiveModel, Slots]:
    """Fit on these rows: the library's model, the same as tables, and the rows' slots."""
    columns, happened = data.part(rows), data.happened[rows]
    weight = weights_of(len(rows))
    axes = axes_for(columns, data.chosen)
    slots = AdditiveModel(axes, (), 0.0, ()).slots(rows_of(columns))
    lookups = lookups_for(axes, slots, happened, weight)
    names = [axis.name for axis in axes]
    if data.chosen.bundled:
        blocks = tuple(tuple(names.index(name) for name in block) for block in BLOCKS)
    else:
        singles = tuple((at,) for at in range(len(axes)))
        mains = fit(Plan(axes, singles, lookups, "chance", seed, bags=4), slots, happened, weight)
        sizes = [axis.size for axis in axes]
        blocks = (*singles, *pairs_worth_a_table(slots, sizes, mains.aside, happened, PAIRS))
    fitted = fit(Plan(axes, blocks, lookups, "chance", seed), slots, happened, weight)
    return fitted, fitted.tables(slots, weight), slots


def baseline(data: Data, seen: Slots, unseen: Slots) -> Floats:
    """Chances of a logistic regression on the same columns, the model to beat."""
    kinds = data.chosen.kinds
    numbers = [at for at, kind in enumerate(kinds.values()) if kind == "number"]
    texts = [at for at, kind in enumerate(kinds.values()) if kind == "category"]
    table = np.empty((len(data.table), len(kinds)), object)
    for at, (name, kind) in enumerate(kinds.items()):
        table[:, at] = data.columns[name] if kind == "number" else [category(text) for text in data.columns[name]]
    encode = ColumnTransformer([
        ("number", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        ("category", OneHotEncoder(handle_unknown="ignore", min_frequency=10), texts),
    ])  # fmt: skip
    model = make_pipeline(encode, LogisticRegression(max_iter=2000))
    model.fit(table[seen], data.happened[seen])
    return np.asarray(model.predict_proba(table[unseen])[:, 1], float)


def examine(data: Data, seen: Slots, unseen: Slots, seed: int) -> dict[str, Any]:
    """Train on some rows, measure on others: model, baseline, and fairness by groups no model uses."""
    _, model, _ = learn(data, seen, seed)
    rows, happened = rows_of(data.part(unseen)), data.happened[unseen]
    chance = logistic(model.base + model.contributions(model.slots(rows)).sum(axis=1))
    groups = {
        name: measures.by_group([values[at] for at in unseen], happened, chance, weights_of(len(unseen)))
        for name, values in groups_of(data.table).items()
    }
    figures: dict[str, Any] = {}
    if data.chosen.bundled:
        part = [{name: row[name] for name in USUAL} for row in rows]
        usual = logistic(model.base + model.contributions(model.slots(part)).sum(axis=1))
        figures["usual"] = measures.of_chances(happened, usual)
    return figures | {
        "model": measures.of_chances(happened, chance),
        "baseline": measures.of_chances(happened, baseline(data, seen, unseen)),
        "groups": groups,
    }


def in_order(data: Data, order: str | None) -> Slots | None:
    """All rows by time, where the table says what the order is."""
    name = order or ("row" if data.chosen.bundled and "row" in data.table.columns else None)
    return None if name is None else np.argsort(data.table.numbers(name), kind="stable")


def train(
    data: Data, out: Path, seed: int, order: str | None = None, vector_file: Path | None = None
) -> dict[str, Any]:
    """Measure on held-out rows, train on all, write weights and card. Returns what the card says, as figures."""
    everything = np.arange(len(data.table))
    seen, unseen = train_test_split(everything, test_size=0.25, random_state=seed, stratify=data.happened)
    figures: dict[str, Any] = {"random": examine(data, np.sort(seen), np.sort(unseen), seed)}
    by_time = in_order(data, order)
    if by_time is not None:
        cut = len(by_time) * 3 // 4
        early, late = by_time[:cut], by_time[cut:]
        if all(0 < data.happened[part].mean() < 1 for part in (early, late)):
            figures["time"] = examine(data, early, late, seed)
    fitted, model, slots = learn(data, everything, seed)
    figures["parity"] = parity(fitted, model, slots, weights_of(len(slots)))
    if not figures["parity"] <= PARITY:
        raise RuntimeError(f"tables and trained model differ by {figures['parity']:.2g}, more than {PARITY:.0e}")
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
    parser.add_argument("--order", metavar="COLUMN", help="a number that grows with time, for a split by time")
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
        figures = train(data, options.out, options.seed, options.order, options.vector)
    except TableFault as fault:
        print(fault, file=sys.stderr)
        return 2
    model, plain = figures["random"]["model"], figures["random"]["baseline"]
    print(f"held-out AUC {model['auc']:.4f} (logistic regression {plain['auc']:.4f}), parity {figures['parity']:.1e}")
    print(f"written: {options.out / 'weights.json'}, {options.out / 'CARD.md'}")
    return 0


assert set(COLUMNS) == {name for block in BLOCKS for name in block}, "every trained column is in a block"

if __name__ == "__main__":
    sys.exit(main())
