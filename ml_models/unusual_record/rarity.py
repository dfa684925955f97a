"""How rare each value is by itself, as tables: what a forest of random cuts sees late, a value far out says at once.

A value's rarity is minus the logarithm of twice the share of training values that lie at least as far out on its side.
Only what exceeds ``ORDINARY`` counts, so that many ordinary values do not add up to something unusual.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ml_models.additive import AdditiveModel, Axis, Block, Floats, Slots

ORDINARY = 2.0
"""The rarity that one value in seven reaches."""
BEYOND = 4.0
"""How much rarer a value beyond all training values gets, at most: reached one spread (of the middle 98 %) away."""
_STEPS = 20
_CELLS_PER_E = 4


def tables_of(columns: Sequence[str], values: Floats) -> AdditiveModel:
    """A table per column over training rows (NaN where not known), without a base; what is not known is not rare."""
    axes, blocks = [], []
    for at, name in enumerate(columns):
        ordered = np.sort(values[~np.isnan(values[:, at]), at])
        axis = Axis(name, "number", edges=_edges(ordered) if len(ordered) else ())
        cells = _rarities(ordered, axis.edges) if len(ordered) else np.zeros(1)
        axes.append(axis)
        blocks.append(Block((at,), np.concatenate([[0.0], cells])))
    return AdditiveModel(tuple(axes), tuple(blocks), 0.0, ())


def scaled(tables: AdditiveModel, values: Floats, factor: float, base: float) -> AdditiveModel:
    """The tables times a factor, each zero on average over the training rows, and a base."""
    slots, blocks = slots_of(tables, values), []
    for block in tables.blocks:
        known = slots[slots[:, block.axes[0]] > 0, block.axes[0]]
        table = block.table.copy()
        table[1:] -= table[known].mean() if len(known) else 0.0
        blocks.append(Block(block.axes, factor * table))
    return AdditiveModel(tables.axes, tuple(blocks), base, ())


def slots_of(tables: AdditiveModel, values: Floats) -> Slots:
    """The slots of rows of numbers in the order of the tables' columns."""
    return np.column_stack([axis.slots(list(values[:, at])) for at, axis in enumerate(tables.axes)])


def _edges(ordered: Floats) -> tuple[float, ...]:
    """Where cells begin: each value where there are few, else what so small a share exceeds; then steps beyond all."""
    inner = np.unique(ordered)
    if len(inner) > 4 * _STEPS:
        least = max(1 / len(ordered), np.exp(-12.0))
        shares = np.exp(-np.arange(0, -np.log(least), 1 / _CELLS_PER_E)) / 2
        tails = np.concatenate([shares, 1 - shares, [0.0, 1.0]])
        inner = np.unique(np.quantile(ordered, tails, method="nearest"))
    steps = _spread(ordered) * np.arange(1, _STEPS + 1) / _STEPS
    return tuple(np.unique(np.concatenate([ordered[0] - steps, inner, ordered[-1] + steps])).tolist())


def _spread(ordered: Floats) -> float:
    low, high = np.quantile(ordered, [0.01, 0.99])
    return float(high - low) or float(ordered.std()) or 1.0


def _rarities(ordered: Floats, edges: Sequence[float]) -> Floats:
    """The rarity above ``ORDINARY`` in each cell, taken where the cell begins (for the first: where it ends)."""
    begins = np.array([np.nextafter(edges[0], -np.inf), *edges])
    count = len(ordered)
    lower = np.searchsorted(ordered, begins, side="right") / count
    upper = 1 - np.searchsorted(ordered, begins, side="left") / count
    share = np.clip(2 * np.minimum(lower, upper), 1 / count, 1.0)
    away = np.maximum(np.maximum(ordered[0] - begins, begins - ordered[-1]), 0.0) / _spread(ordered)
    rarities: Floats = np.maximum(-np.log(share) - ORDINARY, 0.0) + np.minimum(BEYOND * away, BEYOND)
    return rarities
