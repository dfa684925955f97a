"""The synthetic prior: rules of the trade with weights that are judgement, not data, as the tables of a model.

No claim was learned from. Each rule says how much a finding speaks for (+) or against (−) fraud in log odds, and in how
many of all claims it is assumed to be found. A table of settled claims replaces it (`train --data`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ml_models.additive import AdditiveModel, Axis, Block, Floats, Row
from ml_models.claim_fraud.features import COLUMNS

RATE = 0.05
"""Share of claims assumed to be fraudulent."""


@dataclass(frozen=True)
class Rule:
    """What is found in one column: per cell the log odds it adds, and the share of claims assumed to be in it.

    Numbers are cut at ``edges`` (a value on an edge belongs above it); ``cells`` are then in their order.
    """

    cells: tuple[float, ...]
    shares: tuple[float, ...]
    edges: tuple[float, ...] = ()
    categories: tuple[str, ...] = ()

    def weight(self, value: object) -> float:
        """What a value adds; nothing for one that is not known. Written apart from the tables, to test them."""
        if self.categories:
            return self.cells[self.categories.index(str(value))] if value in self.categories else self.average
        if isinstance(value, (int, float)) and math.isfinite(value):
            return self.cells[sum(value >= edge for edge in self.edges)]
        return self.average

    @property
    def average(self) -> float:
        """What the rule adds on average."""
        return math.fsum(cell * share for cell, share in zip(self.cells, self.shares, strict=True))


_NO_YES = ("no", "yes")
RULES: dict[str, Rule] = {
    "report_delay_days": Rule((0.0, 0.3, 0.8, 1.3), (0.62, 0.25, 0.08, 0.05), edges=(3, 15, 31)),
    "days_since_start": Rule((1.2, 0.7, 0.2, 0.0), (0.04, 0.04, 0.10, 0.82), edges=(15, 31, 91)),
    "days_to_end": Rule((0.5, 0.2, 0.0), (0.03, 0.07, 0.90), edges=(8, 31)),
    "earlier_claims": Rule((0.0, 0.3, 0.9, 1.5), (0.75, 0.18, 0.05, 0.02), edges=(1, 2, 3)),
    "cause": Rule(
        (0.0, 0.0, 0.7, -0.7, -0.4, -0.3, 0.3, 0.9, 0.1),
        (0.34, 0.24, 0.06, 0.14, 0.09, 0.04, 0.06, 0.01, 0.02),
        categories=("collision", "parking", "theft", "glass", "weather", "animal", "vandalism", "fire", "other"),
    ),
    "unwitnessed": Rule((0.0, 0.5), (0.80, 0.20), categories=_NO_YES),
    "at_night": Rule((0.0, 0.3), (0.85, 0.15), categories=_NO_YES),
    "photos": Rule((0.4, 0.0), (0.40, 0.60), edges=(1,)),
    "estimate_share": Rule((0.0, 0.2, 0.6, 1.1), (0.80, 0.12, 0.05, 0.03), edges=(0.3, 0.6, 0.9)),
    "covered": Rule((0.6, 0.0), (0.04, 0.96), categories=_NO_YES),
    "doubted": Rule((0.0, 1.6), (0.94, 0.06), categories=_NO_YES),
}
assert list(RULES) == list(COLUMNS)


def model() -> AdditiveModel:
    """The rules as tables, each against its average, from the assumed rate of fraud."""
    axes, blocks, importance = [], [], []
    for at, (name, rule) in enumerate(RULES.items()):
        kind: Literal["number", "category"] = "category" if rule.categories else "number"
        axes.append(Axis(name, kind, tuple(map(float, rule.edges)), rule.categories))
        against = [cell - rule.average for cell in rule.cells]
        blocks.append(Block((at,), np.array([0.0, *against])))
        importance.append(math.fsum(abs(one) * share for one, share in zip(against, rule.shares, strict=True)))
    return AdditiveModel(tuple(axes), tuple(blocks), math.log(RATE / (1 - RATE)), tuple(importance))


def answer(row: Row) -> float:
    """The prior's logit of a row of columns, rule by rule."""
    added = [rule.weight(row.get(name)) - rule.average for name, rule in RULES.items()]
    return math.log(RATE / (1 - RATE)) + math.fsum(added)


def drawn(count: int, seed: int) -> tuple[list[dict[str, Any]], Floats]:
    """Synthetic claims by the assumed shares, each finding by itself, and whether the prior made them fraudulent."""
    random = np.random.default_rng(seed)
    columns: dict[str, list[Any]] = {}
    for name, rule in RULES.items():
        cells = random.choice(len(rule.cells), count, p=np.array(rule.shares) / sum(rule.shares))
        usual = rule.categories or [float(edge) for edge in (0, *rule.edges)]
        columns[name] = [usual[cell] for cell in cells]
    rows = [{name: values[at] for name, values in columns.items()} for at in range(count)]
    chance = np.array([1 / (1 + math.exp(-answer(row))) for row in rows])
    return rows, (random.random(count) < chance).astype(float)
