"""Trains the renewal model: `python -m ml_models.renewal.train --data FILE [--target COLUMN] [--out DIR]`.

The file needs the offered and the last premium and whether the policy lapsed; whatever else of `features.SOURCES` it
has is used. Same file and seed, same bytes out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ml_models.boosting  # noqa: F401  # before scikit-learn, which asks once how many threads to use

# isort: split

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ml_models import measures
from ml_models.additive import AdditiveModel, Axis, Block, Floats, Row, Slots, category, logistic
from ml_models.boosting.axes import category_axis, number_axis, pairs_worth_a_table
from ml_models.boosting.train import SMALL, Plan, fit, lookups_for, parity, vector
from ml_models.fairness import compared
from ml_models.labelled_table import LabelledTable, TableFault, enough_to_train, outcomes, read_table, target_of
from ml_models.model_file import ModelFile, write
from ml_models.renewal import card
from ml_models.renewal.both import Both, with_curves
from ml_models.renewal.evaluate import FACTORS, figures_of, groups_of, offered_premiums
from ml_models.renewal.features import CELLS, COLUMNS, NAME, NUMBERS, OTHER_CELLS, RISING, rows_of
from ml_models.renewal.model import price_curve
from ml_models.renewal.of_records import COLUMNS_HELD

HERE = Path(__file__).parent
TARGET = "lapse"
PAIRS = 16
FOLDS = 5
"""Parts the rows are cut into to measure: each is scored by a model that learned from the others."""
PARITY = 1e-6
STEP = 1e-7
"""What each cell of a rising column rises at the least: more than rounding in the file could take away."""
TREES = {
    "max_iter": 250, "learning_rate": 0.04, "max_leaf_nodes": 4, "min_samples_leaf": 40, "l2_regularization": 5.0,
    "early_stopping": False,
}  # fmt: skip

FEW_TREES = {**TREES, "max_iter": 60, "learning_rate": 0.05, "max_leaf_nodes": 3}
"""Below `SMALL` rows, where deeper trees lost to a logistic regression on other rows."""


@dataclass(frozen=True)
class Data:
    """A file ready to learn from: its trained columns row by row, and which lapsed."""

    table: LabelledTable
    target: str
    positive: str
    rows: list[dict[str, Any]]
    lapsed: Floats

    def part(self, at: Slots) -> tuple[list[dict[str, Any]], Floats]:
        """These rows and their outcomes."""
        return [self.rows[each] for each in at], self.lapsed[at]


def prepare(path: Path, target: str | None = None) -> Data:
    """Read and check a file. Raises TableFault in words that say the way out."""
    table = read_table(path)
    name = target_of(table, TARGET if target is None and TARGET in table.columns else target)
    lapsed, positive = outcomes(table, name)
    enough_to_train(table, lapsed, name)
    rows = rows_of(table)
    known = sum("price_change" in row for row in rows)
    if known < len(rows) * 0.9:
        raise TableFault(f"{table.source}: both premiums are known in {known} of {len(rows)} rows; 9 in 10 are needed.")
    return Data(table, name, positive, rows, lapsed)


def axes_for(rows: Sequence[Row]) -> tuple[Axis, ...]:
    """An axis per trained column, cut by these rows; none for one that is empty or the same in all of them."""
    axes = []
    for name in COLUMNS:
        if len({row.get(name) for row in rows} - {None}) < 2:
            continue
        if name in NUMBERS:
            values = np.array([row.get(name, np.nan) for row in rows], float)
            axes.append(number_axis(name, values, CELLS.get(name, OTHER_CELLS)))
        else:
            axes.append(category_axis(name, [category(row.get(name)) for row in rows]))
    return tuple(axes)


def learn(rows: Sequence[Row], lapsed: Floats, seed: int) -> tuple[Both, AdditiveModel, Slots]:
    """Fit on these rows: the libraries' model, the same as tables (see `rising`), and the rows' slots."""
    axes, weight = axes_for(rows), np.ones(len(rows))
    slots = AdditiveModel(axes, (), 0.0, ()).slots(rows)
    lookups = lookups_for(axes, slots, lapsed, weight)
    size = TREES if len(rows) >= SMALL else FEW_TREES
    settings = {**size, "monotonic_cst": [int(axis.name in RISING) for axis in axes]}
    singles = tuple((at,) for at in range(len(axes)))
    mains = fit(Plan(axes, singles, lookups, "chance", seed, 4, settings), slots, lapsed, weight)
    sizes = [axis.size for axis in axes]
    blocks = (*singles, *pairs_worth_a_table(slots, sizes, mains.aside, lapsed, PAIRS))
    trees = fit(Plan(axes, blocks, lookups, "chance", seed, settings=settings), slots, lapsed, weight)
    fitted = with_curves(trees, RISING, slots, lapsed)
    return fitted, fitted.tables(slots, weight), slots


def rising(model: AdditiveModel) -> AdditiveModel:
    """The same model, every cell of a rising column at least `STEP` above the one before.

    Trees are flat over long stretches; rounded in a file, a main effect and a pair's table may then fall by 1e-8
    together. A dearer premium must not predict fewer lapses even by so little.
    """
    blocks = []
    for block in model.blocks:
        axis = model.axes[block.axes[0]]
        if len(block.axes) == 1 and axis.name in RISING:
            ramp = STEP * (np.arange(axis.size) - (axis.size + 1) / 2)
            ramp[0] = 0.0
            block = Block(block.axes, block.table + ramp)
        blocks.append(block)
    return replace(model, blocks=tuple(blocks))


def baseline(data: Data, seen: Slots, unseen: Slots) -> Floats:
    """Chances of a logistic regression on the same columns, the model to beat."""
    rows = [{name: row.get(name, 1.0 if name in NUMBERS[:4] else 0.0) if name in NUMBERS else row.get(name, "")
             for name in COLUMNS} for row in data.rows]  # fmt: skip
    model = make_pipeline(DictVectorizer(), StandardScaler(with_mean=False), LogisticRegression(C=0.1, max_iter=1000))
    model.fit([rows[at] for at in seen], data.lapsed[seen])
    return np.asarray(model.predict_proba([rows[at] for at in unseen])[:, 1], float)


def examine(data: Data, seed: int) -> dict[str, Any]:
    """Measure on every row by a model that never saw it: model, its halves, the baseline, and fairness by groups."""
    count = len(data.rows)
    logits: dict[str, Floats] = {}
    plain, at_price = np.zeros(count), np.zeros(len(FACTORS))
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(data.lapsed, data.lapsed))
    for seen, unseen in folds:
        fitted, model, _ = learn(*data.part(seen), seed)
        rows, _ = data.part(unseen)
        file, slots = ModelFile(NAME, "", rising(model), {}), model.slots(rows)
        held = [{name: row[name] for name in COLUMNS_HELD if name in row} for row in rows]
        for name, found in (
            ("model", file.additive.answers(rows)), ("held", file.additive.answers(held)),
            ("curves", fitted.curves.answer(slots)), ("trees", fitted.trees.answer(slots)),
        ):  # fmt: skip
            logits.setdefault(name, np.zeros(count))[unseen] = found
        plain[unseen] = baseline(data, seen, unseen)
        at_price += price_curve(file, rows, FACTORS) * len(unseen) / count
    chances = {name: logistic(each) for name, each in logits.items()} | {"baseline": plain}
    figures = {name: measures.of_chances(data.lapsed, each) for name, each in chances.items()}
    chance = chances["model"]
    figures["model"] = figures_of(data.lapsed, chance, at_price, offered_premiums(data.table))
    return {
        **figures,
        "auc_by_fold": [measures.auc(data.lapsed[unseen], chance[unseen]) for _, unseen in folds],
        "gain": list(measures.interval(_gain, data.lapsed, chance, plain)),
        "fairness": compared(groups_of(data.table), data.lapsed, chance, np.ones(count)),
    }


def _gain(lapsed: Floats, chance: Floats, plain: Floats) -> float:
    return measures.auc(lapsed, chance) - measures.auc(lapsed, plain)


def train(data: Data, out: Path, seed: int, vector_file: Path | None = None) -> dict[str, Any]:
    """Measure fold by fold, train on all rows, write weights and card. Returns what the card says, as figures."""
    figures = examine(data, seed)
    fitted, model, slots = learn(data.rows, data.lapsed, seed)
    figures["parity"] = parity(fitted, model, slots, np.ones(len(slots)))
    if not figures["parity"] <= PARITY:
        raise RuntimeError(f"tables and trained model differ by {figures['parity']:.2g}, more than {PARITY:.0e}")
    if vector_file is not None:
        made = vector(fitted, model, slots, np.ones(len(slots)))
        vector_file.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8", newline="\n")
    medium, high = (round(float(each), 4) for each in np.quantile(logistic(fitted.aside), [0.5, 0.8]))
    settings = {
        "bands": {"medium": medium, "high": high}, "target": data.target, "positive": data.positive,
        "fairness": figures["fairness"],
    }  # fmt: skip
    file = write(out / "weights.json", NAME, rising(model), settings)
    figures |= {"rows": len(data.rows), "lapse_rate": float(data.lapsed.mean()), "seed": seed}
    (out / "CARD.md").write_text(card.text(file, data.table.source, figures), encoding="utf-8", newline="\n")
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when the file cannot be trained on (said on the error stream)."""
    parser = argparse.ArgumentParser(prog="python -m ml_models.renewal.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="CSV file with a head line (.gz as well)")
    parser.add_argument("--target", help="the column that says whether a policy lapsed")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for weights.json and CARD.md")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vector", type=Path, help="also write made rows with the library's answers here, for tests")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}")
    try:
        data = prepare(options.data, options.target)
        print(f"{len(data.rows)} renewals; {data.target} is {data.positive!r} in {data.lapsed.mean():.1%}")
        figures = train(data, options.out, options.seed, options.vector)
    except TableFault as fault:
        print(fault, file=sys.stderr)
        return 2
    model, plain = figures["model"], figures["baseline"]
    print(
        f"held-out AUC {model['auc']:.4f} (logistic regression {plain['auc']:.4f}), lift at 20 % "
        f"{model['lift_at_20']:.2f}, parity {figures['parity']:.1e}"
    )
    print(f"written: {options.out / 'weights.json'}, {options.out / 'CARD.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
