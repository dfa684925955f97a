"""Trains the accident risk: `python -m ml_models.accident_risk.train --data FILE [--telematics FILE] [--out DIR]`.

The first file holds policies with the columns of freMTPL2freq, the second policies with telematics scores; without
it the weights of behaviours in use before are kept. Same files, seed and folds, same bytes out. `MANY` policies take
about a minute for each fold.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ml_models.boosting  # noqa: F401  # before scikit-learn, which asks once how many threads to use

# isort: split

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, PoissonRegressor
from sklearn.model_selection import KFold, RepeatedStratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, OneHotEncoder, StandardScaler

from ml_models import measures
from ml_models.accident_risk import card
from ml_models.accident_risk.expectation import entered_by_claim, expected_rates
from ml_models.accident_risk.features import (
    BLOCKS,
    COLUMNS,
    DENSITY_CELLS,
    NAME,
    claim_history,
    is_whole,
    whole_axis,
)
from ml_models.accident_risk.model import BUNDLED
from ml_models.accident_risk.portfolio import CLAIMS, TEXTS, Portfolio, groups_of, read_portfolio
from ml_models.accident_risk.telematics import BEHAVIOURS
from ml_models.additive import AdditiveModel, Axis, Floats, Slots, category
from ml_models.boosting.axes import category_axis, number_axis
from ml_models.boosting.train import Fitted, Plan, fit, lookups_for, parity, vector
from ml_models.fairness import compared
from ml_models.labelled_table import TableFault, enough_to_train, outcomes, read_table, target_of
from ml_models.measures import explained_deviance, gini
from ml_models.model_file import ModelFile, ModelFileBroken, read, write

HERE = Path(__file__).parent
PARITY = 1e-6
TREES: dict[str, Any] = {"min_samples_leaf": 50}
MANY = 50_000
"""From so many policies on, tables are learned from what `expectation` expects instead of from claims."""
CLOSE: dict[str, Any] = {
    "early_stopping": False, "max_iter": 300, "learning_rate": 0.1, "max_leaf_nodes": 63, "min_samples_leaf": 20,
    "l2_regularization": 0.1, "max_features": 1.0,
}  # fmt: skip
"""Expectations hold little chance and are followed closely."""
CLOSE_BAGS = 4
FOLDS = 4
"""What is shipped was measured in ten (`--folds 10`), each of which learns from nearly as many policies."""
UNBOUND = {
    "max_iter": 400,
    "learning_rate": 0.05,
    "max_leaf_nodes": 31,
    "min_samples_leaf": 100,
    "l2_regularization": 1.0,
}


def axes_for(data: Portfolio) -> tuple[Axis, ...]:
    """An axis per feature: whole numbers one by one, density by equally full cells, text by category."""
    axes = []
    for name in COLUMNS:
        if is_whole(name):
            axes.append(whole_axis(name))
        elif name in TEXTS:
            axes.append(category_axis(name, [category(row.get(name)) for row in data.rows]))
        else:
            axes.append(number_axis(name, np.array([row.get(name, np.nan) for row in data.rows]), DENSITY_CELLS))
    return tuple(axes)


def learn(data: Portfolio, seed: int) -> tuple[Fitted, AdditiveModel, Slots]:
    """Fit on a portfolio: the library's model, the same as tables, and the rows' slots.

    Tables of `MANY` policies or more are learned from the rates that `expectation` expects of these.
    """
    axes = axes_for(data)
    slots = AdditiveModel(axes, (), 0.0, ()).slots(data.rows)
    names = list(COLUMNS)
    lookups = list(lookups_for(axes, slots, data.rate, data.exposure))
    lookups[names.index("bonus_malus")] = claim_history(axes[names.index("bonus_malus")])
    blocks = tuple(tuple(names.index(name) for name in block) for block in BLOCKS)
    plan = Plan(axes, blocks, tuple(lookups), "rate", seed, settings=TREES)
    if len(data) < MANY:
        fitted = fit(plan, slots, data.rate, data.exposure)
    else:
        close = replace(plan, bags=CLOSE_BAGS, settings=CLOSE)
        fitted = fit(close, slots, expected_rates(data, plan, slots), data.exposure)
    return fitted, fitted.tables(slots, data.exposure), slots


def rivals(seen: Portfolio, unseen: Portfolio, seed: int) -> dict[str, Floats]:
    """Claim rates from the models to beat: a Poisson regression, and boosting with nothing held apart."""
    table, later = _matrix(seen), _matrix(unseen)
    numbers = [at for at, name in enumerate(COLUMNS) if name not in TEXTS and name != "density"]
    texts = [at for at, name in enumerate(COLUMNS) if name in TEXTS]
    density = [list(COLUMNS).index("density")]
    encode = ColumnTransformer([
        ("bins", KBinsDiscretizer(10, quantile_method="averaged_inverted_cdf", random_state=seed), numbers),
        ("text", OneHotEncoder(handle_unknown="ignore"), texts),
        ("density", StandardScaler(), density),
    ])  # fmt: skip
    glm = make_pipeline(encode, PoissonRegressor(alpha=1e-4, solver="newton-cholesky"))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Bins whose width are too small")  # half of all drivers are at 50
        glm.fit(table, seen.rate, poissonregressor__sample_weight=seen.exposure)
    trees = HistGradientBoostingRegressor(loss="poisson", random_state=seed, **UNBOUND)
    trees.fit(table, seen.rate, sample_weight=seen.exposure)
    models = (("Poisson regression", glm), ("boosted trees, nothing held apart", trees))
    return {name: np.asarray(model.predict(later), float) for name, model in models}


def _matrix(data: Portfolio) -> Floats:
    table = np.empty((len(data), len(COLUMNS)))
    for at, name in enumerate(COLUMNS):
        for row, values in enumerate(data.rows):
            value = values.get(name, 0.0)
            table[row, at] = _code(value) if name in TEXTS else value
    return table


def _code(text: str) -> float:
    """A category as a number: its letters' values, which keep the order of codes such as R11 and R94."""
    return float(int.from_bytes(str(text)[:6].encode("utf-8").ljust(6, b"\0"), "big"))


def behaviour_weights(path: Path, seed: int) -> dict[str, Any]:
    """What one standard deviation of each behaviour adds to the log odds of a claim, never below zero."""
    table = read_table(path)
    target = target_of(table, "Claim" if "Claim" in table.columns else None)
    claimed, _ = outcomes(table, target)
    enough_to_train(table, claimed, target)
    scores = np.column_stack([table.numbers(column) for column in BEHAVIOURS.values()])
    if np.isnan(scores).any():
        raise TableFault(f"{table.source}: a telematics score is empty. Take out the rows without scores.")
    model = make_pipeline(StandardScaler(), LogisticRegression())
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=4, random_state=seed)
    auc = cross_val_score(model, scores, claimed, cv=folds, scoring="roc_auc")
    found = model.fit(scores, claimed)[-1].coef_[0]
    weights = {name: round(max(0.0, float(each)), 6) for name, each in zip(BEHAVIOURS, found, strict=True)}
    return {
        "weights": weights,
        "auc": round(float(auc.mean()), 4),
        "auc_spread": round(float(auc.std()), 4),
        "rows": len(table),
        "claims": int(claimed.sum()),
    }


def examine(data: Portfolio, seed: int, folds: int = FOLDS) -> dict[str, Any]:
    """Hold each fold out once: every policy is predicted by a model, and by its rivals, that never saw it.

    How much more policies help is told by the first fold, with models of fewer.
    """
    predicted: dict[str, Floats] = {}
    figures: dict[str, Any] = {"curve": [], "folds": folds}
    for seen, unseen in KFold(folds, shuffle=True, random_state=seed).split(np.arange(len(data))):
        found = {"model": _rates(data.take(seen), data.take(unseen), seed)}
        found |= rivals(data.take(seen), data.take(unseen), seed)
        if not predicted:
            figures["curve"] = _curve(data, seen, unseen, found["model"], seed)
        for name, rates in found.items():
            predicted.setdefault(name, np.empty(len(data)))[unseen] = rates
    measured = {name: measures.of_rates(data.rate, rates, data.exposure) for name, rates in predicted.items()}
    figures["model"] = measured.pop("model")
    figures["rivals"] = measured
    figures["fairness"] = compared(groups_of(data), data.rate, predicted["model"], data.exposure)
    return figures


def _rates(seen: Portfolio, unseen: Portfolio, seed: int) -> Floats:
    _, model, _ = learn(seen, seed)
    rates: Floats = np.exp(model.base + model.contributions(model.slots(unseen.rows)).sum(axis=1))
    return rates


def _curve(data: Portfolio, seen: Slots, unseen: Slots, whole: Floats, seed: int) -> list[tuple[int, float, float]]:
    """(policies, D2, Gini) with a third, with two thirds, and with all that were seen."""
    held_out, order, found = data.take(unseen), np.random.default_rng(seed).permutation(seen), []
    for count in (len(seen) // 3, 2 * len(seen) // 3, len(seen)):
        rates = whole if count == len(seen) else _rates(data.take(np.sort(order[:count])), held_out, seed)
        measured = [measure(held_out.rate, rates, held_out.exposure) for measure in (explained_deviance, gini)]
        found.append((count, measured[0], measured[1]))
    return found


def train(
    data: Portfolio,
    telematics: dict[str, Any],
    out: Path,
    seed: int,
    vector_file: Path | None = None,
    folds: int = FOLDS,
) -> dict[str, Any]:
    """Measure with each fold held out, train on all, write weights and card. Returns what the card says, as figures."""
    figures = examine(data, seed, folds)
    fitted, model, slots = learn(data, seed)
    figures["parity"] = parity(fitted, model, slots, data.exposure)
    if not figures["parity"] <= PARITY:
        raise RuntimeError(f"tables and trained model differ by {figures['parity']:.2g}, more than {PARITY:.0e}")
    if vector_file is not None:
        made = vector(fitted, model, slots, data.exposure)
        vector_file.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8", newline="\n")
    average = float((data.rate * data.exposure).sum() / data.exposure.sum())
    figures["high_share"] = float(np.mean(np.exp(fitted.answer(slots)) / average > 0.7 / 0.3))
    figures |= {"seed": seed, "rows": len(data), "source": data.source, "average_rate": average}
    figures |= {"expected": len(data) >= MANY, "entered": len(entered_by_claim(data))}
    settings = {"average_rate": round(average, 8), "telematics": telematics, "fairness": figures["fairness"]}
    file: ModelFile = write(out / "weights.json", NAME, model, settings)
    (out / "CARD.md").write_text(card.text(file, figures), encoding="utf-8", newline="\n")
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 when a file cannot be trained on (said on the error stream)."""
    parser = argparse.ArgumentParser(prog="python -m ml_models.accident_risk.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="CSV file of policies and their claims")
    parser.add_argument("--target", default=CLAIMS, help="the column that counts claims")
    parser.add_argument("--telematics", type=Path, help="CSV file of policies with telematics scores")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for weights.json and CARD.md")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folds", type=int, choices=range(2, 21), default=FOLDS, metavar="2 to 20",
                        help="parts to measure by, each held out once")  # fmt: skip
    parser.add_argument("--vector", type=Path, help="also write made rows with the library's answers here, for tests")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}")
    try:
        data = read_portfolio(options.data, options.target)
        print(
            f"{len(data)} policies, {(data.rate * data.exposure).sum():.0f} claims in {data.exposure.sum():.0f} years"
        )
        if options.telematics is None:
            telematics = dict(read(BUNDLED, NAME).settings["telematics"])
            print("no --telematics: the weights of behaviours in use are kept")
        else:
            telematics = behaviour_weights(options.telematics, options.seed)
        figures = train(data, telematics, options.out, options.seed, options.vector, options.folds)
    except (TableFault, ModelFileBroken) as fault:
        print(fault, file=sys.stderr)
        return 2
    model = figures["model"]
    print(
        f"held-out D2 {model['d2']:.2%}, Gini {model['gini']:.3f}, balance {model['balance']:.3f}; "
        f"parity {figures['parity']:.1e}"
    )
    print(f"written: {options.out / 'weights.json'}, {options.out / 'CARD.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
