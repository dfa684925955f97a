"""Boosted blocks with scikit-learn: cross-fitted bags of gradient boosting, the same for chances and for claim rates.

Each bag leaves one fold out, so every training row has an answer from a bag that never saw it; the calibration and
the bands rest on those. Training only: neither the app nor the hub imports this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import ml_models.boosting  # noqa: F401  # before scikit-learn, which asks once how many threads to use

# isort: split

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold

from ml_models.additive import AdditiveModel, Axis, Floats, Slots
from ml_models.boosting.parity import made_rows, spread
from ml_models.boosting.tables import tabulate

SMALL = 2_000
"""Below so many rows, trees stay small and few and none are kept aside to stop early."""


@dataclass(frozen=True)
class Plan:
    """What to fit: axes, the blocks features may mix in, the numbers trees see per slot, and how hard to learn.

    ``lookups`` has one array per axis, shape (slots, numbers): row 0 is NaN, what trees see of a missing value.
    """

    axes: tuple[Axis, ...]
    blocks: tuple[tuple[int, ...], ...]
    lookups: tuple[Floats, ...]
    loss: Literal["chance", "rate"]
    seed: int = 0
    bags: int = 8
    settings: dict[str, Any] = field(default_factory=dict)

    def design(self, slots: Slots) -> Floats:
        """The numbers trees see, shape (rows, sum of numbers over axes)."""
        return np.hstack([lookup[slots[:, axis]] for axis, lookup in enumerate(self.lookups)])

    def columns(self) -> list[set[int]]:
        """The blocks, as columns of the design."""
        starts = np.cumsum([0, *(lookup.shape[1] for lookup in self.lookups)])
        return [{c for axis in block for c in range(starts[axis], starts[axis + 1])} for block in self.blocks]


@dataclass(frozen=True)
class Fitted:
    """Bags of boosted trees. ``answer`` is the calibrated mean of their logits or log rates; so is ``aside``,

    but per training row, from the one bag that had not seen it.
    """

    plan: Plan
    bags: tuple[Any, ...]
    slope: float
    shift: float
    aside: Floats

    def answer(self, slots: Slots) -> Floats:
        """The library's own answer for slots, as a logit or log rate."""
        design = self.plan.design(slots)
        answers = np.array([_raw(bag, design) for bag in self.bags])
        calibrated: Floats = self.shift + self.slope * answers.mean(axis=0)
        return calibrated

    def tables(self, slots: Slots, weight: Floats) -> AdditiveModel:
        """The same function as tables. ``slots`` and ``weight`` are the training rows: they say what is average."""
        return tabled(self, slots, weight)


class Learned(Protocol):
    """Whatever was trained and is a sum over the blocks of its plan."""

    @property
    def plan(self) -> Plan:
        """Axes and blocks."""

    @property
    def aside(self) -> Floats:
        """Logits or log rates of training rows, each from a fit that had not seen it."""

    def answer(self, slots: Slots) -> Floats:
        """The library's own answer for slots."""

    def tables(self, slots: Slots, weight: Floats) -> AdditiveModel:
        """The same function as tables."""


def tabled(learned: Learned, slots: Slots, weight: Floats) -> AdditiveModel:
    """What was trained as tables. ``slots`` and ``weight`` are the training rows: they say what is average."""
    axes = learned.plan.axes
    base, blocks = tabulate(
        learned.answer, learned.plan.blocks, [axis.size for axis in axes], occurrence(axes, slots, weight)
    )
    model = AdditiveModel(axes, tuple(blocks), base, ())
    importance = np.average(np.abs(model.contributions(slots)), axis=0, weights=weight)
    return AdditiveModel(axes, tuple(blocks), base, tuple(map(float, importance)))


def fit(plan: Plan, slots: Slots, target: Floats, weight: Floats) -> Fitted:
    """Fit all bags. ``target`` is 0 or 1 (chance) or claims per unit of exposure (rate); ``weight`` is the exposure."""
    design = plan.design(slots)
    splitter = StratifiedKFold if plan.loss == "chance" else KFold
    fewest = int(min(target.sum(), len(target) - target.sum())) if plan.loss == "chance" else plan.bags
    folds = splitter(max(2, min(plan.bags, fewest)), shuffle=True, random_state=plan.seed)
    bags, aside = [], np.empty(len(target))
    for at, (seen, unseen) in enumerate(folds.split(design, target)):
        bag = _trees(plan, len(seen), plan.seed + at).fit(design[seen], target[seen], sample_weight=weight[seen])
        bags.append(bag)
        aside[unseen] = _raw(bag, design[unseen])
    slope, shift = 1.0, 0.0
    if plan.loss == "chance":
        sigmoid = LogisticRegression(C=np.inf).fit(aside[:, None], target)
        slope, shift = float(sigmoid.coef_[0, 0]), float(sigmoid.intercept_[0])
    else:
        rates = np.exp(np.mean([_raw(bag, design) for bag in bags], axis=0))
        shift = float(np.log((target * weight).sum() / (rates * weight).sum()))
    return Fitted(plan, tuple(bags), max(slope, 0.0), shift, shift + slope * aside)


def averaged(
    loss: Literal["chance", "rate"],
    trees: dict[str, Any],
    design: Floats,
    target: Floats,
    weight: Floats | None,
    seed: int,
    bags: int,
    share: float = 7 / 8,
) -> Floats:
    """Mean logit or log rate that bags expect of all rows, each fitted to a ``share`` of them drawn anew."""
    found = np.zeros(len(target))
    for bag in range(seed, seed + bags):
        seen = np.sort(np.random.default_rng(bag).permutation(len(target))[: int(share * len(target))])
        model = (
            HistGradientBoostingClassifier(random_state=bag, **trees)
            if loss == "chance"
            else HistGradientBoostingRegressor(loss="poisson", random_state=bag, **trees)
        )
        model.fit(design[seen], target[seen], sample_weight=None if weight is None else weight[seen])
        found += _raw(model, design) / bags
    return found


def _trees(plan: Plan, rows: int, seed: int) -> Any:
    size = (
        {"max_iter": 60, "max_leaf_nodes": 8, "min_samples_leaf": 10, "early_stopping": False}
        if rows < SMALL
        else {"max_iter": 400, "max_leaf_nodes": 31, "min_samples_leaf": 30, "early_stopping": True}
    )
    settings = {**size, "learning_rate": 0.05, "l2_regularization": 1.0, "max_features": 0.6, **plan.settings}
    common = {"random_state": seed, "interaction_cst": plan.columns(), **settings}
    if plan.loss == "chance":
        return HistGradientBoostingClassifier(**common)
    return HistGradientBoostingRegressor(loss="poisson", **common)


def _raw(bag: Any, design: Floats) -> Floats:
    """Logits of a classifier, log rates of a regressor."""
    if isinstance(bag, HistGradientBoostingClassifier):
        return np.asarray(bag.decision_function(design), float)
    logs: Floats = np.log(np.asarray(bag.predict(design), float))
    return logs


def occurrence(axes: Sequence[Axis], slots: Slots, weight: Floats) -> list[Floats]:
    """How often each slot of each axis occurs, weighted."""
    return [np.bincount(slots[:, at], weight, axis.size).astype(float) for at, axis in enumerate(axes)]


def lookups_for(axes: Sequence[Axis], slots: Slots, target: Floats, weight: Floats) -> tuple[Floats, ...]:
    """What trees see of each slot: its place for a number; for a category its place by smoothed rate of the target."""
    result = []
    overall = float(np.average(target, weights=weight))
    for at, axis in enumerate(axes):
        places = np.arange(axis.size, dtype=float)
        if axis.kind == "category":
            held = np.bincount(slots[:, at], weight, axis.size)
            rate = (np.bincount(slots[:, at], target * weight, axis.size) + 20 * overall) / (held + 20)
            places[1:] = 1 + np.argsort(np.argsort(rate[1:], kind="stable"), kind="stable")
        places[0] = np.nan
        result.append(places[:, None])
    return tuple(result)


def library_answer(fitted: Learned, slots: Slots, weights: Sequence[Floats]) -> Floats:
    """What the library says of slots. A blank that training never saw is asked for cell by cell, and averaged."""
    rows, share, owner = spread(slots, weights)
    answers = np.concatenate([fitted.answer(part) for part in np.array_split(rows, 1 + len(rows) // 100_000)])
    return np.bincount(owner, answers * share, len(slots)).astype(float)


def vector(
    fitted: Learned, model: AdditiveModel, slots: Slots, weight: Floats, rows: int = 200
) -> list[dict[str, Any]]:
    """Made rows with the library's own answers, to hold the tables against where the library is not installed.

    Numbers JSON cannot say (NaN, infinities) are written as text, which reads as no number just the same.
    """
    made = made_rows(model.axes, rows, fitted.plan.seed + 1)
    answers = library_answer(fitted, _one_blank(model.slots(made)), occurrence(model.axes, slots, weight))
    usable = (model.slots(made) == 0).sum(axis=1) <= 1
    return [
        {
            "row": {k: v if not isinstance(v, float) or np.isfinite(v) else str(v) for k, v in row.items()},
            "answer": answer,
        }
        for row, answer, used in zip(made, answers.tolist(), usable, strict=True)
        if used
    ]


def _one_blank(slots: Slots) -> Slots:
    """The slots with blanks filled where a row has several: asking for every cell of two axes takes too many rows."""
    several = (slots == 0).sum(axis=1) > 1
    filled = slots.copy()
    filled[several] = np.maximum(filled[several], 1)
    return filled


def parity(fitted: Learned, model: AdditiveModel, slots: Slots, weight: Floats, rows: int = 10_000) -> float:
    """The parity gate: the largest difference of tables and library over made rows with every oddity.

    ``slots`` and ``weight`` are the training rows, which say what the mean over an axis is.
    """
    made = _one_blank(model.slots(made_rows(model.axes, rows, fitted.plan.seed)))
    weights = occurrence(model.axes, slots, weight)
    ours = model.base + model.contributions(made).sum(axis=1)
    return float(np.abs(ours - library_answer(fitted, made, weights)).max())
