"""Columns that tell the outcome all by themselves: most are written down only once it is known."""

from __future__ import annotations

import numpy as np

from ml_models.additive import AdditiveModel
from ml_models.any_table.train import Data
from ml_models.measures import auc
from ml_models.table_columns import axes_for, rows_of

TELLING = 0.98
"""The area under the curve from which on one column alone is told of. Real foreknowledge hardly ever reaches it."""


def telltales(data: Data, seed: int = 0) -> dict[str, float]:
    """By column that alone tells the outcome: its area under the curve on the half of the rows it was not read from."""
    columns = data.part(np.arange(len(data.table)))
    axes = axes_for(columns, data.chosen)
    slots = AdditiveModel(axes, (), 0.0, ()).slots(rows_of(columns))
    mixed = np.random.default_rng(seed).permutation(len(data.table))
    seen, unseen = np.sort(mixed[::2]), np.sort(mixed[1::2])
    if not all(0 < data.happened[half].mean() < 1 for half in (seen, unseen)):
        return {}
    found: dict[str, float] = {}
    usual = float(data.happened[seen].mean())
    for at, axis in enumerate(axes):
        happened = np.bincount(slots[seen, at], data.happened[seen], axis.size)
        rate = (happened + usual) / (np.bincount(slots[seen, at], minlength=axis.size) + 1)
        told = auc(data.happened[unseen], rate[slots[unseen, at]])
        if told >= TELLING:
            found[axis.name] = told
    return found


def said(found: dict[str, float]) -> list[str]:
    """A sentence for each, with the way out."""
    return [
        f"  {name} alone tells the outcome (AUC {told:.3f}). If it is known only afterwards nothing is learned: "
        f"train again with --drop {name!r}"
        for name, told in found.items()
    ]
