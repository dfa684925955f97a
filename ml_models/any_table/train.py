"""Training on any labelled table: its columns typed, blocks given or found, the baseline to beat, splits by time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
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

from ml_models.additive import AdditiveModel, Axis, Floats, Slots, category
from ml_models.any_table.choosing import CANDIDATES, Candidate, Mixed, Way, choose_shares
from ml_models.any_table.linear import Cells, Linear, cells_of, with_bends
from ml_models.any_table.pairing import with_pairs
from ml_models.boosting.axes import pairs_worth_a_table
from ml_models.boosting.train import Fitted, Learned, Plan, fit, lookups_for, parity
from ml_models.date_columns import order_of, read_date, with_dates
from ml_models.labelled_table import LabelledTable, TableFault, enough_to_train, outcomes, read_table, target_of
from ml_models.table_columns import Chosen, axes_for, choose, columns_of, rows_of, weights_of

PAIRS = 12
"""Pairs of columns that may get a table of their own, where the blocks are not given."""
MANY = 5_000
"""Rows from which on trees over given blocks are taken without a choice."""
PARITY = 1e-6
"""The most by which tables may differ from the model they were made of."""


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


def prepare(
    path: Path, target: str | None, positive: str | None, drop: Sequence[str],
    bundled: Mapping[str, str] | None = None, cells: Mapping[str, int] | None = None,
) -> Data:  # fmt: skip
    """Read and check a file; ``bundled`` and ``cells`` as in `choose`. Raises TableFault, saying the way out."""
    table = read_table(path)
    name = target_of(table, target)
    happened, yes = outcomes(table, name, positive)
    enough_to_train(table, happened, name)
    chosen = choose(table, name, drop, bundled, cells)
    try:
        columns = columns_of(with_dates(table, chosen.dates), chosen.kinds)
    except TableFault as fault:
        raise TableFault(f"{fault} Or leave the column out with --drop.") from fault
    return Data(table, name, yes, happened, chosen, columns)


def learn(
    data: Data, rows: Slots, seed: int, blocks_given: Sequence[Sequence[str]] = ()
) -> tuple[Learned, AdditiveModel, Slots]:
    """Fit on these rows: the library's model, the same as tables, and the rows' slots.

    Which columns may act together is given by their names, or found. The rows choose how much of it are a straight
    line, curves, pairs and trees, unless blocks are given and there are `MANY` rows, where trees were found to do best.
    """
    columns = data.part(rows)
    axes = axes_for(columns, data.chosen)
    slots = AdditiveModel(axes, (), 0.0, ()).slots(rows_of(columns))
    learned: Learned
    if blocks_given and len(rows) >= MANY:
        learned = _trees(axes, slots, data.happened[rows], seed, blocks_given)
    else:
        learned = _chosen(data, rows, axes, slots, seed, blocks_given)
    return learned, learned.tables(slots, weights_of(len(rows))), slots


def _chosen(
    data: Data, rows: Slots, axes: tuple[Axis, ...], slots: Slots, seed: int, blocks: Sequence[Sequence[str]]
) -> Mixed:
    """What these rows choose, fitted on all of them."""
    columns, happened = data.part(rows), data.happened[rows]

    def asked(seen: Slots, unseen: Slots) -> dict[Candidate, Floats]:
        """All candidates fitted on some of the rows alone: axes, order of categories, pairs and weights."""
        part = data.part(rows[seen])
        cut = axes_for(part, data.chosen)
        mine, others = (AdditiveModel(cut, (), 0.0, ()).slots(rows_of(data.part(rows[at]))) for at in (seen, unseen))
        cells = _cells(cut, part, mine, happened[seen])
        return {
            (way, strength): (
                _trees(cut, mine, happened[seen], seed, blocks, bags=4)
                if way == "trees"
                else fit_linear(cells[way], mine, happened[seen], strength)
            ).answer(others)
            for way, strength in CANDIDATES
        }

    choice = choose_shares(happened, asked, seed)
    cells = _cells(axes, columns, slots, happened)
    answers: list[tuple[float, Callable[[Slots], Floats]]] = []
    singles = tuple((at,) for at in range(len(axes)))
    plan = Plan(axes, singles, (), "chance", seed)
    for (way, strength), part in choice.parts.items():
        if way == "trees":
            trees = _trees(axes, slots, happened, seed, blocks)
            plan = replace(trees.plan, blocks=(*plan.blocks, *trees.plan.blocks))
            answers.append((part, trees.answer))
        else:
            plan = replace(plan, blocks=tuple(dict.fromkeys((*plan.blocks, *cells[way].pairs))))
            answers.append((part, fit_linear(cells[way], slots, happened, strength).answer))
    return Mixed(plan, choice, tuple(answers))


def _cells(axes: tuple[Axis, ...], columns: dict[str, list[Any]], slots: Slots, happened: Floats) -> dict[Way, Cells]:
    """What each regression sees of the cells."""
    straight = cells_of(axes, columns, slots)
    plain = fit_linear(straight, slots, happened, 1.0).answer(slots)
    return {
        "linear": straight,
        "curves": with_bends(straight, axes, slots),
        "pairs": with_pairs(straight, slots, happened, plain),
    }


def fit_linear(cells: Cells, slots: Slots, happened: Floats, strength: float) -> Linear:
    """Fit with a ridge; the less ``strength`` (scikit-learn's C), the nearer all weights stay to nought."""
    library = LogisticRegression(C=strength, max_iter=5000)
    return Linear(cells, library.fit(cells.design(slots), happened))


def _trees(
    axes: tuple[Axis, ...], slots: Slots, happened: Floats, seed: int, given: Sequence[Sequence[str]], bags: int = 8
) -> Fitted:
    """Trees over the blocks given by name or, where none are, over single columns and the pairs worth a table."""
    weight = weights_of(len(slots))
    lookups = lookups_for(axes, slots, happened, weight)
    names = [axis.name for axis in axes]
    blocks: tuple[tuple[int, ...], ...] = tuple(tuple(names.index(name) for name in block) for block in given)
    if not given:
        singles = tuple((at,) for at in range(len(axes)))
        mains = fit(Plan(axes, singles, lookups, "chance", seed, bags=min(bags, 4)), slots, happened, weight)
        sizes = [axis.size for axis in axes]
        blocks = (*singles, *pairs_worth_a_table(slots, sizes, mains.aside, happened, PAIRS))
    return fit(Plan(axes, blocks, lookups, "chance", seed, bags=bags), slots, happened, weight)


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


def in_order(data: Data, order: str | None) -> Slots | None:
    """All rows by time, where the table says what the order is."""
    name = order or ("row" if data.chosen.bundled and "row" in data.table.columns else None)
    if name is None:
        return None
    written = order_of(data.table.require(name))
    if written is None:
        return np.argsort(data.table.numbers(name), kind="stable")
    days = [read_date(text, written) or date.max for text in data.table.columns[name]]
    return np.argsort([day.toordinal() for day in days], kind="stable")


def by_splits(
    data: Data, seed: int, order: str | None, examine: Callable[[Data, Slots, Slots, int], dict[str, Any]]
) -> dict[str, Any]:
    """What ``examine`` finds with a quarter held out by lot, and with the latest quarter where the order is known."""
    everything = np.arange(len(data.table))
    seen, unseen = train_test_split(everything, test_size=0.25, random_state=seed, stratify=data.happened)
    figures: dict[str, Any] = {"random": examine(data, np.sort(seen), np.sort(unseen), seed)}
    by_time = in_order(data, order)
    if by_time is not None:
        cut = len(by_time) * 3 // 4
        early, late = by_time[:cut], by_time[cut:]
        if all(0 < data.happened[part].mean() < 1 for part in (early, late)):
            figures["time"] = examine(data, early, late, seed)
    return figures


def equal(fitted: Learned, model: AdditiveModel, slots: Slots) -> float:
    """How far tables and trained model differ. Raises RuntimeError beyond `PARITY`."""
    apart = parity(fitted, model, slots, weights_of(len(slots)))
    if not apart <= PARITY:
        raise RuntimeError(f"tables and trained model differ by {apart:.2g}, more than {PARITY:.0e}")
    return apart
